package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class SharedWaitTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private final Engine engine = Engine.create(builder().interruptable(true).build());
    private final SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, 1));
    private final List<Store<Void>> stores = new ArrayList<>();

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @AfterEach
    void close() {
        stores.forEach(Store::close);
        engine.close();
    }

    private Store<Void> store() {
        Store<Void> made = Store.create(engine);
        stores.add(made);
        return made;
    }

    private Instance guest(Store<Void> store) {
        return Instance.create(store, engine.compile(Modules.sharing(1, 1)), List.of(memory));
    }

    /** Something that runs on a thread of its own. */
    private static final class Beside<R> {
        private final FutureTask<R> task;
        private final Thread thread;

        Beside(Callable<R> body) {
            task = new FutureTask<>(body);
            thread = new Thread(task, "beside");
            thread.setDaemon(true);
            thread.start();
        }

        R result() throws Exception {
            return task.get(40, TimeUnit.SECONDS);
        }

        TrapCode trap() {
            ExecutionException failed = assertThrows(ExecutionException.class, this::result);
            return assertThrows(Trap.class, () -> {
                throw failed.getCause();
            }).code();
        }

        /** Returns when the thread sleeps at an address, and not while it waits for a lock or for the compiler. */
        Beside<R> asleep() {
            while (!String.valueOf(LockSupport.getBlocker(thread)).contains("Sleeper")) {
                assertFalse(task.isDone(), "has ended");
                Thread.onSpinWait();
            }
            return this;
        }
    }

    private Beside<Object> guestWaits(Store<Void> store, int address) {
        Instance guest = guest(store);
        return new Beside<Object>(() -> guest.func("wait32").call(address, 0, -1L)[0]).asleep();
    }

    private Beside<WaitResult> hostWaits(int address) {
        return new Beside<>(() -> memory.atomicWait32(address, 0, null)).asleep();
    }

    /** Wakes until somebody was there to be woken. */
    private void wake(int address, int many) {
        int woken = 0;
        while (woken < many) {
            woken += memory.atomicNotify(address, many - woken);
            Thread.onSpinWait();
        }
    }

    @Test
    void anotherValueIsAMismatchAtOnce() {
        memory.data().writeLong(8, 0x1_0000_0005L);
        assertEquals(WaitResult.MISMATCH, memory.atomicWait32(8, 6, null));
        assertEquals(WaitResult.MISMATCH, memory.atomicWait64(8, 5, null));
        Thread.currentThread().interrupt();
        assertEquals(WaitResult.MISMATCH, memory.atomicWait32(8, 6, null));
        assertTrue(Thread.interrupted());
        Instance guest = guest(store());
        assertEquals(1, guest.func("wait32").call(8, 6, -1L)[0]);
        assertEquals(1, guest.func("wait64").call(8, 5L, -1L)[0]);
    }

    @Test
    void theTimeIsOverWhenNobodyWakes() {
        memory.data().writeLong(8, -3);
        long start = System.nanoTime();
        assertEquals(WaitResult.TIMED_OUT, memory.atomicWait32(8, -3, Duration.ofMillis(20)));
        assertEquals(WaitResult.TIMED_OUT, memory.atomicWait64(8, -3, Duration.ofMillis(20)));
        assertTrue(System.nanoTime() - start >= 40_000_000);
        assertEquals(WaitResult.TIMED_OUT, memory.atomicWait32(8, -3, Duration.ZERO));
        assertEquals(WaitResult.TIMED_OUT, memory.atomicWait64(8, -3, Duration.ofSeconds(Long.MIN_VALUE)));
        Instance guest = guest(store());
        start = System.nanoTime();
        assertEquals(2, guest.func("wait32").call(8, -3, 20_000_000L)[0]);
        assertTrue(System.nanoTime() - start >= 20_000_000);
        assertEquals(2, guest.func("wait64").call(8, -3L, 0L)[0]);
        assertEquals(0, memory.atomicNotify(8, -1));
    }

    @Test
    void hostsAndGuestsWakeEachOther() throws Exception {
        Beside<Object> guest = guestWaits(store(), 16);
        wake(16, 1);
        assertEquals(0, guest.result());
        Beside<WaitResult> host = hostWaits(16);
        Instance waker = guest(store());
        while ((int) waker.func("notify").call(16, 1)[0] == 0) {
            Thread.onSpinWait();
        }
        assertEquals(WaitResult.OK, host.result());
    }

    @Test
    void theCountIsUnsignedAndSoManyAreWoken() throws Exception {
        List<Beside<WaitResult>> hosts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            hosts.add(hostWaits(4));
        }
        assertEquals(0, memory.atomicNotify(4, 0));
        assertEquals(0, memory.atomicNotify(8, -1));
        assertEquals(1, memory.atomicNotify(4, 1));
        assertEquals(WaitResult.OK, hosts.get(0).result(), "who waits longest comes first");
        assertEquals(3, guest(store()).func("notify").call(4, -1)[0]);
        for (Beside<WaitResult> host : hosts) {
            assertEquals(WaitResult.OK, host.result());
        }
        hosts.set(0, hostWaits(4));
        assertEquals(1, memory.atomicNotify(4, 0xffff_ffffL));
        assertEquals(WaitResult.OK, hosts.get(0).result());
    }

    @Test
    void waitsOfBothWidthsShareAnAddress() throws Exception {
        Beside<WaitResult> wide = new Beside<>(() -> memory.atomicWait64(8, 0, LONG)).asleep();
        Beside<WaitResult> narrow = new Beside<>(() -> memory.atomicWait32(8, 0, LONG)).asleep();
        assertEquals(2, memory.atomicNotify(8, 5));
        assertEquals(WaitResult.OK, wide.result());
        assertEquals(WaitResult.OK, narrow.result());
    }

    @Test
    void nothingElseWakes() throws Exception {
        Beside<Object> guest = guestWaits(store(), 0);
        Beside<WaitResult> host = hostWaits(0);
        for (int i = 0; i < 1_000; i++) {
            LockSupport.unpark(guest.thread);
            LockSupport.unpark(host.thread);
            memory.data().writeIntAtomic(0, i);
        }
        guest.thread.interrupt();
        for (int i = 0; i < 1_000; i++) {
            assertFalse(guest.task.isDone());
            assertFalse(host.task.isDone());
        }
        assertEquals(2, memory.atomicNotify(0, -1));
        assertEquals(0, guest.result());
        assertEquals(WaitResult.OK, host.result());
    }

    @Test
    void aGuestKeepsTheInterruptOfItsThread() throws Exception {
        Instance guest = guest(store());
        Beside<Boolean> waiting = new Beside<>(() -> {
            guest.func("wait32").call(0, 0, -1L);
            return Thread.currentThread().isInterrupted();
        }).asleep();
        waiting.thread.interrupt();
        wake(0, 1);
        assertTrue(waiting.result());
    }

    @Test
    void theInterruptOfAThreadEndsTheWaitOfAHost() throws Exception {
        Beside<String> waiting = new Beside<>(() -> {
            TrapCode code = assertThrows(Trap.class, () -> memory.atomicWait32(0, 0, null)).code();
            return code + " " + Thread.currentThread().isInterrupted();
        }).asleep();
        waiting.thread.interrupt();
        assertEquals("INTERRUPT true", waiting.result());
        assertEquals(0, memory.atomicNotify(0, 1));
    }

    @Test
    void aDeadlineEndsTheWaitOfAGuest() {
        Func wait = guest(store()).func("wait32");
        long start = System.nanoTime();
        assertEquals(TrapCode.DEADLINE, assertThrows(Trap.class, () -> wait.call(Duration.ofMillis(30), 0, 0, -1L)).code());
        assertTrue(System.nanoTime() - start >= 30_000_000);
        assertEquals(0, memory.atomicNotify(0, 1));
        assertEquals(2, wait.call(0, 0, 0L)[0]);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void anInterruptEndsTheWaitOfAGuestAndIsConsumed() throws Exception {
        Store<Void> store = store();
        Beside<Object> guest = guestWaits(store, 0);
        store.interruptHandle().interrupt();
        assertEquals(TrapCode.INTERRUPT, guest.trap());
        assertEquals(0, memory.atomicNotify(0, 1));
        assertEquals(2, guest(store).func("wait32").call(0, 0, 1L)[0]);
    }

    @Test
    void anInterruptThatWaitsIsDeliveredBeforeTheGuestSleeps() {
        Store<Void> store = store();
        Instance guest = guest(store);
        store.interruptHandle().interrupt();
        assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, () -> guest.func("wait32").call(0, 0, -1L)).code());
    }

    @Test
    void closingItsStoreEndsTheWaitOfAGuest() {
        Store<Void> store = store();
        Beside<Object> guest = guestWaits(store, 0);
        store.close();
        assertEquals(TrapCode.HOST_CLOSED, guest.trap());
        assertEquals(0, memory.atomicNotify(0, 1));
    }

    @Test
    void closingEndsItWithoutCheckPointsToo() {
        try (Engine plain = Engine.create(builder().build())) {
            SharedMemory shared = SharedMemory.create(plain, MemoryType.shared(1, 1));
            Store<Void> store = Store.create(plain);
            Instance guest = Instance.create(store, plain.compile(Modules.sharing(1, 1)), List.of(shared));
            Beside<Object> waiting = new Beside<Object>(() -> guest.func("wait64").call(0, 0L, -1L)[0]).asleep();
            store.close();
            assertEquals(TrapCode.HOST_CLOSED, waiting.trap());
        }
    }

    /** A guest whose host function waits at address 0 for ever. */
    private Func hostFunctionThatWaits(Store<Void> store) {
        guest(store);
        Func wait = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            memory.atomicWait32(0, 0, null);
            return null;
        });
        return Instance.create(store, engine.compile(Modules.calling()), List.of(wait)).func("run");
    }

    @Test
    void whatEndsACallEndsTheWaitOfAHostFunctionInIt() {
        Func run = hostFunctionThatWaits(store());
        assertEquals(TrapCode.DEADLINE, assertThrows(Trap.class, () -> run.call(Duration.ofMillis(30))).code());
        Store<Void> interrupted = store();
        Func again = hostFunctionThatWaits(interrupted);
        Beside<Object> waiting = new Beside<Object>(() -> again.call().length).asleep();
        interrupted.interruptHandle().interrupt();
        assertEquals(TrapCode.INTERRUPT, waiting.trap());
        assertEquals(0, memory.atomicNotify(0, -1));
    }

    /** The store whose call waits need not use the memory; and the call may be inside one of another store. */
    @Test
    void whatEndsACallEndsTheWaitOnAnyMemoryInIt() {
        Store<Void> outer = store();
        Store<Void> inner = store();
        Func wait = Func.create(inner, FuncType.taking(), (caller, arguments) -> {
            memory.atomicWait64(0, 0, null);
            return null;
        });
        assertEquals(TrapCode.DEADLINE, assertThrows(Trap.class, () -> wait.call(Duration.ofMillis(30))).code());
        Func around = Func.create(outer, FuncType.taking(), (caller, arguments) -> wait.call());
        assertEquals(TrapCode.DEADLINE, assertThrows(Trap.class, () -> around.call(Duration.ofMillis(30))).code());
        for (Store<Void> interrupted : List.copyOf(stores)) {
            Beside<Object> waiting = new Beside<Object>(around::call).asleep();
            interrupted.interruptHandle().interrupt();
            assertEquals(TrapCode.INTERRUPT, waiting.trap());
        }
        assertEquals(0, memory.atomicNotify(0, -1));
        assertEquals(WaitResult.TIMED_OUT, memory.atomicWait32(0, 0, Duration.ofMillis(1)));
    }

    @Test
    void anEpochThatPassesEndsTheWaitOfAGuest() throws Exception {
        try (Engine ticking = Engine.create(builder().epochInterruption(true).build()); Store<Void> store = Store.create(ticking)) {
            SharedMemory shared = SharedMemory.create(ticking, MemoryType.shared(1, 1));
            Instance guest = Instance.create(store, ticking.compile(Modules.sharing(1, 1)), List.of(shared));
            store.setEpochDeadline(1);
            Beside<Object> waiting = new Beside<Object>(() -> guest.func("wait32").call(0, 0, -1L)[0]).asleep();
            ticking.incrementEpoch();
            assertEquals(TrapCode.INTERRUPT, waiting.trap());
            store.setEpochDeadline(1);
            store.epochDeadlineCallback(context -> {
                assertEquals(1, shared.atomicNotify(0, 1));
                return UpdateDeadline.continueWith(5);
            });
            waiting = new Beside<Object>(() -> guest.func("wait32").call(0, 0, -1L)[0]).asleep();
            ticking.incrementEpoch();
            assertEquals(0, waiting.result());
        }
    }

    @Test
    void interpretedGuestsAreEndedToo() {
        try (Engine plain = Engine.create(builder().interpreter(true).interruptable(true).build()); Store<Void> store =
                Store.create(plain)) {
            SharedMemory shared = SharedMemory.create(plain, MemoryType.shared(1, 1));
            Instance guest = Instance.create(store, plain.compile(Modules.sharing(1, 1)), List.of(shared));
            assertEquals(TrapCode.DEADLINE,
                    assertThrows(Trap.class, () -> guest.func("wait32").call(Duration.ofMillis(20), 0, 0, -1L)).code());
        }
    }

    @Test
    void alignmentAndBoundsAreErrors() {
        assertThrows(IllegalArgumentException.class, () -> memory.atomicNotify(2, 1));
        assertThrows(IllegalArgumentException.class, () -> memory.atomicWait32(2, 0, null));
        assertThrows(IllegalArgumentException.class, () -> memory.atomicWait64(4, 0, null));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.atomicNotify(65_536, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.atomicWait32(65_536, 0, null));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.atomicWait64(-8, 0, null));
        Instance guest = guest(store());
        assertEquals(TrapCode.UNALIGNED_ATOMIC, assertThrows(Trap.class, () -> guest.func("wait64").call(4, 0L, 0L)).code());
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> guest.func("wait32").call(65_536, 0, 0L)).code());
        assertEquals(TrapCode.UNALIGNED_ATOMIC, assertThrows(Trap.class, () -> guest.func("notify").call(1, 0)).code());
    }

    /** No wake-up is lost: each side sleeps until the other has changed the value and woken it. */
    @Test
    void lookingAndSleepingAreOneStep() throws Exception {
        int rounds = 20_000;
        MemoryView data = memory.data();
        Instance guest = guest(store());
        Func wait = guest.func("wait32");
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < rounds; i++) {
                while (data.readIntAtomic(32) != 2 * i + 1) {
                    memory.atomicWait32(32, 2 * i, LONG);
                }
                data.writeIntAtomic(32, 2 * i + 2);
                memory.atomicNotify(32, 1);
            }
        });
        for (int i = 0; i < rounds; i++) {
            data.writeIntAtomic(32, 2 * i + 1);
            memory.atomicNotify(32, 1);
            while (data.readIntAtomic(32) != 2 * i + 2) {
                assertTrue((int) wait.call(32, 2 * i + 1, -1L)[0] < 2);
            }
        }
        other.get(30, TimeUnit.SECONDS);
    }
}
