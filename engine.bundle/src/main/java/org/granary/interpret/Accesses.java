package org.granary.interpret;

import org.granary.op.MemArg;
import org.granary.op.Op;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.granary.vm.LargeMemory;
import org.granary.vm.LinearMemory;
import org.granary.vm.SharedMemory;

/** Loads and stores as steps. Memories are read and written by their routines, which check the bounds, whatever their representation. */
final class Accesses {
    private Accesses() {
    }

    /**
     * A load or a store of a number or a whole vector.
     *
     * @param op  the row
     * @param arg offset and memory
     * @return the step
     */
    static Step step(Op op, MemArg arg) {
        ValType result = op.signature().orElseThrow().results().isEmpty() ? null : op.signature().get().results().get(0);
        int bytes = op.accessBytes();
        if (result == null) {
            return at -> {
                Object value = at.pop();
                long address = address(at, arg);
                write(memory(at, arg), address, value instanceof long[] vector ? vector : new long[] {BoxedValues.bits(value)}, bytes);
            };
        }
        if (result instanceof NumType number) {
            boolean signed = op.text().endsWith("_s");
            return at -> {
                long bits = read(memory(at, arg), address(at, arg), bytes)[0];
                at.push(BoxedValues.ofBits(number, signed ? signExtended(bits, 8 * bytes) : bits));
            };
        }
        return at -> at.push(vector(op, read(memory(at, arg), address(at, arg), bytes)));
    }

    /**
     * A load or a store of one lane.
     *
     * @param op   the row
     * @param arg  offset and memory
     * @param lane the lane
     * @return the step
     */
    static Step step(Op op, MemArg arg, int lane) {
        int bytes = op.accessBytes();
        if (op.signature().orElseThrow().results().isEmpty()) {
            return at -> {
                long[] vector = (long[]) at.pop();
                long address = address(at, arg);
                write(memory(at, arg), address, new long[] {Lane.get(vector, lane, 8 * bytes)}, bytes);
            };
        }
        return at -> {
            long[] vector = ((long[]) at.pop()).clone();
            Lane.set(vector, lane, 8 * bytes, read(memory(at, arg), address(at, arg), bytes)[0]);
            at.push(vector);
        };
    }

    /** The vector that a load makes of what it has read. */
    private static long[] vector(Op op, long[] read) {
        String form = op.text().substring("v128.load".length());
        if (form.endsWith("_splat")) {
            return Lane.spread(read, 8 * op.accessBytes());
        }
        int by = form.indexOf('x');
        // the others are the low bits of the vector, and the rest is zero
        return by < 0 ? read : Lane.extended(read, Integer.parseInt(form.substring(0, by)), form.endsWith("_s"));
    }

    static LinearMemory memory(Activation at, MemArg arg) {
        return at.instance.memories[arg.memory()];
    }

    /** The effective address: 33 bits are enough for 32-bit ones, 64-bit ones must not pass the end. */
    static long address(Activation at, MemArg arg) {
        return LargeMemory.effective(at.popAddress(), arg.offset());
    }

    /** Reads up to sixteen bytes, little-endian, the rest zeros. */
    static long[] read(LinearMemory memory, long address, int bytes) {
        SharedMemory shared = memory.shared();
        if (shared != null && bytes <= Long.BYTES) {
            return new long[] {whole(shared, address, bytes), 0};
        }
        byte[] read = new byte[bytes];
        memory.read(address, read, 0, bytes);
        long[] bits = new long[2];
        for (int i = 0; i < bytes; i++) {
            Lane.set(bits, i, 8, read[i]);
        }
        return bits;
    }

    /** Writes as many bytes, little-endian. */
    static void write(LinearMemory memory, long address, long[] bits, int bytes) {
        SharedMemory shared = memory.shared();
        if (shared != null && bytes <= Long.BYTES) {
            whole(shared, address, bits[0], bytes);
            return;
        }
        byte[] written = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            written[i] = (byte) Lane.get(bits, i, 8);
        }
        memory.write(address, written, 0, bytes);
    }

    /** Reads at once what other threads may write meanwhile. */
    private static long whole(SharedMemory memory, long address, int bytes) {
        return switch (bytes) {
            case 1 -> memory.get8(address) & 0xffL;
            case 2 -> memory.get16(address) & 0xffffL;
            case 4 -> memory.get32(address) & 0xffff_ffffL;
            default -> memory.get64(address);
        };
    }

    /** Writes at once what other threads may read meanwhile. */
    private static void whole(SharedMemory memory, long address, long bits, int bytes) {
        switch (bytes) {
            case 1 -> memory.put8(address, (int) bits);
            case 2 -> memory.put16(address, (int) bits);
            case 4 -> memory.put32(address, (int) bits);
            default -> memory.put64(address, bits);
        }
    }

    private static long signExtended(long bits, int width) {
        return bits << 64 - width >> 64 - width;
    }
}
