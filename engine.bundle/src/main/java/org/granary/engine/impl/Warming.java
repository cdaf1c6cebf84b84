package org.granary.engine.impl;

import java.util.HexFormat;
import org.granary.vm.StackRoom;

/** Pays ahead of time what first calls pay: a small module goes all the way through the pipeline. Stateless. */
final class Warming {
    /** {@code (module (memory 1) (func (export "f") (param i32) (result i32) (i32.load (local.get 0))))}. */
    private static final byte[] MODULE = HexFormat.of().parseHex("0061736d0100000001060160017f017f030201000503010001"
            + "070501016600000a0901070020002802000b");

    private Warming() {
    }

    static void run(EngineState engine) {
        StackRoom.needForClass();
        engine.artefacts.compile(MODULE.clone()).functionClasses();
    }
}
