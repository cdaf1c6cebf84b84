package org.granary.vm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Atomic access to little-endian values of 1, 2, 4 and 8 bytes in a buffer outside of the heap, at indices that are multiples of their
 * width. Values
 * are not signed; of those that are written so many low bytes count as they are wide. Stateless.
 */
final class AtomicBytes {
    private static final VarHandle SHORTS = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private AtomicBytes() {
    }

    /** A class of the JDK behind a view that is first initialised where the stack ends would stay unusable for the whole process. */
    static void ready() {
        ByteBuffer piece = ByteBuffer.allocateDirect(Long.BYTES);
        for (int width = 1; width <= Long.BYTES; width *= 2) {
            for (AtomicUpdate update : AtomicUpdate.values()) {
                update(piece, 0, width, update, 1);
            }
            store(piece, 0, width, compareExchange(piece, 0, width, 0, load(piece, 0, width)));
        }
    }

    static long load(ByteBuffer piece, int at, int bytes) {
        return switch (bytes) {
            case Long.BYTES -> (long) LONGS.getVolatile(piece, at);
            case Integer.BYTES -> (int) INTS.getVolatile(piece, at) & LinearMemory.mask(bytes);
            case Short.BYTES -> (short) SHORTS.getVolatile(piece, at) & LinearMemory.mask(bytes);
            default -> (int) INTS.getVolatile(piece, at & -4) >>> shift(at) & LinearMemory.mask(bytes);
        };
    }

    static void store(ByteBuffer piece, int at, int bytes, long value) {
        switch (bytes) {
            case Long.BYTES -> LONGS.setVolatile(piece, at, value);
            case Integer.BYTES -> INTS.setVolatile(piece, at, (int) value);
            case Short.BYTES -> SHORTS.setVolatile(piece, at, (short) value);
            default -> within(piece, at, bytes, AtomicUpdate.XCHG, value);
        }
    }

    static long opaqueLoad(ByteBuffer piece, int at, int bytes) {
        return switch (bytes) {
            case Long.BYTES -> (long) LONGS.getOpaque(piece, at);
            case Integer.BYTES -> (int) INTS.getOpaque(piece, at) & LinearMemory.mask(bytes);
            case Short.BYTES -> (short) SHORTS.getOpaque(piece, at) & LinearMemory.mask(bytes);
            default -> (int) INTS.getOpaque(piece, at & -4) >>> shift(at) & LinearMemory.mask(bytes);
        };
    }

    static void opaqueStore(ByteBuffer piece, int at, int bytes, long value) {
        switch (bytes) {
            case Long.BYTES -> LONGS.setOpaque(piece, at, value);
            case Integer.BYTES -> INTS.setOpaque(piece, at, (int) value);
            case Short.BYTES -> SHORTS.setOpaque(piece, at, (short) value);
            default -> within(piece, at, bytes, AtomicUpdate.XCHG, value);
        }
    }

    static long update(ByteBuffer piece, int at, int bytes, AtomicUpdate update, long operand) {
        if (bytes == Long.BYTES) {
            return switch (update) {
                case ADD -> (long) LONGS.getAndAdd(piece, at, operand);
                case AND -> (long) LONGS.getAndBitwiseAnd(piece, at, operand);
                case OR -> (long) LONGS.getAndBitwiseOr(piece, at, operand);
                case XOR -> (long) LONGS.getAndBitwiseXor(piece, at, operand);
                case XCHG -> (long) LONGS.getAndSet(piece, at, operand);
            };
        }
        if (bytes < Integer.BYTES) {
            return within(piece, at, bytes, update, operand);
        }
        int value = (int) operand;
        return LinearMemory.mask(bytes) & switch (update) {
            case ADD -> (int) INTS.getAndAdd(piece, at, value);
            case AND -> (int) INTS.getAndBitwiseAnd(piece, at, value);
            case OR -> (int) INTS.getAndBitwiseOr(piece, at, value);
            case XOR -> (int) INTS.getAndBitwiseXor(piece, at, value);
            case XCHG -> (int) INTS.getAndSet(piece, at, value);
        };
    }

    /** The JVM changes no less than four bytes in one step: the four around are taken, and put back with the narrow value changed. */
    private static long within(ByteBuffer piece, int at, int bytes, AtomicUpdate update, long operand) {
        while (true) {
            int around = (int) INTS.getVolatile(piece, at & -4);
            long before = around >>> shift(at) & LinearMemory.mask(bytes);
            int changed = replaced(around, at, bytes, update.apply(before, operand));
            if (INTS.compareAndSet(piece, at & -4, around, changed)) {
                return before;
            }
        }
    }

    static long compareExchange(ByteBuffer piece, int at, int bytes, long expected, long replacement) {
        if (bytes == Long.BYTES) {
            return (long) LONGS.compareAndExchange(piece, at, expected, replacement);
        }
        if (bytes == Integer.BYTES) {
            return (int) INTS.compareAndExchange(piece, at, (int) expected, (int) replacement) & LinearMemory.mask(bytes);
        }
        while (true) {
            int around = (int) INTS.getVolatile(piece, at & -4);
            long before = around >>> shift(at) & LinearMemory.mask(bytes);
            if (before != (expected & LinearMemory.mask(bytes))
                    || INTS.compareAndSet(piece, at & -4, around, replaced(around, at, bytes, replacement))) {
                return before;
            }
        }
    }

    private static int replaced(int around, int at, int bytes, long value) {
        int mask = (int) LinearMemory.mask(bytes) << shift(at);
        return around & ~mask | (int) value << shift(at) & mask;
    }

    private static int shift(int at) {
        return (at & 3) * 8;
    }
}
