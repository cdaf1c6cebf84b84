package org.granary.vm;

import java.util.Arrays;
import org.granary.engine.TrapCode;

/** The routines on memories, in each of their representations. */
final class MemoryCases {
    /** A range over two chunks of a large memory and two pieces of a shared one. */
    private static final int FROM = LargeMemory.CHUNK - 32;
    private static final int LENGTH = 64;
    private static final int SOURCE = 2 << 20;
    /** A value of eight bytes over two chunks. */
    private static final int ACROSS = LargeMemory.CHUNK - 4;
    private static final int FOR_EVER = -1;

    private final Brink brink;
    private final Instance instance;
    private final BrinkSurroundings.Store store;

    MemoryCases(Brink brink, BrinkSurroundings surroundings) {
        this.brink = brink;
        this.instance = surroundings.instance;
        this.store = surroundings.store;
    }

    private long at(int memory, int place) {
        byte[] one = new byte[1];
        instance.memories[memory].read(FROM + (place == 0 ? 0 : place == 1 ? LENGTH / 2 : LENGTH - 1), one, 0, 1);
        return one[0];
    }

    void add() {
        for (int memory : new int[] {BrinkSurroundings.ARRAY, BrinkSurroundings.LARGE, BrinkSurroundings.SHARED}) {
            bulk(memory);
            copies(memory);
            grows(memory);
            atomics(memory);
        }
        large();
        shared();
        waits();
        brink.pure("LargeMemory.effective(JJ)", () -> LargeMemory.effective(-1, 1), -8);
        brink.pure("Atomics.fence()", () -> {
            Atomics.fence();
            return 0;
        }, 0);
        brink.pure("Routines.dataDrop(LI)", () -> {
            Routines.dataDrop(instance, 1);
            return instance.data[1].length;
        }, 0);
    }

    private void bulk(int memory) {
        brink.whole("Routines.memoryFill(IIILI)", value -> Routines.memoryFill(FROM, (int) value, LENGTH, instance, memory),
                place -> at(memory, place));
        brink.whole("Routines.memoryFill(JIJLI)", value -> Routines.memoryFill((long) FROM, (int) value, LENGTH, instance, memory),
                place -> at(memory, place));
        brink.whole("Routines.memoryInit(IIILII)", value -> Arrays.fill(instance.data[0], (byte) value),
                value -> Routines.memoryInit(FROM, 7, LENGTH, instance, 0, memory), place -> at(memory, place));
        brink.whole("Routines.memoryInit(JIILII)", value -> Arrays.fill(instance.data[0], (byte) value),
                value -> Routines.memoryInit((long) FROM, 7, LENGTH, instance, 0, memory), place -> at(memory, place));
        brink.traps("Routines.memoryInit(IIILII)", TrapCode.MEMORY_OUT_OF_BOUNDS,
                () -> Routines.memoryInit(FROM, -1, LENGTH, instance, 0, memory));
        brink.traps("Routines.memoryFill(IIILI)", TrapCode.MEMORY_OUT_OF_BOUNDS,
                () -> Routines.memoryFill(-1, 0, LENGTH, instance, memory));
    }

    private void copies(int to) {
        for (int from : new int[] {BrinkSurroundings.ARRAY, BrinkSurroundings.LARGE, BrinkSurroundings.SHARED}) {
            // over two chunks and pieces on either side
            int source = from == to ? SOURCE - 13 : 2 * LargeMemory.CHUNK - 45;
            brink.whole("Routines.memoryCopy(IIILII)", value -> instance.memories[from].fill(source, (int) value, LENGTH),
                    value -> Routines.memoryCopy(FROM, source, LENGTH, instance, to, from), place -> at(to, place));
            brink.whole("Routines.memoryCopy(JJJLII)", value -> instance.memories[from].fill(source, (int) value, LENGTH),
                    value -> Routines.memoryCopy((long) FROM, source, LENGTH, instance, to, from), place -> at(to, place));
        }
    }

