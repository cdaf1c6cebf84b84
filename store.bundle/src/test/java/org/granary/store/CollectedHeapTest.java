package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.ArrayType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.ValType;
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

    private static final ArrayType LONGS = new ArrayType(new FieldType(ValType.I64, true));

    private final List<ArrayRef> kept = new ArrayList<>();
    private long takes = TAKES;
    /** Time goes on by itself, and jumps with each collection. */
    private final AtomicLong jumped = new AtomicLong();
    private final AtomicInteger collections = new AtomicInteger();
    private final CollectionPace pace = new CollectionPace(() -> System.nanoTime() + jumped.get(), () -> {
        collections.incrementAndGet();
        jumped.addAndGet(takes);
    });

    private CollectedHeap counting(Store<?> store) {
        CollectedHeap heap = new CollectedHeap(store.core(), () -> pace);
        heap.budget(1 << 16);
        return heap;
    }

    /** An object is kept of each chunk, or a collection of the JVM's own could take the chunk away at any moment. */
    private void fill(Store<?> store, CollectedHeap heap) {
        kept.add(ArrayRef.create(store, LONGS, 1, 0L));
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
    void whatTheHostMakesRestsAndLeavesAnInterruptToTheNextGuest() {
        EngineConfig config = EngineConfig.builder().interruptable(true).build();
        try (Engine engine = Engine.create(config); Store<String> store = Store.create(engine, "")) {
            CollectedHeap heap = counting(store);
            fill(store, heap);
            pace.collect(pace.done());
            store.interruptHandle().interrupt();
            Thread.currentThread().interrupt();
            heap.making(() -> heap.shrinks(1));
            assertTrue(Thread.interrupted());
            assertEquals(2, collections.get());
            assertTrue(store.core().stopRequested());
        }
    }

    /** It would rest for nine times as long as the collection took. */
    @Test
    void whatAHostFunctionMakesRestsNoLongerThanItsCallMayRun() {
        EngineConfig config = EngineConfig.builder().interruptable(true).build();
        try (Engine engine = Engine.create(config); Store<String> store = Store.create(engine, "")) {
            CollectedHeap heap = counting(store);
            fill(store, heap);
            boolean[] shrunk = new boolean[1];
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                store.interruptHandle().interrupt();
                // longer than this thread ever waits for its processor
                takes = 100 * TAKES;
                pace.collect(pace.done());
                shrunk[0] = store.core().alone(core -> heap.making(() -> heap.shrinks(1)));
                return null;
            });
            assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, () -> host.call()).code());
            assertFalse(shrunk[0]);
            assertEquals(1, collections.get());
            assertFalse(store.core().stopRequested());
        }
    }

    /** Each kind; every other array is one too many until the JVM has collected. */
    @Test
    @Timeout(240)
    void anInterruptIsTheNextGuestsWhateverTheHostMakes() {
        EngineConfig config = EngineConfig.builder().interruptable(true).build();
        try (Engine engine = Engine.create(config); Store<String> store = Store.create(engine, "")) {
            Instance guest = Instance.create(store, engine.compile(Modules.troubles()), List.of());
            Memory memory = Memory.create(store, MemoryType.of(1));
            store.totalBudget(1 << 20);
            store.interruptHandle().interrupt();
            for (int i = 0; i < 6; i++) {
                assertEquals(0L, ArrayRef.create(store, LONGS, 50_000, 0L).get(49_999));
                memory.grow(1);
            }
            assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, () -> guest.func("answer").call()).code());
        }
    }

    @Test
    @Timeout(240)
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
