package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.TableType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

/** Routines that a guest can reach, called where the stack ends: each either did all of its work and returned, or none. */
class StackOverflowTest {
    private static final int DESCENTS = 40;
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