    private void grows(int memory) {
        LinearMemory grown = instance.memories[memory];
        brink.counted("Routines.memoryGrow(ILI)", () -> Routines.memoryGrow(1, instance, memory), grown::pages, 1);
        brink.counted("Routines.memoryGrow(JLI)", () -> Routines.memoryGrow(1L, instance, memory), grown::pages, 1);
        brink.counted("Routines.memorySize(LI)", () -> Routines.memorySize(instance, memory), grown::pages, 0);
        // the new bytes are there
        brink.counted("Routines.memoryGrow(ILI)", () -> {
            Routines.memoryGrow(1, instance, memory);
            grown.fill(grown.byteSize() - 1, 0, 1);
        }, grown::pages, 1);
    }

    private void atomics(int memory) {
        LinearMemory changed = instance.memories[memory];
        for (int bytes : new int[] {1, 2, 4, 8}) {
            brink.pure("Atomics.load(JLII)", () -> Atomics.load(8, instance, memory, bytes) & 0, 0);
            brink.whole("Atomics.store(JJLII)", value -> Atomics.store(16, value, instance, memory, bytes),
                    place -> changed.atomicLoad(16, bytes));
            brink.counted("Atomics.add(JJLII)", () -> Atomics.add(24, 1, instance, memory, bytes), () -> changed.atomicLoad(24, bytes), 1);
            brink.counted("Atomics.sub(JJLII)", () -> Atomics.sub(32, -1, instance, memory, bytes), () -> changed.atomicLoad(32, bytes), 1);
            brink.counted("Atomics.and(JJLII)", () -> Atomics.and(40, 0, instance, memory, bytes), () -> changed.atomicLoad(40, bytes), 0);
            brink.counted("Atomics.or(JJLII)", () -> Atomics.or(48, 0, instance, memory, bytes), () -> changed.atomicLoad(48, bytes), 0);
            brink.counted("Atomics.xor(JJLII)", () -> Atomics.xor(56, 0, instance, memory, bytes), () -> changed.atomicLoad(56, bytes), 0);
            brink.whole("Atomics.xchg(JJLII)", value -> Atomics.xchg(64, value, instance, memory, bytes),
                    place -> changed.atomicLoad(64, bytes));
            brink.counted("Atomics.cmpxchg(JJJLII)",
                    () -> Atomics.cmpxchg(72, Atomics.load(72, instance, memory, bytes), Atomics.load(72, instance, memory, bytes) + 1,
                            instance, memory, bytes), () -> changed.atomicLoad(72, bytes), 1);
        }
        brink.pure("Atomics.notify(JJLII)", () -> Atomics.notify(80, FOR_EVER, instance, memory, 4), 0);
        brink.traps("Atomics.store(JJLII)", TrapCode.UNALIGNED_ATOMIC, () -> Atomics.store(1, 1, instance, memory, 4));
        brink.traps("Atomics.load(JLII)", TrapCode.MEMORY_OUT_OF_BOUNDS, () -> Atomics.load(-8, instance, memory, 8));
    }

    /** Whoever waits where the stack ends leaves nobody behind in the queue. */
    private void waits() {
        LinearMemory memory = instance.memories[BrinkSurroundings.SHARED];
        for (int bytes : new int[] {4, 8}) {
            brink.counted("Atomics.wait(JJJLII)", () -> Atomics.wait(88, 1, FOR_EVER, instance, BrinkSurroundings.SHARED, bytes),
                    () -> memory.atomicNotify(88, FOR_EVER), 0);
            brink.counted("Atomics.wait(JJJLII)", () -> Atomics.wait(88, 0, 1, instance, BrinkSurroundings.SHARED, bytes),
                    () -> memory.atomicNotify(88, FOR_EVER), 0);
        }
        brink.counted("Atomics.wait(JJJLII)", () -> {
            store.requestStop(TrapCode.INTERRUPT);
            try {
                Atomics.wait(88, 0, FOR_EVER, instance, BrinkSurroundings.SHARED, 4);
            } catch (org.granary.engine.Trap e) {
                // as it should be
            }
        }, () -> {
            store.takeStop();
            return memory.atomicNotify(88, FOR_EVER);
        }, 0);
        brink.traps("Atomics.wait(JJJLII)", TrapCode.ATOMIC_WAIT_NON_SHARED,
                () -> Atomics.wait(88, 0, 1, instance, BrinkSurroundings.ARRAY, 4));
    }

