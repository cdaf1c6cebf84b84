package org.granary.type;

import java.util.Objects;

/**
 * The type of a linear memory. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.15 (memory types); {@code shared} from the threads proposal,
 * {@code pageBits} from that of custom page sizes.
 *
 * @param limits   the size range in pages, never null
 * @param address  the type of addresses, {@code I32} or {@code I64}
 * @param shared   whether several threads may use it at once
 * @param pageBits the logarithm of the bytes in a page, 0 to 63; valid are 0 and {@link #PAGE_BITS}
 */
public record MemoryType(Limits limits, NumType address, boolean shared, int pageBits) implements ExternType {
    /** Bytes in a page of the usual size: 65,536. */
    public static final int PAGE_SIZE = 65_536;
    /** The logarithm of {@link #PAGE_SIZE}. */
    public static final int PAGE_BITS = 16;

    /** Checks that address type and limits are there, and the page size's range. */
    public MemoryType {
        Objects.requireNonNull(limits, "limits");
        if (address != NumType.I32 && address != NumType.I64) {
            throw new IllegalArgumentException("address type of a memory: expected i32 or i64, found " + address);
        }
        if (pageBits < 0 || pageBits > 63) {
            throw new IllegalArgumentException("logarithm of a page size: expected 0 to 63, found " + pageBits);
        }
    }

    /**
     * A memory with pages of the usual size.
     *
     * @param limits  the size range in pages of 64 KiB, never null
     * @param address the type of addresses, {@code I32} or {@code I64}
     * @param shared  whether several threads may use it at once
     */
    public MemoryType(Limits limits, NumType address, boolean shared) {
        this(limits, address, shared, PAGE_BITS);
    }

    /**
     * A memory with 32-bit addresses.
     *
     * @param min the size at the start in pages
     * @param max the largest size in pages
     * @return the type
     */
    public static MemoryType of(long min, long max) {
        return new MemoryType(Limits.between(min, max), NumType.I32, false);
    }

    /**
     * A memory with 32-bit addresses and no declared maximum.
     *
     * @param min the size at the start in pages
     * @return the type
     */
    public static MemoryType of(long min) {
        return new MemoryType(Limits.atLeast(min), NumType.I32, false);
    }

    /**
     * A shared memory with 32-bit addresses.
     *
     * @param min the size at the start in pages
     * @param max the largest size in pages; a shared memory always has one
     * @return the type
     */
    public static MemoryType shared(long min, long max) {
        return new MemoryType(Limits.between(min, max), NumType.I32, true);
    }

    /**
     * The page size.
     *
     * @return bytes, unsigned
     */
    public long pageSize() {
        return 1L << pageBits;
    }

    @Override
    public Kind kind() {
        return Kind.MEMORY;
    }

    @Override
    public String toString() {
        return "(memory " + (address == NumType.I64 ? "i64 " : "") + limits + (shared ? " shared" : "")
                + (pageBits == PAGE_BITS ? "" : " (pagesize " + Long.toUnsignedString(pageSize()) + ")") + ")";
    }
}
