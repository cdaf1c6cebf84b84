package org.granary.vm;

import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/**
 * Instructions that compiled code leaves to the runtime: operands first, then the instance, then the index immediates. Addresses, indices
 * and lengths are unsigned.
 */
public final class Routines {
    private static final byte[] NO_BYTES = {};
    private static final Object[] NO_REFERENCES = {};
    private static final int REFERENCE_BYTES = 8;
    private static final long LOW = 0xffff_ffffL;
    /** So much is moved between two looks at stops and epochs: some milliseconds. */
    private static final long PIECE = 16 << 20;

    private Routines() {
    }

    /**
     * {@code memory.size}.
     *
     * @param instance the instance
     * @param memory   the memory's index
     * @return pages
     */
    public static long memorySize(Instance instance, int memory) {
        return instance.memories[memory].pages();
    }

    /**
     * {@code memory.grow}.
     *
     * @param delta    pages
     * @param instance the instance
     * @param memory   the memory's index
     * @return the size before, or -1
     */
    public static int memoryGrow(int delta, Instance instance, int memory) {
        return (int) memoryGrow(delta & LOW, instance, memory);
    }

    /**
     * {@code memory.grow} of a memory with 64-bit addresses.
     *
     * @param delta    pages
     * @param instance the instance
     * @param memory   the memory's index
     * @return the size before, or -1
     */
    public static long memoryGrow(long delta, Instance instance, int memory) {
        LinearMemory grown = instance.memories[memory];
        long pages = grown.grow(instance.store, delta);
        if (pages >= 0) {
            instance.store.spendBytes(delta << grown.type.pageBits());
        }
        endIfAsked(instance.store);
        return pages;
    }

    /** Whoever was asked whether it may grow may have closed the store, and the guest's code need not have check points. */
    private static void endIfAsked(VmStore store) {
        if (store.stopRequested()) {
            store.checkStop();
        }
    }

    /**
     * {@code memory.fill}.
     *
     * @param address  first byte
     * @param value    the byte
     * @param length   how many
     * @param instance the instance
     * @param memory   the memory's index
     * @throws Trap out of bounds memory access
     */
    public static void memoryFill(int address, int value, int length, Instance instance, int memory) {
        memoryFill(address & LOW, value, length & LOW, instance, memory);
    }

    /**
     * {@code memory.fill} of a memory with 64-bit addresses.
     *
     * @param address  first byte
     * @param value    the byte
     * @param length   how many
     * @param instance the instance
     * @param memory   the memory's index
     * @throws Trap out of bounds memory access
     */
    public static void memoryFill(long address, int value, long length, Instance instance, int memory) {
        LinearMemory filled = instance.memories[memory];
        if (isLarge(length) && holds(filled, address, length)) {
            StackRoom.need();
            for (long done = 0; done < length; done += PIECE) {
                instance.store.look();
                filled.fill(address + done, value, Math.min(length - done, PIECE));
            }
        } else {
            filled.fill(address, value, length);
        }
        instance.store.spendBytes(length);
    }

    /**
     * {@code memory.copy}.
     *
     * @param target   first byte written
     * @param source   first byte read
     * @param length   how many
     * @param instance the instance
     * @param to       the index of the memory that is written
     * @param from     the index of the memory that is read
     * @throws Trap out of bounds memory access
     */
    public static void memoryCopy(int target, int source, int length, Instance instance, int to, int from) {
        memoryCopy(target & LOW, source & LOW, length & LOW, instance, to, from);
    }

    /**
     * {@code memory.copy} where one of the memories has 64-bit addresses.
     *
     * @param target   first byte written
     * @param source   first byte read
     * @param length   how many
     * @param instance the instance
     * @param to       the index of the memory that is written
     * @param from     the index of the memory that is read
     * @throws Trap out of bounds memory access
     */
    public static void memoryCopy(long target, long source, long length, Instance instance, int to, int from) {
        LinearMemory written = instance.memories[to];
        LinearMemory read = instance.memories[from];
        if (isLarge(length) && holds(written, target, length) && holds(read, source, length)) {
            StackRoom.need();
            boolean backwards = written == read && source < target;
            for (long done = 0; done < length; done += PIECE) {
                instance.store.look();
                long part = Math.min(length - done, PIECE);
                long at = backwards ? length - done - part : done;
                written.copy(target + at, read, source + at, part);
            }
        } else {
            written.copy(target, read, source, length);
        }
        instance.store.spendBytes(length);
    }

    private static boolean isLarge(long length) {
        return Long.compareUnsigned(length, PIECE) > 0;
    }

    /** Whether all is inside, so that nothing is written by an instruction that traps; memories do not shrink. */
    private static boolean holds(LinearMemory memory, long address, long length) {
        long size = memory.byteSize();
        return Long.compareUnsigned(length, size) <= 0 && Long.compareUnsigned(address, size - length) <= 0;
    }

    /**
     * {@code memory.init}.
     *
     * @param target   first byte written
     * @param source   first byte of the segment
     * @param length   how many
     * @param instance the instance
     * @param segment  the data segment's index
     * @param memory   the memory's index
     * @throws Trap out of bounds memory access
     */
    public static void memoryInit(int target, int source, int length, Instance instance, int segment, int memory) {
        memoryInit(target & LOW, source, length, instance, segment, memory);
    }

