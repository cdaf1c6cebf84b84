package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** Routines that a guest can reach, called where the stack ends: each either did all of its work and returned, or none. */
class StackOverflowTest {
    private static final int DESCENTS = 16;
    private static final long STACK = 256 << 10;
    /** A range over two chunks of a large memory. */
    private static final int FROM = LargeMemory.CHUNK - 32;
    private static final int LENGTH = 64;

    /** One call of a routine; nothing in it may keep what it did half-way from being seen. */
    private interface Step {
        void run();
    }

    private int done;
    private int overflowed;

    /**
     * Recurses until the stack ends, then tries on the way back until the routine succeeds; each frame of the way has a little more room
     * than the one before.
     */
    private boolean descend(Step step, int padding) {
        try {
            return padding > 0 ? descend(step, padding - 1) : descend(step);
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private boolean descend(Step step) {
        try {
            if (descend(step)) {
                return true;
            }
        } catch (StackOverflowError e) {
            // this frame is the last that can do anything
        }
        try {
            step.run();
        } catch (StackOverflowError e) {
            overflowed++;
            return false;
        }
        done++;
        return true;
    }

    private void atTheBrink(Step step) throws InterruptedException {
        Throwable[] failure = {null};
        step.run();
        done = 1;
        overflowed = 0;
        Thread thread = new Thread(null, () -> {
            try {
                for (int i = 0; i < DESCENTS; i++) {
                    descend(step, i % 7);
                }
            } catch (Throwable e) {
                failure[0] = e;
            }
        }, "brink", STACK);
        thread.start();
        thread.join();
        assertEquals(null, failure[0]);
        assertTrue(done > DESCENTS / 2, () -> "only " + done + " succeeded");
        assertTrue(overflowed > 0, "nothing overflowed: the test shows nothing");
    }

    @Test
    void growingAnArrayMemory() throws InterruptedException {
        for (boolean roomy : new boolean[] {true, false}) {
            ArrayMemory memory = new ArrayMemory(new UnlimitedStore(), MemoryType.of(1), roomy);
            atTheBrink(() -> memory.grow(1));
            assertEquals(1 + done, memory.pages());
            assertTrue(roomy ? memory.bytes.length >= memory.size : memory.bytes.length == memory.size);
        }
    }

    @Test
    void growingALargeMemory() throws InterruptedException {
        LargeMemory memory = new LargeMemory(new UnlimitedStore(), MemoryType.of(1));
        atTheBrink(() -> memory.grow(1));
        assertEquals(1 + done, memory.pages());
        memory.put8(memory.byteSize() - 1, 1);
    }

    @Test
    void growingATable() throws InterruptedException {
        Table table = new Table(new UnlimitedStore(), new TableType(ValType.EXTERNREF, new Limits(1, OptionalLong.empty()), NumType.I32),
                null);
        atTheBrink(() -> table.grow(1, "x"));
        assertEquals(1 + done, table.size());
        assertEquals("x", table.get(done));
    }

    @Test
    void growingASharedMemory() throws InterruptedException {
        SharedMemory memory = new SharedMemory(MemoryType.shared(1, 1_000));
        atTheBrink(() -> memory.grow(1));
        assertEquals(1 + done, memory.pages());
        memory.put8(memory.byteSize() - 1, 1);
    }

    @Test
    void writingASharedMemory() throws InterruptedException {
        SharedMemory memory = new SharedMemory(MemoryType.shared(512, 512));
        byte[] next = {1};
        atTheBrink(() -> {
            byte value = ++next[0];
            try {
                memory.fill(FROM, value, LENGTH);
            } catch (StackOverflowError e) {
                same(memory, value);
                throw e;
            }
        });
        same(memory, (byte) 0);
        byte[] source = new byte[LENGTH];
        atTheBrink(() -> {
            source[0] = source[LENGTH - 1] = ++next[0];
            try {
                memory.write(FROM, source, 0, LENGTH);
            } catch (StackOverflowError e) {
                same(memory, next[0]);
                throw e;
            }
        });
        same(memory, (byte) 0);
        memory.atomicStore(0, 8, 0);
        atTheBrink(() -> memory.atomicUpdate(0, 8, AtomicUpdate.ADD, 0x1_0000_0001L));
        assertEquals(0x1_0000_0001L * done, memory.atomicLoad(0, 8));
        atTheBrink(() -> memory.atomicNotify(0, 1));
    }

    @Test
    void writingArrays() throws InterruptedException {
        for (StorageType storage : new StorageType[] {PackedType.I8, ValType.I64, ValType.V128, ValType.EXTERNREF}) {
            DefType type = new TypeCanon().group(List.of(SubType.plain(new ArrayType(new FieldType(storage, true))))).get(0);
            GcArray array = GcArray.make(1_000, type);
            int[] next = {0};
            atTheBrink(() -> {
                int value = ++next[0] & 0x7f;
                try {
                    fill(array, value);
                } catch (StackOverflowError e) {
                    sameEnds(array);
                    throw e;
                }
            });
            sameEnds(array);
            atTheBrink(() -> GcArray.copy(array, 1, array, 0, 999));
        }
    }

    private static void fill(GcArray array, int value) {
        if (array instanceof ByteArray bytes) {
            bytes.fill(0, value, 1_000);
        } else if (array instanceof LongArray longs) {
            longs.fill(0, value, 1_000);
        } else if (array instanceof VectorArray vectors) {
            vectors.fill(0, value, value, 1_000);
        } else {
            ((ReferenceArray) array).fill(0, value, 1_000);
        }
    }

    /** Makes no text of elements unless they differ: a class of the JDK that is first used where the stack ends is lost to the process. */
    private static void sameEnds(GcArray array) {
        Object first = array.read(0);
        Object last = array.read(999);
        boolean same = first instanceof long[] vector ? Arrays.equals(vector, (long[]) last) : Objects.equals(first, last);
        if (!same) {
            throw new AssertionError("half written: its ends differ");
        }
    }

    @Test
    void writingMemories() throws InterruptedException {
        UnlimitedStore store = new UnlimitedStore();
        LinearMemory array = new ArrayMemory(store, MemoryType.of(512), false);
        LinearMemory large = new LargeMemory(store, MemoryType.of(512));
        for (LinearMemory memory : new LinearMemory[] {array, large}) {
            byte[] next = {1};
            // its first and last byte agree whenever a call ended
            atTheBrink(() -> {
                byte value = ++next[0];
                try {
                    memory.fill(FROM, value, LENGTH);
                } catch (StackOverflowError e) {
                    same(memory, value);
                    throw e;
                }
            });
            same(memory, (byte) 0);
            byte[] source = new byte[LENGTH];
            atTheBrink(() -> {
                source[0] = source[LENGTH - 1] = ++next[0];
                memory.write(FROM, source, 0, LENGTH);
            });
            same(memory, (byte) 0);
            atTheBrink(() -> memory.copy(FROM, memory, 2 << 20, LENGTH));
        }
    }

    private static void same(LinearMemory memory, byte notYet) {
        byte[] ends = new byte[2];
        memory.read(FROM, ends, 0, 1);
        memory.read(FROM + LENGTH - 1, ends, 1, 1);
        if (ends[0] != ends[1]) {
            throw new AssertionError("half written: " + ends[0] + " and " + ends[1] + ", last value " + notYet);
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
        table.promise(0, instance, IntStream.range(0, many).toArray());
        FuncRef[] met = new FuncRef[many];
        int[] next = {0};
        atTheBrink(() -> {
            FuncRef function = table.callee(next[0], type);
            met[next[0]++] = function;
        });
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
        atTheBrink(() -> table.fill(0, ++next[0], 1_000));
        assertEquals(table.get(0), table.get(999));
        atTheBrink(() -> {
            segment[0] = ++next[0];
            segment[499] = next[0];
            table.init(100, segment, 0, 500);
        });
        assertEquals(table.get(100), table.get(599));
        atTheBrink(() -> table.copy(1, table, 0, 999));
        atTheBrink(() -> table.set(0, ++next[0]));
    }
}
