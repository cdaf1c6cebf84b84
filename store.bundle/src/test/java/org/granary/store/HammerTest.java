package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.LimitException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.engine.WeakEngine;
import org.granary.type.MemoryType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Eight threads do what may be done from anywhere, in an order that a seed decides for each. A second for each case; {@code
 * -Dgranary.hammer=60} makes it a minute.
 */
@Timeout(300)
class HammerTest {
    private static final int THREADS = 8;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(Long.getLong("granary.hammer", 1));
    private static final int WORD = 64;
    private static final int MOST_PAGES = 60;

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    /** What a thread does again and again. */
    private interface Blow {
        void strike(Random random) throws Exception;
    }

    /** What a thread has, made by itself. */
    private interface Hand {
        Blow take(int number) throws Exception;
    }

    /** All threads strike until the time is over. */
    private static void strike(Hand hand) throws Exception {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            FutureTask<Void> task = new FutureTask<>(() -> {
                Random random = new Random(number);
                Blow blow = hand.take(number);
                ready.countDown();
                ready.await();
                for (long start = System.nanoTime(); System.nanoTime() - start < NANOS;) {
                    blow.strike(random);
                }
                return null;
            });
            Thread thread = new Thread(task, "hammer-" + i);
            thread.setDaemon(true);
            thread.start();
            tasks.add(task);
        }
        for (FutureTask<Void> task : tasks) {
            task.get(NANOS + TimeUnit.SECONDS.toNanos(120), TimeUnit.NANOSECONDS);
        }
    }

    @Test
    void oneMemoryInEightStores() throws Exception {
        try (Engine engine = Engine.create(builder().interruptable(true).build())) {
            SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, MOST_PAGES));
            WasmModule module = engine.compile(Modules.sharing(1, MOST_PAGES));
            AtomicLong added = new AtomicLong();
            AtomicLong grown = new AtomicLong();
            ConcurrentLinkedQueue<Store<Void>> open = new ConcurrentLinkedQueue<>();
            strike(number -> {
                Store<Void> store = Store.create(engine);
                open.add(store);
                store.totalBudget(1L << 30);
                Agent agent = new Agent(memory, Instance.create(store, module, List.of(memory)), added, grown);
                return agent::act;
            });
            assertEquals((int) added.get(), memory.data().readInt(WORD));
            assertEquals(1 + grown.get(), memory.size());
            for (Store<Void> store : open) {
                assertEquals(memory.dataSize(), store.snapshot().usedBytes());
                store.close();
            }
            assertEquals(0, memory.atomicNotify(0, -1), "nobody waits any more");
        }
    }

    /** A guest in a store of its own, and the host beside it, on one shared memory. */
    private record Agent(SharedMemory memory, Instance guest, AtomicLong added, AtomicLong grown) {
        void act(Random random) {
            int address = 8 * random.nextInt(4);
            switch (random.nextInt(9)) {
                case 0 -> {
                    guest.func("add").call(WORD, 3);
                    added.addAndGet(3);
                }
                case 1 -> {
                    int size = (int) guest.func("size").call()[0];
                    guest.func("add").call((size - 1) * MemoryType.PAGE_SIZE + 128, 1);
                    assertTrue(memory.dataSize() >= (long) size * MemoryType.PAGE_SIZE);
                }
                case 2 -> grown.addAndGet(random.nextInt(100) == 0 && (int) guest.func("grow").call(1)[0] >= 0 ? 1 : 0);
                case 3 -> grow(random);
                case 4 -> waited((int) guest.func("wait32").call(address, 0, (long) random.nextInt(200_000))[0]);
                case 5 -> waited((int) guest.func("wait64").call(address, 0L, (long) random.nextInt(200_000))[0]);
                case 6 -> waited(memory.atomicWait32(address, 0, Duration.ofNanos(random.nextInt(200_000))).ordinal());
                case 7 -> assertTrue(memory.atomicNotify(address, random.nextInt(3)) <= 2);
                default -> {
                    int woken = (int) guest.func("notify").call(address, -1)[0];
                    assertTrue(woken >= 0 && woken < THREADS, "woken: " + woken);
                }
            }
        }

        private void grow(Random random) {
            try {
                if (random.nextInt(100) == 0) {
                    memory.grow(1);
                    grown.incrementAndGet();
                }
            } catch (LimitException e) {
                assertEquals(MOST_PAGES, memory.size());
            }
        }

        private static void waited(int answer) {
            assertTrue(answer == WaitResult.OK.ordinal() || answer == WaitResult.TIMED_OUT.ordinal(), "answer " + answer);
        }
    }

    /** Half of the threads run endless loops, the others end them by whatever there is. */
    @Test
    void whateverEndsACall() throws Exception {
        Map<TrapCode, AtomicLong> ended = new EnumMap<>(TrapCode.class);
        List.of(TrapCode.INTERRUPT, TrapCode.HOST_CLOSED, TrapCode.DEADLINE).forEach(code -> ended.put(code, new AtomicLong()));
        ConcurrentLinkedQueue<Store<Void>> running = new ConcurrentLinkedQueue<>();
        try (Engine engine = Engine.create(builder().interruptable(true).epochInterruption(true).build())) {
            WasmModule module = engine.compile(Modules.troubles());
            strike(number -> number % 2 == 0 ? random -> {
                try (Store<Void> store = Store.create(engine)) {
                    store.setEpochDeadline(random.nextInt(20));
                    Func spin = Instance.create(store, module, List.of()).func("spin");
                    running.add(store);
                    spin.call(Duration.ofMillis(1 + random.nextInt(200)));
                    throw new AssertionError("an endless loop came to its end");
                } catch (Trap e) {
                    ended.get(e.code()).incrementAndGet();
                } catch (IllegalStateException e) {
                    // closed before it began
                    assertTrue(e.getMessage().contains("is closed"), e.getMessage());
                }
            } : random -> {
                Store<Void> victim = running.poll();
                engine.incrementEpoch();
                try {
                    if (victim != null && random.nextInt(3) == 0) {
                        victim.interruptHandle().interrupt();
                        victim.close();
                    } else if (victim != null && random.nextBoolean()) {
                        InterruptHandle handle = victim.interruptHandle();
                        victim.close();
                        handle.interrupt();
                    } else if (victim != null) {
                        victim.interruptHandle().interrupt();
                    } else {
                        Thread.sleep(0, 100_000);
                    }
                } catch (IllegalStateException e) {
                    assertTrue(e.getMessage().contains("is closed"), e.getMessage());
                }
            });
        }
        assertTrue(ended.get(TrapCode.INTERRUPT).get() > 0 && ended.get(TrapCode.HOST_CLOSED).get() > 0, ended::toString);
    }

    @Test
    void handlesOnOneEngine() throws Exception {
        Engine first = Engine.create(builder().interruptable(true).build());
        byte[] binary = Modules.arithmetic();
        WeakEngine weak = first.weak();
        strike(number -> {
            Engine own = first.share();
            return random -> {
                switch (random.nextInt(4)) {
                    case 0 -> {
                        try (Engine other = own.share()) {
                            assertTrue(Engine.same(own, other));
                        }
                    }
                    case 1 -> {
                        try (Engine again = weak.upgrade().orElseThrow()) {
                            assertTrue(Engine.same(own, again));
                        }
                    }
                    case 2 -> {
                        Engine gone = own.share();
                        gone.close();
                        gone.incrementEpoch();
                        weak.incrementEpoch();
                    }
                    default -> {
                        try (Store<Void> store = Store.create(own)) {
                            assertEquals(5, Instance.create(store, own.compile(binary), List.of()).func("add").call(2, 3)[0]);
                        }
                    }
                }
            };
        });
        first.close();
    }

    /** One thread runs all calls; who waits is cancelled now and then, before, amid and after. */
    @Test
    void asynchronousCallsOfAPoolOfOne() throws Exception {
        EngineConfig config = builder().interruptable(true).async(true).asyncThreads(1, 1_000).consumeFuel(true).build();
        try (Engine engine = Engine.create(config)) {
            WasmModule module = engine.compile(Modules.troubles());
            strike(number -> random -> {
                try (Store<Void> store = Store.create(engine)) {
                    store.setFuel(1L << 40);
                    store.fuelAsyncYieldInterval(10_000);
                    Instance guest = Instance.create(store, module, List.of());
                    CompletableFuture<Object[]> endless = guest.func("spin").callAsync();
                    if (random.nextBoolean()) {
                        Thread.sleep(0, random.nextInt(900_000));
                    }
                    assertTrue(endless.cancel(true));
                    assertTrue(endless.isCancelled());
                    answers(guest, random);
                }
            });
        }
    }

    /** The store is another call's until that has seen that it was cancelled. */
    private static void answers(Instance guest, Random random) throws Exception {
        while (true) {
            CompletableFuture<Object[]> answer = guest.func("answer").callAsync();
            if (random.nextInt(10) == 0) {
                answer.cancel(false);
            }
            try {
                assertEquals(42, answer.get(60, TimeUnit.SECONDS)[0]);
                return;
            } catch (CancellationException e) {
                assertTrue(answer.isCancelled());
            } catch (ExecutionException e) {
                assertTrue(e.getCause() instanceof ConcurrentUseException
                        || e.getCause() instanceof Trap trap && trap.code() == TrapCode.INTERRUPT, e.toString());
            }
        }
    }
}
