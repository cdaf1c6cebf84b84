package org.granary.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.granary.type.MemoryType;
import org.granary.vm.ArrayMemory;
import org.granary.vm.AtomicUpdate;
import org.granary.vm.LinearMemory;

/** The bytes of a memory, checked: behind {@link Memory}, {@link SharedMemory} and {@link MemoryView}, which say what each method does. */
final class MemoryBytes {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final MemoryType type;
    private final Handle<LinearMemory> handle;

    /** The bytes of a memory of this type. */
    MemoryBytes(MemoryType type, Handle<LinearMemory> handle) {
        this.type = type;
        this.handle = handle;
    }

    MemoryType type() {
        return type;
    }

    /** Refuses when the store, or the instance that the memory was looked up in, is closed. */
    LinearMemory live() {
        org.granary.vm.Instance in = handle.live();
        return in == null ? handle.own() : handle.there(in.memories[handle.index()]);
    }

    /** As {@link #live}, or null. */
    LinearMemory known() {
        org.granary.vm.Instance in = handle.ifOpen();
        return in == null ? handle.own() : in.memories[handle.index()];
    }

    @Override
    public int hashCode() {
        return handle.hash(this, known());
    }

    /** Whether both are those of one memory, which is there. */
    @Override
    public boolean equals(Object other) {
        LinearMemory mine = known();
        return this == other || mine != null && other instanceof MemoryBytes bytes && bytes.known() == mine;
    }

    /** The memory, if it is there and has these bytes. */
    LinearMemory inside(long address, long length) {
        LinearMemory vm = live();
        long size = vm.byteSize();
        if (address < 0 || length < 0 || address > size || length > size - address) {
            throw new IndexOutOfBoundsException("memory access at 0x" + Long.toHexString(address) + " of " + length
                    + " bytes: the memory has " + size + " bytes");
        }
        return vm;
    }

    private byte[] piece(long address, int length) {
        LinearMemory vm = inside(address, length);
        byte[] bytes = new byte[length];
        vm.read(address, bytes, 0, length);
        return bytes;
    }

    byte readByte(long address) {
        LinearMemory vm = inside(address, 1);
        if (vm instanceof ArrayMemory array) {
            return array.bytes[(int) address];
        }
        return piece(address, 1)[0];
    }

    void writeByte(long address, byte value) {
        LinearMemory vm = inside(address, 1);
        vm.write(address, new byte[] {value}, 0, 1);
    }

    short readShort(long address) {
        LinearMemory vm = inside(address, 2);
        if (vm instanceof ArrayMemory array) {
            return (short) SHORTS.get(array.bytes, (int) address);
        }
        if (vm instanceof org.granary.vm.SharedMemory shared) {
            return shared.get16(address);
        }
        return (short) SHORTS.get(piece(address, 2), 0);
    }

    void writeShort(long address, short value) {
        LinearMemory vm = inside(address, 2);
        if (vm instanceof ArrayMemory array) {
            SHORTS.set(array.bytes, (int) address, value);
            return;
        }
        if (vm instanceof org.granary.vm.SharedMemory shared) {
            shared.put16(address, value);
            return;
        }
        byte[] bytes = new byte[2];
        SHORTS.set(bytes, 0, value);
        vm.write(address, bytes, 0, 2);
    }

    int readInt(long address) {
        LinearMemory vm = inside(address, 4);
        if (vm instanceof ArrayMemory array) {
            return (int) INTS.get(array.bytes, (int) address);
        }
        if (vm instanceof org.granary.vm.SharedMemory shared) {
            return shared.get32(address);
        }
        return (int) INTS.get(piece(address, 4), 0);
    }

    void writeInt(long address, int value) {
        LinearMemory vm = inside(address, 4);
        if (vm instanceof ArrayMemory array) {
            INTS.set(array.bytes, (int) address, value);
            return;
        }
        if (vm instanceof org.granary.vm.SharedMemory shared) {
            shared.put32(address, value);
            return;
        }
        byte[] bytes = new byte[4];
        INTS.set(bytes, 0, value);
        vm.write(address, bytes, 0, 4);
    }

