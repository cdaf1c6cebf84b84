package org.granary.store;

import static org.granary.store.Wasm.BR;
import static org.granary.store.Wasm.CALL;
import static org.granary.store.Wasm.END;
import static org.granary.store.Wasm.LOOP;
import static org.granary.store.Wasm.NONE;
import static org.granary.store.Wasm.VOID;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who asks for a stop at the end of the stack fails, and nobody else with him. */
@Timeout(240)
class StopAtStackEndTest extends OneStore {
    @Override
    EngineConfig.Builder builder() {
        return super.builder().interruptable(true);
    }

    /** Descends to the end of the stack, and on the way back tries until the stack has room for it; tells how often it had none. */
    private static int behindTheEnd(Runnable action) throws Exception {
        CompletableFuture<Integer> failed = new CompletableFuture<>();
        new Thread(null, () -> {
            try {
                failed.complete(-down(action));
            } catch (Throwable e) {
                failed.completeExceptionally(e);
            }
        }, "deep", 512 << 10).start();
        return failed.get(30, TimeUnit.SECONDS);
    }

    /** Negative when it was done: how often it was not before. */
    private static int down(Runnable action) {
        int failed;
        try {
            failed = down(action);
        } catch (StackOverflowError e) {
            failed = 1;
        }
        if (failed > 0) {
            try {
                action.run();
                return -failed;
            } catch (StackOverflowError e) {
                return failed + 1;
            }
        }
        return failed;
    }

    /** Comes back when a guest loops on a thread of its own, and nothing of the host's is to look for it. */
    private void spins(CompletableFuture<TrapCode> ended) throws InterruptedException {
        Running running = new Running();
        Wasm wasm = new Wasm();
        int none = wasm.type(NONE, NONE);
        wasm.importFunc("env", "f", none);
        wasm.exported("loop", none, CALL, 0, LOOP, VOID, BR, 0, END);
        Func loop = instance(wasm.bytes(), running.told(store)).func("loop");
        Thread guest = new Thread(() -> ended.complete(assertThrows(Trap.class, loop::call).code()));
        guest.setDaemon(true);
        guest.start();
        running.await();
        while (Arrays.stream(guest.getStackTrace()).anyMatch(frame -> frame.getClassName().endsWith(".HostCall"))) {
            Thread.yield();
        }
    }

    @Test
    void whoAsksWhereTheStackEndsLosesNoStopOfOthers() throws Exception {
        InterruptHandle handle = store.interruptHandle();
        // what the JDK needs for it is not first used where the stack ends
        handle.interrupt();
        assertThrows(Trap.class, instance(Modules.troubles()).func("answer")::call);
        CompletableFuture<TrapCode> ended = new CompletableFuture<>();
        spins(ended);
        assertTrue(behindTheEnd(handle::interrupt) > 1);
        handle.interrupt();
        assertEquals(TrapCode.INTERRUPT, ended.get(30, TimeUnit.SECONDS));
    }

    @Test
    void aStoreThatCouldNotBeClosedWhereTheStackEndsIsClosedFurtherUp() throws Exception {
        CompletableFuture<TrapCode> ended = new CompletableFuture<>();
        spins(ended);
        assertTrue(behindTheEnd(store::close) > 1);
        assertEquals(TrapCode.HOST_CLOSED, ended.get(30, TimeUnit.SECONDS));
    }
}