    /** The eight bytes around the end of a chunk, which are equal. */
    private static long across(LinearMemory memory, int place) {
        byte[] one = new byte[1];
        memory.read(ACROSS + (place == 0 ? 0 : place == 1 ? 3 : 4), one, 0, 1);
        return one[0];
    }

    private static long eightTimes(long value) {
        return value * 0x0101_0101_0101_0101L;
    }

    private void large() {
        LargeMemory memory = instance.memories[BrinkSurroundings.LARGE].large();
        brink.whole("LargeMemory.put64(JJ)", value -> memory.put64(ACROSS, eightTimes(value)), place -> across(memory, place));
        brink.whole("LargeMemory.put32(JI)", value -> memory.put32(ACROSS + 2, (int) eightTimes(value)),
                place -> memory.get8(ACROSS + 2 + place));
        brink.whole("LargeMemory.put16(JI)", value -> memory.put16(ACROSS + 3, (int) eightTimes(value)),
                place -> memory.get8(ACROSS + 3 + (place & 1)));
        brink.whole("LargeMemory.put8(JI)", value -> memory.put8(ACROSS, (int) value), place -> memory.get8(ACROSS));
        // a chunk that is made by the write
        LargeMemory[] fresh = {memory};
        brink.whole("LargeMemory.put64(JJ)", value -> fresh[0] = new LargeMemory(store, memory.type),
                value -> fresh[0].put64(ACROSS, eightTimes(value)), place -> across(fresh[0], place));
        brink.pure("LargeMemory.get64(J)", () -> memory.get64(ACROSS) & 0, 0);
        brink.pure("LargeMemory.get32(J)", () -> memory.get32(ACROSS + 2) & 0, 0);
        brink.pure("LargeMemory.get16(J)", () -> memory.get16(ACROSS + 3) & 0, 0);
        brink.pure("LargeMemory.get8(J)", () -> memory.get8(ACROSS) & 0, 0);
        brink.traps("LargeMemory.get32(J)", TrapCode.MEMORY_OUT_OF_BOUNDS, () -> memory.get32(-1));
    }

    private void shared() {
        SharedMemory memory = instance.memories[BrinkSurroundings.SHARED].shared();
        memory.grow(1);
        // past the bytes that were there from the start: over two pieces
        long end = memory.byteSize() - (1 << 16);
        brink.whole("SharedMemory.put64(JJ)", value -> memory.put64(end - 4, eightTimes(value)), place -> memory.get8(end - 1 + place));
        brink.whole("SharedMemory.put32(JI)", value -> memory.put32(end - 2, (int) eightTimes(value)),
                place -> memory.get8(end - 2 + place));
        brink.whole("SharedMemory.put16(JI)", value -> memory.put16(end - 1, (int) eightTimes(value)),
                place -> memory.get8(end - 1 + (place & 1)));
        brink.whole("SharedMemory.put8(JI)", value -> memory.put8(end, (int) value), place -> memory.get8(end));
        for (long address : new long[] {16, end - 1}) {
            brink.pure("SharedMemory.get64(J)", () -> memory.get64(address) & 0, 0);
            brink.pure("SharedMemory.get32(J)", () -> memory.get32(address) & 0, 0);
            brink.pure("SharedMemory.get16(J)", () -> memory.get16(address) & 0, 0);
            brink.pure("SharedMemory.get8(J)", () -> memory.get8(address) & 0, 0);
        }
        brink.traps("SharedMemory.put8(JI)", TrapCode.MEMORY_OUT_OF_BOUNDS, () -> memory.put8(-1, 0));
    }
}
