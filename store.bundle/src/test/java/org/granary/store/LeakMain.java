package org.granary.store;

import java.util.List;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.WasmModule;

/** Compiles, runs and drops modules, all different; {@code LeakTest} starts it in a JVM with little room. */
final class LeakMain {
    private static final int NUMBER = 41;

    private LeakMain() {
    }

    /**
     * Compiles modules.
     *
     * @param arguments how many; whether each goes through an artefact; whether it is interpreted
     */
    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[0]);
        boolean artefacts = Boolean.parseBoolean(arguments[1]);
        try (Engine engine = Engine.create(EngineConfig.builder().interruptable(true).interpreter(Boolean.parseBoolean(arguments[2]))
                .artefacts(ArtefactTrust.builder().noHostKey().trustUnsigned(true).build()).build())) {
            for (int i = 0; i < count; i++) {
                byte[] module = module(i);
                WasmModule compiled = artefacts ? engine.deserialize(engine.precompileModule(module)) : engine.compile(module);
                try (Store<Void> store = Store.create(engine)) {
                    Object result = Instance.create(store, compiled, List.of()).func("f").call(1)[0];
                    if (!result.equals(NUMBER + 1)) {
                        throw new IllegalStateException("module " + i + " gave " + result);
                    }
                }
            }
        }
        System.out.println("ran " + count);
    }

    /** The number stands in the module's name, so each has a hash of its own. */
    private static byte[] module(int number) {
        Wasm wasm = new Wasm().name("m" + number);
        int type = wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32});
        wasm.memory(1, 2);
        wasm.exported("f", type, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, NUMBER, Wasm.I32_ADD);
        return wasm.bytes();
    }
}
