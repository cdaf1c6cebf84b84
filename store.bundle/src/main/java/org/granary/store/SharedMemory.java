package org.granary.store;

import java.time.Duration;
import java.util.Objects;
import org.granary.engine.Engine;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.engine.Trap;
import org.granary.type.MemoryType;
import org.granary.vm.EngineCore;
import org.granary.vm.HostException;
import org.granary.vm.LargeMemory;
import org.granary.vm.VmStore;

/**
 * A linear memory that several stores of one engine use at once, on several threads. An object of this type is a handle, cheap and
 * thread-safe; two handles of one memory are equal. The memory belongs to no store and goes with its last user.
 *
 * <p>It is given as an import like any other item. Every store that imports it is charged for its size, at the import and whenever it
 * grows; see {@link StoreContext#totalBudget}. Its bytes lie outside of the Java heap, under the limit that the JVM has for
 * that ({@code -XX:MaxDirectMemorySize}), and take room only as the memory grows.
 */
public final class SharedMemory implements Extern {
    private static final long MOST_WAITERS = 0xffff_ffffL;

    final org.granary.vm.SharedMemory vm;
    private final Engine engine;

    SharedMemory(Engine engine, org.granary.vm.SharedMemory vm) {
        this.engine = engine;
        this.vm = vm;
    }

    /**
     * A shared memory of zeros at its minimum, for which the room is taken at once.
     *
     * @param engine the engine of the stores that are to use it
     * @param type   its type, shared and with a maximum; see {@link MemoryType#shared}
     * @return a handle on a new memory
     * @throws IllegalArgumentException when the type is not shared, has no maximum, or is not a valid one
     * @throws IllegalStateException    when the engine was made without the proposal {@code threads}, or this handle on it is closed
     * @throws LimitException           when the engine or the JVM has no room for the minimum
     */
    public static SharedMemory create(Engine engine, MemoryType type) {
        Objects.requireNonNull(engine, "engine");
        if (!type.shared()) {
            throw new IllegalArgumentException("memory type: expected a shared one, found " + type);
        }
        if (type.limits().max().isEmpty()) {
            throw new IllegalArgumentException("memory type: expected a maximum, found none in " + type);
        }
        Memory.checkLimits(type);
        if (!engine.config().proposal(Proposal.THREADS)) {
            throw new IllegalStateException("a shared memory needs an engine that was made with the proposal threads on");
        }
        engine.share().close();
        long most = LargeMemory.mostPages(type);
        if (Long.compareUnsigned(type.limits().min(), most) > 0) {
            throw refused("size of a shared memory", "at most " + most + " pages", Long.toUnsignedString(type.limits().min()));
        }
        try {
            return new SharedMemory(engine, new org.granary.vm.SharedMemory(type));
        } catch (OutOfMemoryError e) {
            throw refused("size of a shared memory", "what the JVM has room for outside of its heap",
                    Long.toUnsignedString(type.limits().min()) + " pages");
        }
    }

    private static LimitException refused(String what, String expected, String found) {
        return new LimitException(Refusal.of(Failure.TOO_LARGE).detail(what).expected(expected, found));
    }

    /** Refuses a store of another engine. */
    void requireEngine(StoreCore<?> core, String what) {
        if (!Engine.same(engine, core.engine())) {
            throw new IllegalArgumentException(what + ": expected something of " + core.engine() + ", the engine of " + core
                    + ", found " + this + " of " + engine);
        }
    }

    /**
     * The declared type.
     *
     * @return never null; the present size is {@link #size()}
     */
    @Override
    public MemoryType type() {
        return vm.type;
    }

    /**
     * The present size.
     *
     * @return pages, at least the minimum and at most the maximum
     */
    public long size() {
        return vm.pages();
    }

    /**
     * The size of a page.
     *
     * @return bytes: 65,536, or 1 where the type says so
     */
    public long pageSize() {
        return 1L << vm.type.pageBits();
    }

    /**
     * The present size.
     *
     * @return bytes, a multiple of the page size
     */
    public long dataSize() {
        return vm.byteSize();
    }

    /**
     * Access to the bytes that the memory has now. The memory may grow afterwards; the view does not. What other threads write shows in
     * it, and what it shows never moves.
     *
     * @return a new view, thread-safe
     */
    public MemoryView data() {
        return new MemoryView(new MemoryBytes(vm.type, Handle.on(null, vm)), 0, vm.byteSize());
    }

