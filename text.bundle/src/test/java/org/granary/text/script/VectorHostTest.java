package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.granary.engine.UnsupportedException;
import org.granary.store.Instance;
import org.granary.store.Linker;
import org.granary.store.Store;
import org.granary.store.V128;
import org.granary.text.Wat;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

/** Vectors between the host and a guest. */
class VectorHostTest {
    private static final String MODULE = """
            (module
              (import "host" "turn" (func $turn (param i32 v128 v128) (result v128 i32)))
              (global (export "g") (mut v128) (v128.const i64x2 3 4))
              (func (export "f") (param v128) (result v128 i32)
                (call $turn (i32.const 7) (i64x2.add (local.get 0) (local.get 0)) (v128.const i64x2 -1 -2))))""";

    private static byte[] binary(String text) {
        return Wat.toBinary(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void vectorsGoThroughHostFunctionsAndGlobals() {
        try (Engine engine = Engine.create(EngineConfig.builder().build()); Store<Void> store = Store.create(engine)) {
            Linker<Void> linker = Linker.create(engine);
            FuncType type = FuncType.taking(ValType.I32, ValType.V128, ValType.V128).returning(ValType.V128, ValType.I32);
            linker.func("host", "turn", type, (caller, arguments) -> {
                V128 first = (V128) arguments[1];
                V128 second = (V128) arguments[2];
                return new Object[] {new V128(first.high() + second.low(), first.low() + second.high()), (Integer) arguments[0] + 1};
            });
            Instance instance = linker.instantiate(store, engine.compile(binary(MODULE)));
            Object[] results = instance.func("f").call(new V128(10, 20));
            assertEquals(new V128(39, 18), results[0]);
            assertEquals(8, results[1]);
            assertEquals(new V128(3, 4), instance.global("g").get());
            instance.global("g").set(new V128(5, 6));
            assertEquals(new V128(5, 6), instance.global("g").get());
        }
    }

    @Test
    void relaxedInstructionsHaveASwitchOfTheirOwn() {
        byte[] module = binary("(module (func (param v128) (drop (i32x4.relaxed_trunc_f32x4_s (local.get 0)))))");
        try (Engine engine = Engine.create(EngineConfig.builder().proposal(Proposal.RELAXED_SIMD, false).build())) {
            UnsupportedException refused = assertThrows(UnsupportedException.class, () -> engine.compile(module));
            assertEquals(Proposal.RELAXED_SIMD, refused.proposal());
        }
    }
}
