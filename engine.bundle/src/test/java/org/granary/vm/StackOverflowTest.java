package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.granary.type.ArrayType;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.PackedType;
import org.granary.type.StorageType;
import org.granary.type.SubType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Routines that a guest can reach, called where the stack ends: each either did all of its work and returned, or none. */
@Timeout(300)
class StackOverflowTest {
    /** One for each padding, and one more. */
    private static final int DESCENTS = 8;
    private static final int PADDINGS = 7;
    /** Little: for each overflow the JVM looks through all frames. */
    private static final long STACK = 160 << 10;
    /** More frames than any routine needs. */
    private static final int FARTHEST = 3_000;
    /** A range over two chunks of a large memory. */
    private static final int FROM = LargeMemory.CHUNK - 32;
    private static final int LENGTH = 64;

    /** A call of a routine, or a look at what it has done. */
    private interface Step {
        void run();
    }

    private final Instance nowhere = new Instance(new UnlimitedStore(), null, new int[4]) {
        @Override
        public void bind() {
            // no code runs in it
        }
    };
    private int done;
    private int overflowed;

    /** Goes down, and gives how many frames there were when the stack ended. */
    private static int deepest(int padding) {
        int[] depth = {0};
        try {
            descend(padding, Integer.MAX_VALUE, depth, null);
        } catch (StackOverflowError e) {
            return depth[0];
        }
        throw new IllegalStateException("the stack has no end");
    }

    /** Frames of another size in front shift where the ends of the others are. */
    private static void descend(int padding, int depth, int[] reached, Step step) {
        if (padding > 0) {
            descend(padding - 1, depth, reached, step);
        } else {
            descend(depth, reached, step);
        }
    }

    private static void descend(int depth, int[] reached, Step step) {
        if (depth > 0) {
            reached[0]++;
            descend(depth - 1, reached, step);
            return;
        }
        step.run();
    }

    /** Tries ever farther from the end of the stack until a call succeeds; after each try, with all of the stack free, there is a look. */
    private void descend(Step step, Step look, int padding) {
        int deepest = deepest(padding);
        for (int back = 0; back < FARTHEST; back++) {
            boolean succeeded = true;
            try {
                descend(padding, Math.max(0, deepest - back), new int[1], step);
                done++;
            } catch (StackOverflowError e) {
                overflowed++;
                succeeded = false;
            }
            look.run();
            if (succeeded) {
                return;
            }
        }
    }

    private void atTheBrink(Step step, Step look) throws InterruptedException {
        Throwable[] failure = {null};
        step.run();
        done = 1;
        overflowed = 0;
        Thread thread = new Thread(null, () -> {
            try {
                for (int i = 0; i < DESCENTS; i++) {
                    descend(step, look, i % PADDINGS);
                }
            } catch (Throwable e) {
                failure[0] = e;
            }
        }, "brink", STACK);
        thread.start();
        thread.join();
        assertEquals(null, failure[0]);
        assertEquals(1 + DESCENTS, done);
        assertTrue(overflowed > 0, "nothing overflowed: the test shows nothing");
    }

    @Test
    void whatDoesOnlyHalfOfItsWorkIsFound() {
        LargeMemory memory = new LargeMemory(new UnlimitedStore(), MemoryType.of(512));
        byte[] next = {0};
        assertThrows(AssertionError.class, () -> atTheBrink(() -> {
            memory.put8(FROM, ++next[0]);
            StackRoom.need();
            memory.put8(FROM + LENGTH - 1, next[0]);
        }, () -> same(memory)));
    }

    @Test
    void growingAnArrayMemory() throws InterruptedException {
        for (boolean roomy : new boolean[] {true, false}) {
            ArrayMemory memory = new ArrayMemory(new UnlimitedStore(), MemoryType.of(1), roomy);
            atTheBrink(() -> memory.grow(1), () -> assertEquals(1 + done, memory.pages()));
            assertTrue(roomy ? memory.bytes.length >= memory.size : memory.bytes.length == memory.size);
        }
    }

    @Test
    void growingALargeMemory() throws InterruptedException {
        LargeMemory memory = new LargeMemory(new UnlimitedStore(), MemoryType.of(1));
        atTheBrink(() -> memory.grow(1), () -> assertEquals(1 + done, memory.pages()));
        memory.put8(memory.byteSize() - 1, 1);
    }

    @Test
    void growingATable() throws InterruptedException {
        Table table = new Table(new UnlimitedStore(), new TableType(ValType.EXTERNREF, new Limits(1, OptionalLong.empty()), NumType.I32),
                null);
        atTheBrink(() -> table.grow(1, "x"), () -> assertEquals(1 + done, table.size()));
        assertEquals("x", table.get(done));
    }

    @Test
    void growingASharedMemory() throws InterruptedException {
        SharedMemory memory = new SharedMemory(MemoryType.shared(1, 1_000));
        atTheBrink(() -> memory.grow(1), () -> assertEquals(1 + done, memory.pages()));
        memory.put8(memory.byteSize() - 1, 1);
    }

