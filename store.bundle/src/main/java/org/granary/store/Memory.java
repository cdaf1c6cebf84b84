package org.granary.store;

import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.Refusal;
import org.granary.engine.Trap;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.vm.ArrayMemory;
import org.granary.vm.HostException;
import org.granary.vm.LargeMemory;
import org.granary.vm.LinearMemory;

/**
 * A linear memory, seen by the host. Numbers are little-endian. Every access is checked: one that does not lie inside throws
 * {@code IndexOutOfBoundsException} with address, length and size, and has changed nothing.
 *
 * <p>Reading and writing bytes is not refused to other threads, who may see mixed bytes and never more; growth is.
 */
public final class Memory implements Extern {
    /** Source: WebAssembly core specification, section 3.2.15 (memory types): 2^64 bytes. */
    private static final long MAX_DECLARED_64 = 1L << 48;

    final StoreCore<?> core;
    private final MemoryBytes content;

    Memory(StoreCore<?> core, LinearMemory vm) {
        this(core, vm.type, Handle.on(core, vm));
    }

    /** A handle that ends with the instance that it was looked up in. */
    Memory(StoreCore<?> core, MemoryType type, Handle<LinearMemory> handle) {
        this.core = core;
        this.content = new MemoryBytes(type, handle);
    }

    /** Refuses when the store, or the instance that it was looked up in, is closed. */
    LinearMemory live() {
        return content.live();
    }

    /**
     * A memory of zeros at its minimum.
     *
     * @param store the owning store
     * @param type  its type: not shared
     * @return a new memory
     * @throws IllegalArgumentException when the type is not a valid one, or is shared
     * @throws LimitException           when a limit of the store, or the machine, refuses
     */
    public static Memory create(StoreContext<?> store, MemoryType type) {
        StoreCore<?> core = store.core();
        check(type);
        int before = core.entry.claim();
        core.limits.create();
        try {
            LinearMemory made = core.limits.making(() -> make(core, type));
            core.made(made);
            core.limits.addOfHost(made);
            return new Memory(core, made);
        } catch (HostException e) {
            throw core.entry.raise(e);
        } finally {
            core.limits.created();
            core.entry.leave(before);
        }
    }

    private static void check(MemoryType type) {
        if (type.shared()) {
            throw new IllegalArgumentException("memory type: expected one that is not shared, found " + type
                    + "; SharedMemory.create makes shared ones");
        }
        checkLimits(type);
    }

    /** Refuses a type that no module could declare either. */
    static void checkLimits(MemoryType type) {
        Limits limits = type.limits();
        if (type.pageBits() != 0 && type.pageBits() != MemoryType.PAGE_BITS) {
            throw new IllegalArgumentException("memory type: expected pages of 1 or 65536 bytes, found " + type);
        }
        long most = type.address() == NumType.I32 ? LargeMemory.mostPages(type) : type.pageBits() == 0 ? -1L : MAX_DECLARED_64;
        long max = limits.max().orElse(most);
        if (Long.compareUnsigned(max, most) > 0 || Long.compareUnsigned(limits.min(), max) > 0) {
            throw new IllegalArgumentException("memory type: expected minimum <= maximum <= " + Long.toUnsignedString(most)
                    + " pages, found "
                    + type);
        }
    }

    private static LinearMemory make(StoreCore<?> core, MemoryType type) {
        long min = type.limits().min();
        long most = LargeMemory.mostPages(type);
        long max = type.limits().max().orElse(most);
        if (Long.compareUnsigned(min, most) > 0) {
            throw new LimitException(Refusal.of(Failure.TOO_LARGE).detail("size of a memory")
                    .expected("at most " + most + " pages", Long.toUnsignedString(min)));
        }
        if (!core.memoryGrowing(0, min << type.pageBits(), LinearMemory.maximumBytes(type))) {
            throw core.limits.refused("memory", min, " pages");
        }
        try {
            return LargeMemory.isFor(type, core.engine().config()) ? new LargeMemory(core, type)
                    : new ArrayMemory(core, type, Long.compareUnsigned(max, min) > 0);
        } catch (OutOfMemoryError e) {
            throw new LimitException(Refusal.of(Failure.TOO_LARGE).detail("the JVM has no room for a memory")
                    .expected("less", min + " pages"));
        }
    }

    @Override
    public MemoryType type() {
        return content.type();
    }

    /**
     * The present size.
     *
     * @return pages, as large as the type says
     */
    public long size() {
        return live().pages();
    }

    /**
     * The size of a page.
     *
     * @return bytes: 65,536, or 1 where the type says so
     */
    public long pageSize() {
        return type().pageSize();
    }

    /**
     * The present size.
     *
     * @return bytes
     */
    public long dataSize() {
        return live().byteSize();
    }