    long readLong(long address) {
        LinearMemory vm = inside(address, 8);
        if (vm instanceof ArrayMemory array) {
            return (long) LONGS.get(array.bytes, (int) address);
        }
        if (vm instanceof org.granary.vm.SharedMemory shared) {
            return shared.get64(address);
        }
        return (long) LONGS.get(piece(address, 8), 0);
    }

    void writeLong(long address, long value) {
        LinearMemory vm = inside(address, 8);
        if (vm instanceof ArrayMemory array) {
            LONGS.set(array.bytes, (int) address, value);
            return;
        }
        if (vm instanceof org.granary.vm.SharedMemory shared) {
            shared.put64(address, value);
            return;
        }
        byte[] bytes = new byte[8];
        LONGS.set(bytes, 0, value);
        vm.write(address, bytes, 0, 8);
    }

    float readFloat(long address) {
        return Float.intBitsToFloat(readInt(address));
    }

    void writeFloat(long address, float value) {
        writeInt(address, Float.floatToRawIntBits(value));
    }

    double readDouble(long address) {
        return Double.longBitsToDouble(readLong(address));
    }

    void writeDouble(long address, double value) {
        writeLong(address, Double.doubleToRawLongBits(value));
    }

    byte[] readBytes(long address, int length) {
        return piece(address, length);
    }

    void readBytes(long address, byte[] target, int at, int length) {
        Objects.checkFromIndexSize(at, length, target.length);
        LinearMemory vm = inside(address, length);
        vm.read(address, target, at, length);
    }

    void writeBytes(long address, byte[] bytes) {
        writeBytes(address, bytes, 0, bytes.length);
    }

    void writeBytes(long address, byte[] source, int at, int length) {
        Objects.checkFromIndexSize(at, length, source.length);
        LinearMemory vm = inside(address, length);
        vm.write(address, source, at, length);
    }

    ByteBuffer inPlace(long address, int length) {
        LinearMemory vm = inside(address, length);
        return vm instanceof ArrayMemory array ? ByteBuffer.wrap(array.bytes, (int) address, length) : null;
    }

    void fill(long address, byte value, long length) {
        LinearMemory vm = inside(address, length);
        vm.fill(address, value, length);
    }

    String readUtf8(long address, int length) {
        byte[] bytes = piece(address, length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("text at 0x" + Long.toHexString(address) + " of " + length
                    + " bytes: expected UTF-8, found other bytes", e);
        }
    }

    int writeUtf8(long address, String text) {
        requirePairs(text);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeBytes(address, bytes);
        return bytes.length;
    }

    /** Refuses text that has no UTF-8: the JDK would put question marks in it. */
    private static void requirePairs(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isHighSurrogate(unit) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(unit)) {
                throw new IllegalArgumentException("text to write: expected surrogates in pairs, found U+" + Integer.toHexString(unit)
                        .toUpperCase(Locale.ROOT) + " alone at index " + i);
            }
        }
    }

    /** Refuses a place that an atomic access cannot have. */
    LinearMemory aligned(long address, int width) {
        LinearMemory vm = inside(address, width);
        if ((address & width - 1) != 0) {
            throw new IllegalArgumentException("atomic access at 0x" + Long.toHexString(address) + ": expected a multiple of " + width);
        }
        return vm;
    }

    long opaqueLoad(long address, int width) {
        return aligned(address, width).opaqueLoad(address, width);
    }

    void opaqueStore(long address, int width, long value) {
        aligned(address, width).opaqueStore(address, width, value);
    }

    long atomicLoad(long address, int width) {
        return aligned(address, width).atomicLoad(address, width);
    }

    void atomicStore(long address, int width, long value) {
        aligned(address, width).atomicStore(address, width, value);
    }

    long atomicUpdate(long address, int width, AtomicUpdate update, long operand) {
        return aligned(address, width).atomicUpdate(address, width, update, operand);
    }

    long compareAndExchange(long address, int width, long expected, long replacement) {
        return aligned(address, width).atomicCompareExchange(address, width, expected, replacement);
    }

    @Override
    public String toString() {
        return "memory " + type;
    }
}
