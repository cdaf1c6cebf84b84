package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.vm.CollectionPace;
import org.granary.vm.EngineCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guest at its budget for structures and arrays asks for collections at a pace that leaves the JVM to others. */
class CollectedHeapTest {
    private static final long TAKES = 4_000_000;
    /** An endless loop that makes and drops arrays of a thousand i64. */
    private static final byte[] DROPPING = HexFormat.ofDelimiter(" ").parseHex("00 61 73 6d 01 00 00 00"
            + " 01 07 02 5e 7e 01 60 00 00 03 02 01 01 07 08 01 04 64 72 6f 70 00 00"
            + " 0a 10 01 0e 00 03 40 41 e8 07 fb 07 00 1a 0c 00 0b 0b");

    /** Time goes on by itself, and jumps with each collection. */
    private final AtomicLong jumped = new AtomicLong();
    private final AtomicInteger collections = new AtomicInteger();
    private final CollectionPace pace = new CollectionPace(() -> System.nanoTime() + jumped.get(), () -> {
        collections.incrementAndGet();
        jumped.addAndGet(TAKES);
    });

    private CollectedHeap counting(Store<?> store) {
        CollectedHeap heap = new CollectedHeap(store.core(), () -> pace);
        heap.budget(1 << 16);
        return heap;
    }

    private static void fill(Store<?> store, CollectedHeap heap) {
        store.core().chunk(null, -1);
        heap.full();
    }

    @Test
    void collectingTakesATenthOfTheTimeAtMost() {
        try (Engine engine = Engine.create(); Store<String> store = Store.create(engine, "")) {
            CollectedHeap heap = counting(store);
            long began = System.nanoTime();
            for (int i = 0; i < 8; i++) {
                fill(store, heap);
                heap.shrinks(1);
            }
            long rested = System.nanoTime() - began;
            assertEquals(8, collections.get());
            assertTrue(rested >= 7 * 9 * TAKES, "rested only " + rested + " ns");
        }
    }

    @Test
    void whereNoCollectionHelpsNoneIsAskedFor() {
        try (Engine engine = Engine.create(); Store<String> store = Store.create(engine, "")) {
            CollectedHeap heap = counting(store);
            fill(store, heap);
            assertFalse(heap.shrinks(heap.bytes() + 1));
            assertEquals(0, collections.get());
            heap.shrinks(heap.bytes());
            assertEquals(1, collections.get());
        }
    }

    @Test
    void anInterruptEndsTheRest() {
        EngineConfig config = EngineConfig.builder().interruptable(true).build();
        try (Engine engine = Engine.create(config); Store<String> store = Store.create(engine, "")) {
            CollectedHeap heap = counting(store);
            fill(store, heap);
            pace.collect(pace.done());
            store.interruptHandle().interrupt();
            assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, () -> heap.shrinks(1)).code());
            assertEquals(1, collections.get());
            assertFalse(store.core().stopRequested());
        }
    }

    @Test
    @Timeout(60)
    void aGuestThatRestsEndsByItsDeadlineAndNotByARefusal() {
        EngineConfig config = EngineConfig.builder().interruptable(true).build();
        try (Engine engine = Engine.create(config); Store<String> store = Store.create(engine, "")) {
            store.totalBudget(1 << 20);
            CollectionPace shared = ((EngineCore) engine).collectionPace();
            Instance guest = Instance.create(store, engine.compile(DROPPING), List.of());
            for (int i = 0; i < 3; i++) {
                Trap trap = assertThrows(Trap.class, () -> guest.func("drop").call(Duration.ofMillis(200)));
                assertEquals(TrapCode.DEADLINE, trap.code());
            }
            assertTrue(shared.done() < 100, "collections: " + shared.done());
        }
    }
}
