package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.granary.type.FuncType;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Functions of very many locals, which do not fit frames of the JVM: what waiting ones hold on the heap ends recursion as the stack's end
 * does, and counts no more once they are left, in whatever way.
 */
@Timeout(240)
class WaitingFunctionsTest {
    private static final int LOCALS = 2_000;
    private static final int MOST_HELD = 16 << 20;
    /** So many calls, one after the other, hold more than may be held together. */
    private static final int MANY = 2 * MOST_HELD / (LOCALS * Long.BYTES);
    private static final int DEEP = 50;
    private static final long LARGE_STACK = 64 << 20;
    /** What the object of a number takes beside it, interpreted. */
    private static final int BOX_BYTES = 20;
    private static final int RETURNS = 0;
    private static final int THROWS = 1;
    private static final int OVERFLOWS = 2;
    private static final int ASKS = 3;
    private static final String MODULE = """
            (module
              (type $plain (func)) (type $many (func (param i32 i32)))
              (import "host" "ask" (func $ask (type $plain)))
              (memory 1) (tag $t) (table funcref (elem $nothing $throw $endless $ask $flat))
              (global $calls (mut i32) (i32.const 0))
              (func $nothing (type $plain))
              (func $throw (type $plain) (throw $t))
              (func $endless (type $plain) (call $endless) (call $nothing))
              (func $large (export "large") (type $many) (local LOCALS)
                SET
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                (if (local.get 0)
                  (then (call $large (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))
                  (else (call_indirect (type $plain) (local.get 1))))
                READ)
              (func $flat (export "flat") (type $many) (local LOCALS)
                SET
                READ
                (if (local.get 0)
                  (then (return_call_indirect (type $many) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0) (i32.const 4)))))
              (func (export "catching") (param i32) (param i32)
                (loop $again
                  (block $caught (try_table (catch $t $caught) (call $large (i32.const 0) (i32.const 1))))
                  (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
              (func (export "calls") (result i32) (global.get $calls)))
            """;

    private static byte[] module() {
        String set = lines("(local.set %d (i64.load (i32.and (local.get 0) (i32.const 255))))");
        String read = lines("(i64.store (i32.const 0) (local.get %d))");
        return MODULE.replace("LOCALS", "i64 ".repeat(LOCALS)).replace("SET", set).replace("READ", read).getBytes(StandardCharsets.UTF_8);
    }

    private static String lines(String line) {
        return IntStream.range(2, 2 + LOCALS).mapToObj(line::formatted).collect(Collectors.joining("\n"));
    }

    private static Trap exhausted(Instance guest, int depth, int end) {
        Trap trap = assertThrows(Trap.class, () -> guest.func("large").call(depth, end));
        assertSame(TrapCode.CALL_STACK_EXHAUSTED, trap.code());
        return trap;
    }

    private static <R> R withLargeStack(Callable<R> work) throws Exception {
        FutureTask<R> task = new FutureTask<>(work);
        new Thread(null, task, "large stack", LARGE_STACK).start();
        return task.get();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheyHoldIsBounded(boolean interpreter) throws Exception {
        try (Engine engine = Engine.create(EngineConfig.builder().interpreter(interpreter).build());
                Store<Void> store = Store.create(engine)) {
            Instance[] guest = new Instance[1];
            Func ask = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                // an interpreter's stack is not the JVM's, and deep
                for (int i = 0; i < (interpreter ? DEEP : MANY); i++) {
                    assertFalse(exhausted(guest[0], 0, OVERFLOWS).getMessage().contains("hold"), "the stack ends first");
                }
                guest[0].func("large").call(DEEP, RETURNS);
                return null;
            });
            WasmModule module = engine.compile(module());
            guest[0] = Instance.create(store, module, List.of(ask));
            guest[0].func("large").call(DEEP, RETURNS);
            for (int i = 1; i <= 3; i++) {
                int before = (Integer) guest[0].func("calls").call()[0];
                // code that no JIT has compiled yet may be at the end of a small stack before
                Trap trap = withLargeStack(() -> exhausted(guest[0], MANY, RETURNS));
                assertTrue(trap.getMessage().contains("would hold more than " + MOST_HELD + " bytes"), trap.getMessage());
                int deepest = (Integer) guest[0].func("calls").call()[0] - before;
                assertTrue(deepest > 2 * DEEP && deepest <= MOST_HELD / (LOCALS * Long.BYTES), () -> deepest + " calls");
            }
            guest[0].func("catching").call(MANY, THROWS);
            guest[0].func("flat").call(MANY, RETURNS);
            guest[0].func("large").call(0, ASKS);
            assertEquals(0, guest[0].func("large").call(DEEP, RETURNS).length);
        }
    }

    /** A thousand vectors travel in an object, which the function that takes it keeps. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void parametersCountToo(boolean interpreter) {
        int params = 1_000;
        String zeros = "(v128.const i64x2 0 0) ".repeat(params);
        String module = "(module (global $calls (mut i32) (i32.const 0)) (func $f (param " + "v128 ".repeat(params) + ")"
                + "(global.set $calls (i32.add (global.get $calls) (i32.const 1))) " + zeros + "(call $f))"
                + "(func (export \"run\") " + zeros + "(call $f)) (func (export \"calls\") (result i32) (global.get $calls)))";
        try (Engine engine = Engine.create(EngineConfig.builder().interpreter(interpreter).build());
                Store<Void> store = Store.create(engine)) {
            Instance guest = Instance.create(store, engine.compile(module.getBytes(StandardCharsets.UTF_8)), List.of());
            assertSame(TrapCode.CALL_STACK_EXHAUSTED, assertThrows(Trap.class, () -> guest.func("run").call()).code());
            int deepest = (Integer) guest.func("calls").call()[0];
            // interpreted, as parameters and as operands, and each in an object of its own
            int most = MOST_HELD / (interpreter ? 2 * params * (2 * Long.BYTES + BOX_BYTES) : params * 2 * Long.BYTES);
            assertTrue(deepest > DEEP && deepest <= most, () -> deepest + " calls");
        }
    }
}