    /**
     * Grows the memory, for all who use it at once. A thread that is inside a store which uses this memory asks that store's limits too,
     * of several such stores the innermost's; the budgets of all stores that use it are charged, or none.
     *
     * @param pages how many to add, not negative; 0 changes nothing
     * @return the size before, in pages
     * @throws IllegalArgumentException when the number is negative
     * @throws LimitException           when the declared maximum, a limit or budget of a store, or the JVM refuses; the memory is as it was
     * @throws IllegalStateException    when a {@link ResourceLimiter} of such a store does it while it is asked
     */
    public long grow(long pages) {
        if (pages < 0) {
            throw new IllegalArgumentException("pages to grow by: expected 0 or more, found " + pages);
        }
        VmStore here = vm.here(((EngineCore) engine).nesting());
        StoreLimits limits = here == null ? null : ((StoreCore<?>) here).limits;
        if (limits != null) {
            limits.requireAnswer(here);
            limits.clear();
        }
        long before;
        try {
            before = vm.grow(here, pages);
        } catch (HostException | Trap e) {
            throw ((StoreCore<?>) here).entry.refused(e);
        }
        if (before >= 0) {
            return before;
        }
        String what = "a shared memory of " + size() + " pages, " + vm.type + ",";
        if (limits != null) {
            throw limits.refused(what, pages, " more pages");
        }
        throw refused(what + " cannot grow: its declared maximum, the budget of a store that uses it, or the machine refuses",
                "less", pages + " more pages");
    }

    private MemoryBytes aligned(long address, int width) {
        MemoryBytes bytes = new MemoryBytes(vm.type, Handle.on(null, vm));
        bytes.aligned(address, width);
        return bytes;
    }

    /**
     * Wakes threads that wait at an address, as {@code memory.atomic.notify} does: guests and hosts alike, those that wait longest first.
     *
     * @param address a multiple of 4
     * @param count   how many at most, unsigned; from 2^32 - 1 on all
     * @return how many were woken
     * @throws IndexOutOfBoundsException when the address does not lie inside with 4 bytes
     * @throws IllegalArgumentException  when the address is not a multiple of 4
     */
    public int atomicNotify(long address, long count) {
        aligned(address, Integer.BYTES);
        return (int) vm.atomicNotify(address, (int) (Long.compareUnsigned(count, MOST_WAITERS) > 0 ? MOST_WAITERS : count));
    }

    /**
     * Waits at an address while it holds a 32-bit value, as {@code memory.atomic.wait32} does: looking at the value and beginning to wait
     * are one step. Nothing but what is said here ends the waiting.
     *
     * <p>A thread that waits inside a call of a store, one of the memory's engine, is ended by whatever ends that call: an interrupt, a
     * deadline, the closing of the store.
     *
     * @param address  a multiple of 4
     * @param expected what has to be there
     * @param timeout  how long at most, zero and less not at all; null for ever
     * @return how it ended
     * @throws IndexOutOfBoundsException when the address does not lie inside with 4 bytes
     * @throws IllegalArgumentException  when the address is not a multiple of 4
     * @throws Trap                      with what ended the call of the store; or {@code INTERRUPT} when the thread was interrupted,
     *     whose flag stands then
     */
    public WaitResult atomicWait32(long address, int expected, Duration timeout) {
        aligned(address, Integer.BYTES);
        return await(address, Integer.BYTES, expected, timeout);
    }

    /**
     * Waits at an address while it holds a 64-bit value; see {@link #atomicWait32}.
     *
     * @param address  a multiple of 8
     * @param expected what has to be there
     * @param timeout  how long at most, zero and less not at all; null for ever
     * @return how it ended
     * @throws IndexOutOfBoundsException when the address does not lie inside with 8 bytes
     * @throws IllegalArgumentException  when the address is not a multiple of 8
     * @throws Trap                      with what ended the call of the store; or {@code INTERRUPT} when the thread was interrupted,
     *     whose flag stands then
     */
    public WaitResult atomicWait64(long address, long expected, Duration timeout) {
        aligned(address, Long.BYTES);
        return await(address, Long.BYTES, expected, timeout);
    }

    private WaitResult await(long address, int width, long expected, Duration timeout) {
        return WaitResult.values()[vm.hostWait(address, width, expected, nanos(timeout), ((EngineCore) engine).inside())];
    }

    private static long nanos(Duration timeout) {
        if (timeout == null) {
            return -1;
        }
        try {
            return Math.max(0, timeout.toNanos());
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SharedMemory memory && memory.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }

    @Override
    public String toString() {
        return "shared memory " + vm.type;
    }
}
