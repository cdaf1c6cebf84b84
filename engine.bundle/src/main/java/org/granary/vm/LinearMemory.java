package org.granary.vm;

import java.util.OptionalLong;
import org.granary.type.MemoryType;

/**
 * A linear memory. Its subclass is its representation. Confined to its store (a shared one is thread-safe). Addresses and sizes are
 * unsigned; every routine checks bounds before it writes anything, and commits by its last write.
 */
public abstract class LinearMemory {
    /** The declared type; the present size is {@link #pages()}. */
    public final MemoryType type;
    /** The owning store. */
    public final VmStore store;

    /**
     * For subclasses.
     *
     * @param store the owning store
     * @param type  the declared type
     */
    protected LinearMemory(VmStore store, MemoryType type) {
        this.store = store;
        this.type = type;
    }

    /**
     * The size in pages.
     *
     * @return 0 to 2^16, or to 2^48 with 64-bit addresses; with pages of one byte up to 2^32 - 1 or 2^64 - 1
     */
    public abstract long pages();

    /**
     * The size in bytes.
     *
     * @return bytes
     */
    public long byteSize() {
        return pages() << type.pageBits();
    }

    /**
     * Grows the memory.
     *
     * @param delta pages to add, unsigned
     * @return the size before in pages, or -1 when the maximum, the limits or the machine refuse
     */
    public abstract long grow(long delta);

    /**
     * Copies bytes out.
     *
     * @param address first byte
     * @param target  where to
     * @param at      first index in the target
     * @param length  how many, not negative
     * @throws org.granary.engine.Trap out of bounds memory access
     */
    public abstract void read(long address, byte[] target, int at, int length);

    /**
     * Copies bytes in.
     *
     * @param address first byte
     * @param source  where from
     * @param at      first index in the source
     * @param length  how many, not negative
     * @throws org.granary.engine.Trap out of bounds memory access
     */
    public abstract void write(long address, byte[] source, int at, int length);

    /**
     * Sets a range to one byte.
     *
     * @param address first byte
     * @param value   the low eight bits count
     * @param length  how many, unsigned
     * @throws org.granary.engine.Trap out of bounds memory access
     */
    public abstract void fill(long address, int value, long length);

    /**
     * Copies a range from another memory or this one; ranges may overlap.
     *
     * @param target  first byte here
     * @param from    the memory that is read
     * @param source  first byte there
     * @param length  how many, unsigned
     * @throws org.granary.engine.Trap out of bounds memory access
     */
    public abstract void copy(long target, LinearMemory from, long source, long length);

    /** Lets the bytes go: the size is 0 afterwards. Called when the store has been closed and nothing runs in it. */
    public abstract void release();

    /**
     * The declared maximum in bytes.
     *
     * @return bytes, {@code Long.MAX_VALUE} for more than that; empty without one
     */
    public final OptionalLong maximumBytes() {
        return maximumBytes(type);
    }

    /**
     * The declared maximum of a type in bytes.
     *
     * @param type the type
     * @return bytes, {@code Long.MAX_VALUE} for more than that; empty without one
     */
    public static OptionalLong maximumBytes(MemoryType type) {
        OptionalLong max = type.limits().max();
        if (max.isEmpty()) {
            return max;
        }
        long pages = max.getAsLong();
        boolean fits = Long.compareUnsigned(pages, Long.MAX_VALUE >>> type.pageBits()) <= 0;
        return OptionalLong.of(fits ? pages << type.pageBits() : Long.MAX_VALUE);
    }

    /**
     * This memory as one array.
     *
     * @return this, or null when it is held in another way
     */
    public final ArrayMemory array() {
        return this instanceof ArrayMemory array ? array : null;
    }

    /**
     * This memory as many arrays.
     *
     * @return this, or null when it is held in another way
     */
    public final LargeMemory large() {
        return this instanceof LargeMemory large ? large : null;
    }
}