    /**
     * {@code memory.init} of a memory with 64-bit addresses.
     *
     * @param target   first byte written
     * @param source   first byte of the segment
     * @param length   how many
     * @param instance the instance
     * @param segment  the data segment's index
     * @param memory   the memory's index
     * @throws Trap out of bounds memory access
     */
    public static void memoryInit(long target, int source, int length, Instance instance, int segment, int memory) {
        byte[] data = instance.data[segment];
        // the memory checks its own side; here the length is not negative any more
        if ((source & LOW) + (length & LOW) > data.length) {
            throw new Trap(TrapCode.MEMORY_OUT_OF_BOUNDS);
        }
        LinearMemory written = instance.memories[memory];
        if (length > PIECE && holds(written, target, length)) {
            StackRoom.need();
            for (int done = 0; done < length; done += PIECE) {
                Strip.look(instance.store);
                written.write(target + done, data, source + done, (int) Math.min(length - done, PIECE));
            }
        } else {
            written.write(target, data, source, length);
        }
        instance.store.spendBytes(length);
    }

    /**
     * {@code data.drop}.
     *
     * @param instance the instance
     * @param segment  the data segment's index
     */
    public static void dataDrop(Instance instance, int segment) {
        instance.data[segment] = NO_BYTES;
    }

    /**
     * {@code table.grow}.
     *
     * @param initial  the value of the new elements
     * @param delta    elements
     * @param instance the instance
     * @param table    the table's index
     * @return the size before, or -1
     */
    public static int tableGrow(Object initial, int delta, Instance instance, int table) {
        int size = instance.tables[table].grow(delta, initial);
        if (size >= 0) {
            instance.store.spendElements(delta, REFERENCE_BYTES);
        }
        endIfAsked(instance.store);
        return size;
    }

    /**
     * {@code table.grow} of a table with 64-bit indices.
     *
     * @param initial  the value of the new elements
     * @param delta    elements
     * @param instance the instance
     * @param table    the table's index
     * @return the size before, or -1
     */
    public static long tableGrow(Object initial, long delta, Instance instance, int table) {
        return delta >>> 32 != 0 ? -1 : tableGrow(initial, (int) delta, instance, table);
    }

    /**
     * {@code table.fill}.
     *
     * @param from     first index
     * @param value    the reference
     * @param length   how many
     * @param instance the instance
     * @param table    the table's index
     * @throws Trap out of bounds table access
     */
    public static void tableFill(int from, Object value, int length, Instance instance, int table) {
        instance.tables[table].fill(from, value, length, instance.store);
        instance.store.spendElements(length, REFERENCE_BYTES);
    }

    /**
     * {@code table.fill} of a table with 64-bit indices.
     *
     * @param from     first index
     * @param value    the reference
     * @param length   how many
     * @param instance the instance
     * @param table    the table's index
     * @throws Trap out of bounds table access
     */
    public static void tableFill(long from, Object value, long length, Instance instance, int table) {
        tableFill(Table.index(from), value, Table.index(length), instance, table);
    }

    /**
     * {@code table.copy}.
     *
     * @param target   first index written
     * @param source   first index read
     * @param length   how many
     * @param instance the instance
     * @param to       the index of the table that is written
     * @param from     the index of the table that is read
     * @throws Trap out of bounds table access
     */
    public static void tableCopy(int target, int source, int length, Instance instance, int to, int from) {
        instance.tables[to].copy(target, instance.tables[from], source, length, instance.store);
        instance.store.spendElements(length, REFERENCE_BYTES);
    }

    /**
     * {@code table.copy} where one of the tables has 64-bit indices.
     *
     * @param target   first index written
     * @param source   first index read
     * @param length   how many
     * @param instance the instance
     * @param to       the index of the table that is written
     * @param from     the index of the table that is read
     * @throws Trap out of bounds table access
     */
    public static void tableCopy(long target, long source, long length, Instance instance, int to, int from) {
        tableCopy(Table.index(target), Table.index(source), Table.index(length), instance, to, from);
    }

    /**
     * {@code table.init}.
     *
     * @param target   first index written
     * @param source   first index of the segment
     * @param length   how many
     * @param instance the instance
     * @param segment  the element segment's index
     * @param table    the table's index
     * @throws Trap out of bounds table access
     */
    public static void tableInit(int target, int source, int length, Instance instance, int segment, int table) {
        instance.tables[table].init(target, instance.elements[segment], source, length, instance.store);
        instance.store.spendElements(length, REFERENCE_BYTES);
    }

    /**
     * {@code table.init} of a table with 64-bit indices.
     *
     * @param target   first index written
     * @param source   first index of the segment
     * @param length   how many
     * @param instance the instance
     * @param segment  the element segment's index
     * @param table    the table's index
     * @throws Trap out of bounds table access
     */
    public static void tableInit(long target, int source, int length, Instance instance, int segment, int table) {
        tableInit(Table.index(target), source, length, instance, segment, table);
    }

    /**
     * {@code elem.drop}.
     *
     * @param instance the instance
     * @param segment  the element segment's index
     */
    public static void elemDrop(Instance instance, int segment) {
        instance.elements[segment] = NO_REFERENCES;
    }
}
