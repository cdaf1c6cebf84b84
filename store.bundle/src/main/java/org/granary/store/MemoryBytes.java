package org.granary.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.granary.vm.ArrayMemory;
import org.granary.vm.AtomicUpdate;
import org.granary.vm.LinearMemory;

/** The bytes of a memory, checked: behind {@link Memory}, {@link SharedMemory} and {@link MemoryView}, which say what each method does. */
final class MemoryBytes {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final StoreCore<?> owner;
    private final LinearMemory vm;
    private final Instance via;

    /**
     * The bytes of a memory.
     *
     * @param owner the store that has to be open, or null where none owns the memory
     * @param vm    the memory
     */
    MemoryBytes(StoreCore<?> owner, LinearMemory vm) {
        this(owner, vm, null);
    }

    /** The same by way of an instance, which has to be open too. */
    MemoryBytes(StoreCore<?> owner, LinearMemory vm, Instance via) {
        this.owner = owner;
        this.vm = vm;
        this.via = via;
    }

    void inside(long address, long length) {
        if (owner != null) {
            owner.open();
        }
        if (via != null) {
            via.live();
        }
        long size = vm.byteSize();
        if (address < 0 || length < 0 || address > size || length > size - address) {
            throw new IndexOutOfBoundsException("memory access at 0x" + Long.toHexString(address) + " of " + length
                    + " bytes: the memory has " + size + " bytes");
        }
    }

    private byte[] piece(long address, int length) {
        inside(address, length);
        byte[] bytes = new byte[length];
        vm.read(address, bytes, 0, length);
        return bytes;
    }

    byte readByte(long address) {
        if (vm instanceof ArrayMemory array) {
            inside(address, 1);
            return array.bytes[(int) address];
        }
        return piece(address, 1)[0];
    }

    void writeByte(long address, byte value) {
        inside(address, 1);
        vm.write(address, new byte[] {value}, 0, 1);
    }

    short readShort(long address) {
        if (vm instanceof ArrayMemory array) {
            inside(address, 2);
            return (short) SHORTS.get(array.bytes, (int) address);
        }
        if (vm instanceof org.granary.vm.SharedMemory shared) {
            inside(address, 2);
            return shared.get16(address);
        }
        return (short) SHORTS.get(piece(address, 2), 0);
    }

    void writeShort(long address, short value) {
        inside(address, 2);
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
        if (vm instanceof ArrayMemory array) {
            inside(address, 4);
            return (int) INTS.get(array.bytes, (int) address);
        }
        if (vm instanceof org.granary.vm.SharedMemory shared) {
            inside(address, 4);
            return shared.get32(address);
        }
        return (int) INTS.get(piece(address, 4), 0);
    }

    void writeInt(long address, int value) {
        inside(address, 4);
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
        if (vm instanceof ArrayMemory array) {
            inside(address, 8);
            return (long) LONGS.get(array.bytes, (int) address);
        }
        if (vm instanceof org.granary.vm.SharedMemory shared) {
            inside(address, 8);
            return shared.get64(address);
        }
        return (long) LONGS.get(piece(address, 8), 0);
    }

    void writeLong(long address, long value) {
        inside(address, 8);
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
        inside(address, length);
        vm.read(address, target, at, length);
    }

    void writeBytes(long address, byte[] bytes) {
        writeBytes(address, bytes, 0, bytes.length);
    }

    void writeBytes(long address, byte[] source, int at, int length) {
        Objects.checkFromIndexSize(at, length, source.length);
        inside(address, length);
        vm.write(address, source, at, length);
    }

    ByteBuffer inPlace(long address, int length) {
        inside(address, length);
        return vm instanceof ArrayMemory array ? ByteBuffer.wrap(array.bytes, (int) address, length) : null;
    }

    void fill(long address, byte value, long length) {
        inside(address, length);
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
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeBytes(address, bytes);
        return bytes.length;
    }

    /** Refuses a place that an atomic access cannot have. */
    void aligned(long address, int width) {
        inside(address, width);
        if ((address & width - 1) != 0) {
            throw new IllegalArgumentException("atomic access at 0x" + Long.toHexString(address) + ": expected a multiple of " + width);
        }
    }

    long opaqueLoad(long address, int width) {
        aligned(address, width);
        return vm.opaqueLoad(address, width);
    }

    void opaqueStore(long address, int width, long value) {
        aligned(address, width);
        vm.opaqueStore(address, width, value);
    }

    long atomicLoad(long address, int width) {
        aligned(address, width);
        return vm.atomicLoad(address, width);
    }

    void atomicStore(long address, int width, long value) {
        aligned(address, width);
        vm.atomicStore(address, width, value);
    }

    long atomicUpdate(long address, int width, AtomicUpdate update, long operand) {
        aligned(address, width);
        return vm.atomicUpdate(address, width, update, operand);
    }

    long compareAndExchange(long address, int width, long expected, long replacement) {
        aligned(address, width);
        return vm.atomicCompareExchange(address, width, expected, replacement);
    }

    @Override
    public String toString() {
        return "memory " + vm.type;
    }
}