    @Test
    void writingASharedMemory() throws InterruptedException {
        SharedMemory memory = new SharedMemory(MemoryType.shared(512, 512));
        writing(memory);
        memory.atomicStore(0, 8, 0);
        atTheBrink(() -> memory.atomicUpdate(0, 8, AtomicUpdate.ADD, 0x1_0000_0001L),
                () -> assertEquals(0x1_0000_0001L * done, memory.atomicLoad(0, 8)));
        atTheBrink(() -> memory.atomicNotify(0, 1), () -> assertEquals(0, memory.atomicNotify(0, 1)));
    }

    @Test
    void writingArrays() throws InterruptedException {
        for (StorageType storage : new StorageType[] {PackedType.I8, ValType.I64, ValType.V128, ValType.EXTERNREF}) {
            DefType type = new TypeCanon().group(List.of(SubType.plain(new ArrayType(new FieldType(storage, true))))).get(0);
            GcArray array = GcArray.make(1_000, type);
            int[] next = {0};
            atTheBrink(() -> fill(array, ++next[0] & 0x7f), () -> sameEnds(array));
            atTheBrink(() -> GcArray.copy(array, 1, array, 0, 999, nowhere), () -> sameEnds(array));
        }
    }

    private void fill(GcArray array, int value) {
        if (array instanceof ByteArray bytes) {
            bytes.fill(0, value, 1_000, nowhere);
        } else if (array instanceof LongArray longs) {
            longs.fill(0, value, 1_000, nowhere);
        } else if (array instanceof VectorArray vectors) {
            vectors.fill(0, value, value, 1_000, nowhere);
        } else {
            ((ReferenceArray) array).fill(0, value, 1_000, nowhere);
        }
    }

    private static void sameEnds(GcArray array) {
        Object first = array.read(0);
        Object last = array.read(999);
        boolean same = first instanceof long[] vector ? Arrays.equals(vector, (long[]) last) : Objects.equals(first, last);
        assertTrue(same, "half written: its ends differ");
    }

    @Test
    void writingMemories() throws InterruptedException {
        UnlimitedStore store = new UnlimitedStore();
        writing(new ArrayMemory(store, MemoryType.of(512), false));
        writing(new LargeMemory(store, MemoryType.of(512)));
    }

    /** A range's first and last byte agree whenever a call has ended. */
    private void writing(LinearMemory memory) throws InterruptedException {
        byte[] next = {1};
        byte[] source = new byte[LENGTH];
        atTheBrink(() -> memory.fill(FROM, ++next[0], LENGTH), () -> same(memory));
        atTheBrink(() -> {
            source[0] = source[LENGTH - 1] = ++next[0];
            memory.write(FROM, source, 0, LENGTH);
        }, () -> same(memory));
        atTheBrink(() -> {
            source[0] = source[LENGTH - 1] = ++next[0];
            memory.write(2 << 20, source, 0, LENGTH);
            memory.copy(FROM, memory, 2 << 20, LENGTH);
        }, () -> same(memory));
    }

    private static void same(LinearMemory memory) {
        byte[] ends = new byte[2];
        memory.read(FROM, ends, 0, 1);
        memory.read(FROM + LENGTH - 1, ends, 1, 1);
        if (ends[0] != ends[1]) {
            throw new AssertionError("half written: " + ends[0] + " and " + ends[1]);
        }
    }

    @Test
    void takingWhatATableWasPromised() throws InterruptedException {
        UnlimitedStore store = new UnlimitedStore();
        DefType type = new TypeCanon().function(FuncType.of(List.of(), List.of()));
        int many = 1_000;
        Instance instance = new Instance(store, null, new int[] {many, 0, 1, 0}) {
            @Override
            public void bind() {
                // no code runs in it
            }

            @Override
            protected FuncRef reference(int index) {
                return new FuncRef(store, this, index, type) {
                    @Override
                    public Object[] apply(Object[] arguments) {
                        return new Object[0];
                    }
                };
            }
        };
        Table table = new Table(store, new TableType(ValType.FUNCREF, new Limits(many, OptionalLong.empty()), NumType.I32), null);
        table.promise(0, instance, IntStream.range(0, many).toArray(), index -> type);
        FuncRef[] met = new FuncRef[many];
        int[] next = {0};
        atTheBrink(() -> {
            FuncRef function = table.callee(next[0], type);
            met[next[0]++] = function;
        }, () -> { });
        assertTrue(next[0] > 1);
        for (int i = 0; i < many; i++) {
            assertEquals(i, ((FuncRef) table.get(i)).index);
            assertTrue(met[i] == null || met[i] == table.get(i), "another function than before");
        }
    }

    @Test
    void writingTables() throws InterruptedException {
        Table table = new Table(new UnlimitedStore(), new TableType(ValType.EXTERNREF, new Limits(1_000, OptionalLong.empty()),
                NumType.I32), "old");
        Object[] segment = new Object[500];
        int[] next = {0};
        atTheBrink(() -> table.fill(0, ++next[0], 1_000), () -> assertEquals(table.get(0), table.get(999)));
        atTheBrink(() -> {
            segment[0] = ++next[0];
            segment[499] = next[0];
            table.init(100, segment, 0, 500);
        }, () -> assertEquals(table.get(100), table.get(599)));
        atTheBrink(() -> table.copy(1, table, 0, 999), () -> { });
        atTheBrink(() -> table.set(0, ++next[0]), () -> { });
    }
}
