package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.FutureTask;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same, with guests that are interpreted; and they do not live on the JVM's stack. */
@Timeout(120)
class InterpretedTrapTest extends TrapTest {
    private static final int IF = 0x04;
    private static final int ELSE = 0x05;
    private static final int I32_SUB = 0x6b;
    private static final long SMALL_STACK = 256 << 10;

    @Override
    EngineConfig.Builder builder() {
        return super.builder().interpreter(true);
    }

    @Test
    void deepCallsNeedNoneOfTheThreadsStack() throws Exception {
        Wasm wasm = new Wasm();
        int type = wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32});
        wasm.exported("count", type, Wasm.LOCAL_GET, 0, IF, Wasm.I32, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, I32_SUB, Wasm.CALL, 0,
                Wasm.I32_CONST, 1, Wasm.I32_ADD, ELSE, Wasm.I32_CONST, 0, Wasm.END);
        byte[] bytes = wasm.bytes();
        FutureTask<Object[]> counted = new FutureTask<>(() -> {
            try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
                Func count = Instance.create(store, engine.compile(bytes), List.of()).func("count");
                assertEquals(TrapCode.CALL_STACK_EXHAUSTED, assertThrows(Trap.class, () -> count.call(1_000_000)).code());
                return count.call(50_000);
            }
        });
        Thread thread = new Thread(null, counted, "small stack", SMALL_STACK);
        thread.start();
        thread.join();
        assertArrayEquals(new Object[] {50_000}, counted.get());
    }
}