    /**
     * Grows the memory.
     *
     * @param pages how many to add, not negative
     * @return the size before, in pages
     * @throws LimitException when the declared maximum, a limit of the store or the machine refuses; the memory is as it was
     */
    public long grow(long pages) {
        if (pages < 0) {
            throw new IllegalArgumentException("pages to grow by: expected 0 or more, found " + pages);
        }
        LinearMemory vm = live();
        int before = core.entry.claim();
        try {
            core.limits.clear();
            long old = core.limits.making(() -> vm.grow(pages));
            if (old < 0) {
                throw core.limits.refused("a memory of " + vm.pages() + " pages, " + vm.type + ",", pages, " more pages");
            }
            return old;
        } catch (HostException | Trap e) {
            throw core.entry.refused(e);
        } finally {
            core.entry.leave(before);
        }
    }

    /**
     * A window on this memory that stays right when the memory grows or changes its form.
     *
     * @param address where it begins
     * @param length  how many bytes it shows
     * @return a new view
     * @throws IndexOutOfBoundsException when it does not lie inside now
     */
    public MemoryView view(long address, long length) {
        content.inside(address, length);
        return new MemoryView(content, address, length);
    }

    /**
     * Reads a byte.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public byte readByte(long address) {
        return content.readByte(address);
    }

    /**
     * Writes a byte.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeByte(long address, byte value) {
        content.writeByte(address, value);
    }

    /**
     * Reads a 16-bit integer.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public short readShort(long address) {
        return content.readShort(address);
    }

    /**
     * Writes a 16-bit integer.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeShort(long address, short value) {
        content.writeShort(address, value);
    }

    /**
     * Reads a 32-bit integer.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public int readInt(long address) {
        return content.readInt(address);
    }

    /**
     * Writes a 32-bit integer.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeInt(long address, int value) {
        content.writeInt(address, value);
    }

    /**
     * Reads a 64-bit integer.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public long readLong(long address) {
        return content.readLong(address);
    }

    /**
     * Writes a 64-bit integer.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeLong(long address, long value) {
        content.writeLong(address, value);
    }

    /**
     * Reads a 32-bit float.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public float readFloat(long address) {
        return content.readFloat(address);
    }

    /**
     * Writes a 32-bit float.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeFloat(long address, float value) {
        content.writeFloat(address, value);
    }

    /**
     * Reads a 64-bit float.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public double readDouble(long address) {
        return content.readDouble(address);
    }

    /**
     * Writes a 64-bit float.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeDouble(long address, double value) {
        content.writeDouble(address, value);
    }

    /**
     * Copies bytes out.
     *
     * @param address of the first byte
     * @param length  how many
     * @return a new array
     * @throws IndexOutOfBoundsException when they do not lie inside
     */
    public byte[] readBytes(long address, int length) {
        return content.readBytes(address, length);
    }

    /**
     * Copies bytes out into an array.
     *
     * @param address of the first byte
     * @param target  where to
     * @param at      first index in the target
     * @param length  how many
     * @throws IndexOutOfBoundsException when they do not lie inside the memory or the array
     */
    public void readBytes(long address, byte[] target, int at, int length) {
        content.readBytes(address, target, at, length);
    }

    /**
     * Copies bytes in.
     *
     * @param address of the first byte
     * @param bytes   all of which are copied
     * @throws IndexOutOfBoundsException when they do not fit
     */
    public void writeBytes(long address, byte[] bytes) {
        content.writeBytes(address, bytes);
    }

    /**
     * Copies part of an array in.
     *
     * @param address of the first byte
     * @param source  where from
     * @param at      first index in the source
     * @param length  how many
     * @throws IndexOutOfBoundsException when they do not lie inside the memory or the array
     */
    public void writeBytes(long address, byte[] source, int at, int length) {
        content.writeBytes(address, source, at, length);
    }

    /**
     * Sets a range to one byte.
     *
     * @param address of the first byte
     * @param value   the byte
     * @param length  how many
     * @throws IndexOutOfBoundsException when the range does not lie inside
     */
    public void fill(long address, byte value, long length) {
        content.fill(address, value, length);
    }

    /**
     * Reads text.
     *
     * @param address of the first byte
     * @param length  how many bytes
     * @return the text
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when the bytes are not UTF-8
     */
    public String readUtf8(long address, int length) {
        return content.readUtf8(address, length);
    }

    /**
     * Writes text as UTF-8, without length or end mark.
     *
     * @param address of the first byte
     * @param text    the text
     * @return how many bytes were written
     * @throws IndexOutOfBoundsException when it does not fit
     * @throws IllegalArgumentException  when the text is none: it has a half of a surrogate pair without the other; nothing is written then
     */
    public int writeUtf8(long address, String text) {
        return content.writeUtf8(address, text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Memory memory && content.equals(memory.content);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    @Override
    public String toString() {
        return content.toString();
    }
}
