package org.granary.vm;

import java.lang.invoke.VarHandle;

/**
 * The atomic instructions, one method for each action. Effective addresses, operands and results are 64 bits wide whatever the width of
 * the access:
 * of operands the low bytes count, results are not signed. Thread-safe where the memory is shared.
 *
 * <p>Source: the threads proposal, its overview of the instructions.
 */
public final class Atomics {
    private Atomics() {
    }

    /**
     * A load.
     *
     * @param address  effective address
     * @param instance the instance
     * @param memory   the memory's index
     * @param bytes    the width of the access
     * @return the value
     * @throws org.granary.engine.Trap unaligned atomic, or out of bounds memory access
     */
    public static long load(long address, Instance instance, int memory, int bytes) {
        return instance.memories[memory].atomicLoad(address, bytes);
    }

    /**
     * A store.
     *
     * @param address  effective address
     * @param value    the value
     * @param instance the instance
     * @param memory   the memory's index
     * @param bytes    the width of the access
     * @throws org.granary.engine.Trap unaligned atomic, or out of bounds memory access
     */
    public static void store(long address, long value, Instance instance, int memory, int bytes) {
        instance.memories[memory].atomicStore(address, bytes, value);
    }

    /**
     * Adds.
     *
     * @param address  effective address
     * @param value    the operand
     * @param instance the instance
     * @param memory   the memory's index
     * @param bytes    the width of the access
     * @return the value before
     * @throws org.granary.engine.Trap unaligned atomic, or out of bounds memory access
     */
    public static long add(long address, long value, Instance instance, int memory, int bytes) {
        return instance.memories[memory].atomicUpdate(address, bytes, AtomicUpdate.ADD, value);
    }

    /**
     * Subtracts.
     *
     * @param address  effective address
     * @param value    the operand
     * @param instance the instance
     * @param memory   the memory's index
     * @param bytes    the width of the access
     * @return the value before
     * @throws org.granary.engine.Trap unaligned atomic, or out of bounds memory access
     */
    public static long sub(long address, long value, Instance instance, int memory, int bytes) {
        return instance.memories[memory].atomicUpdate(address, bytes, AtomicUpdate.ADD, -value);
    }

    /**
     * Takes away the bits that the operand has not.
     *
     * @param address  effective address
     * @param value    the operand
     * @param instance the instance
     * @param memory   the memory's index
     * @param bytes    the width of the access
     * @return the value before
     * @throws org.granary.engine.Trap unaligned atomic, or out of bounds memory access
     */
    public static long and(long address, long value, Instance instance, int memory, int bytes) {
        return instance.memories[memory].atomicUpdate(address, bytes, AtomicUpdate.AND, value);
    }

    /**
     * Adds the bits of the operand.
     *
     * @param address  effective address
     * @param value    the operand
     * @param instance the instance
     * @param memory   the memory's index
     * @param bytes    the width of the access
     * @return the value before
     * @throws org.granary.engine.Trap unaligned atomic, or out of bounds memory access
     */
    public static long or(long address, long value, Instance instance, int memory, int bytes) {
        return instance.memories[memory].atomicUpdate(address, bytes, AtomicUpdate.OR, value);
    }

    /**
     * Turns over the bits of the operand.
     *
     * @param address  effective address
     * @param value    the operand
     * @param instance the instance
     * @param memory   the memory's index
     * @param bytes    the width of the access
     * @return the value before
     * @throws org.granary.engine.Trap unaligned atomic, or out of bounds memory access
     */
    public static long xor(long address, long value, Instance instance, int memory, int bytes) {
        return instance.memories[memory].atomicUpdate(address, bytes, AtomicUpdate.XOR, value);
    }

    /**
     * Replaces.
     *
     * @param address  effective address
     * @param value    the operand
     * @param instance the instance
     * @param memory   the memory's index
     * @param bytes    the width of the access
     * @return the value before
     * @throws org.granary.engine.Trap unaligned atomic, or out of bounds memory access
     */
    public static long xchg(long address, long value, Instance instance, int memory, int bytes) {
        return instance.memories[memory].atomicUpdate(address, bytes, AtomicUpdate.XCHG, value);
    }

    /**
     * Replaces what is expected.
     *
     * @param address     effective address
     * @param expected    what is replaced
     * @param replacement what comes in its place
     * @param instance    the instance
     * @param memory      the memory's index
     * @param bytes       the width of the access
     * @return the value before
     * @throws org.granary.engine.Trap unaligned atomic, or out of bounds memory access
     */
    public static long cmpxchg(long address, long expected, long replacement, Instance instance, int memory, int bytes) {
        return instance.memories[memory].atomicCompareExchange(address, bytes, expected, replacement);
    }

    /**
     * Wakes threads that wait at an address.
     *
     * @param address  effective address
     * @param count    how many at most, an unsigned 32-bit number
     * @param instance the instance
     * @param memory   the memory's index
     * @param bytes    the width of the access
     * @return how many were woken
     * @throws org.granary.engine.Trap unaligned atomic, or out of bounds memory access
     */
    public static long notify(long address, long count, Instance instance, int memory, int bytes) {
        return instance.memories[memory].atomicNotify(address, (int) count);
    }

    /**
     * Waits at an address until another thread wakes this one. A check point: whatever ends a call ends it.
     *
     * @param address  effective address
     * @param expected what has to be there
     * @param timeout  nanoseconds, negative for ever
     * @param instance the instance
     * @param memory   the memory's index
     * @param bytes    the width of the access
     * @return 0 when woken, 1 when something else is there, 2 when the time is over
     * @throws org.granary.engine.Trap unaligned atomic, out of bounds memory access, atomic wait on non-shared memory, or what ended the
     *     call
     */
    public static long wait(long address, long expected, long timeout, Instance instance, int memory, int bytes) {
        return instance.memories[memory].atomicWait(address, bytes, expected, timeout, instance.store);
    }

    /** Orders every access before it and every access after it. */
    public static void fence() {
        VarHandle.fullFence();
    }
}
