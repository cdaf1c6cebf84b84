package org.granary.vm;

import java.util.Arrays;
import java.util.OptionalLong;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.MemoryType;

/**
 * The ordinary representation: one array. In its exact form the array is as long as the memory, and the array's own check is the bounds
 * check; in its roomy form the array may be longer, growing does not copy, and compiled code checks
 * {@link #size} first. The form changes only while no frame of the store is live.
 */
public final class ArrayMemory extends LinearMemory {
    /** The largest size in pages of 64 KiB: one more would be 2^31 bytes, and no array has so many. */
    public static final int MAX_PAGES = 32_767;
    private static final int MAX_BYTES = MAX_PAGES * MemoryType.PAGE_SIZE;
    /** Below so many bytes a memory begins as long as its array: there may be very many of them, and copying one costs next to nothing. */
    private static final int SMALL = 16 * MemoryType.PAGE_SIZE;
    /** Past so many bytes, too: one that never grows would be copied to be trimmed, and the JVM may have no room for two of them. */
    private static final int HUGE = 2_048 * MemoryType.PAGE_SIZE;
    private static final int FIRST_ROOM_SHIFT = 3;
    private static final int MOST_FIRST_ROOM = 16 * MemoryType.PAGE_SIZE;

    /** The bytes; read by compiled code. */
    public byte[] bytes;
    /** The size in bytes; read by compiled code. */
    public int size;
    private final GrowthPolicy policy = new GrowthPolicy();
    private boolean roomy;

    /**
     * A memory of zeros at its minimum, whose array is no longer than that. The store's limits have been asked.
     *
     * @param store the owning store
     * @param type  its type; the minimum must be {@linkplain #reaches within reach}
     * @param roomy whether it begins in the form that grows cheaply
     */
    public ArrayMemory(VmStore store, MemoryType type, boolean roomy) {
        this(store, type, roomy, 0);
    }

    private ArrayMemory(VmStore store, MemoryType type, boolean roomy, int room) {
        super(store, type);
        this.roomy = roomy;
        size = Math.toIntExact(type.limits().min() << type.pageBits());
        bytes = new byte[size + room];
    }

    /**
     * A memory of zeros at its minimum, of a module that grows it. The store's limits have been asked. It begins in the form that grows
     * cheaply, and when it is not small, with room for its first growth: the allocators of most languages take one page in the first call
     * that needs any, and all that the module begins with would be copied for it.
     *
     * @param store the owning store
     * @param type  its type; the minimum must be {@linkplain #reaches within reach}
     * @return a new memory
     */
    public static ArrayMemory growing(VmStore store, MemoryType type) {
        int size = Math.toIntExact(type.limits().min() << type.pageBits());
        int spare = size < SMALL || size > HUGE ? 0 : Math.min(size >> FIRST_ROOM_SHIFT, MOST_FIRST_ROOM);
        int room = (int) Math.min(spare, (mostPages(type) << type.pageBits()) - size);
        if (room > 0) {
            try {
                return new ArrayMemory(store, type, true, room);
            } catch (OutOfMemoryError e) {
                // no memory is refused for what is only to spare
            }
        }
        return new ArrayMemory(store, type, true);
    }

    /**
     * Whether an array can hold so many pages of a memory.
     *
     * @param type  its type
     * @param pages how many, unsigned
     * @return false for more than {@link #MAX_PAGES} of 64 KiB
     */
    public static boolean reaches(MemoryType type, long pages) {
        return Long.compareUnsigned(pages, MAX_BYTES >>> type.pageBits()) <= 0;
    }

    /**
     * The present form.
     *
     * @return true when the array may be longer than the memory
     */
    public boolean roomy() {
        return roomy;
    }

    /**
     * Reconsiders the form. Called at an entry of the store while no guest frame is live; afterwards the instances that use the memory
     * choose their code anew.
     *
     * @return whether the form has changed
     */
    public boolean review() {
        if (!roomy) {
            return roomy = policy.wantsRoom(size);
        }
        if (!policy.settled()) {
            return false;
        }
        if (bytes.length != size) {
            try {
                bytes = Arrays.copyOf(bytes, size);
            } catch (OutOfMemoryError e) {
                policy.untrimmed();
                return false;
            }
        }
        roomy = false;
        return true;
    }

    /** The largest size in pages that there can be. */
    private static long mostPages(MemoryType type) {
        OptionalLong max = type.limits().max();
        return max.isPresent() && reaches(type, max.getAsLong()) ? max.getAsLong() : MAX_BYTES >>> type.pageBits();
    }

    @Override
    public long pages() {
        return size >>> type.pageBits();
    }

    @Override
    public long grow(long delta) {
        long most = mostPages(type);
        long before = granted(delta, most);
        if (delta == 0 || before < 0) {
            return before;
        }
        int wanted = (int) ((before + delta) << type.pageBits());
        byte[] grown = bytes;
        if (wanted > bytes.length) {
            try {
                grown = longer(wanted, most);
            } catch (OutOfMemoryError e) {
                return -1;
            }
        }
        // code of unknown origin may have written there, behind the end that the memory had; a longer array is a copy of all of it
        Arrays.fill(grown, size, Math.min(wanted, bytes.length), (byte) 0);
        policy.grown(grown == bytes ? 0 : size);
        // last and together, with no call between: a stack overflow above leaves the memory as it was
        bytes = grown;
        size = wanted;
        return before;
    }

    @Override
    public void release() {
        size = 0;
        bytes = new byte[0];
    }

    /** A longer copy of the array, with room to spare where it is to have some and the JVM has that. */
    private byte[] longer(int wanted, long most) {
        int room = roomy ? withRoom(wanted, most) : wanted;
        if (room > wanted) {
            try {
                return Arrays.copyOf(bytes, room);
            } catch (OutOfMemoryError e) {
                // no growth is refused for what is only to spare
            }
        }
        return Arrays.copyOf(bytes, wanted);
    }

    /**
     * The array's next length: nine eighths of a power of two, so that it doubles from one to the next. Why not powers of two: what guests
     * build up is often a power of two and a little more, and would then take twice the room and the time to make it.
     */
    private int withRoom(int wanted, long mostPages) {
        long power = Integer.highestOneBit(wanted);
        long room = power + power / 8;
        return (int) Math.min(room >= wanted ? room : 2 * room, mostPages << type.pageBits());
    }

    @Override
    public void read(long address, byte[] target, int at, int length) {
        check(address, length);
        System.arraycopy(bytes, (int) address, target, at, length);
    }

    @Override
    public void write(long address, byte[] source, int at, int length) {
        check(address, length);
        System.arraycopy(source, at, bytes, (int) address, length);
    }

    @Override
    public void fill(long address, int value, long length) {
        check(address, length);
        Arrays.fill(bytes, (int) address, (int) (address + length), (byte) value);
    }

    @Override
    public void copy(long target, LinearMemory from, long source, long length) {
        if (from instanceof ArrayMemory array) {
            array.check(source, length);
            check(target, length);
            System.arraycopy(array.bytes, (int) source, bytes, (int) target, (int) length);
            return;
        }
        check(target, length);
        // it may be read in several parts
        StackRoom.need();
        from.read(source, bytes, (int) target, (int) length);
    }

    private void check(long address, long length) {
        if (Long.compareUnsigned(address, size) > 0 || Long.compareUnsigned(length, size - address) > 0) {
            throw new Trap(TrapCode.MEMORY_OUT_OF_BOUNDS);
        }
    }
}
