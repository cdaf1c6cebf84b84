package org.granary.vm;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/**
 * What compiled code and runtime routines ask of the store that they run in. The store bundle extends it. Fields are confined to the
 * store's thread unless said otherwise.
 */
public abstract class VmStore {
    /** One unit of fuel for each 64 bytes that a bulk instruction moves. */
    private static final int BYTES_SHIFT = 6;
    private static final long LOOK_NANOS = 10_000_000;
    /** What moves fewer bytes takes no longer than any other instruction. */
    private static final int SEEN_BYTES = 4_096;
    /** The room that an object takes beside its fields or elements. */
    private static final int OBJECT_BYTES = 16;
    private static final int SMALL_ARRAY_BYTES = 64 << 10;
    /** The bytes that waiting functions may hold on the heap. */
    public static final int MOST_HELD = 16 << 20;
    /** No VarHandle: that is linked at its first use, which may be where the stack ends. */
    private static final AtomicReferenceFieldUpdater<VmStore, TrapCode> STOP =
            AtomicReferenceFieldUpdater.newUpdater(VmStore.class, TrapCode.class, "stop");

    /** What may be spent before {@link #outOfFuel} is asked; below 0 when more has been spent. */
    protected long fuel;
    /** Whether guests of this store spend fuel. */
    protected boolean metered;
    /** The engine's epoch; null where guests do not look at it. */
    protected AtomicLong epoch;
    /** The epoch that {@link #watchEpoch} saw last; null where guests do not look. Nobody else's, so that writing it costs little. */
    protected AtomicLong seen;
    /** The epoch at which {@link #epochReached} is called. */
    protected long epochDeadline;
    /** The bytes on the heap that waiting functions hold; compiled code takes off what it has added by {@link #hold}. */
    public int held;

    /** What is kept of what has ended. */
    public final Aftermath aftermath = new Aftermath();
    private Object chunk;
    private long chunkLeft = Long.MAX_VALUE;
    private volatile TrapCode stop;
    private volatile Thread sleeper;
    private TailCall pending;
    private Object interpreting;

    /**
     * A function begins that holds something on the heap as long as it waits for others: what does not fit the JVM's frames, and would be
     * on the stack elsewhere. No call follows the last check: a stack overflow leaves the sum as it was.
     *
     * @param bytes how much, about
     * @throws Trap call stack exhausted, when it is more than 16 MiB together
     */
    public final void hold(int bytes) {
        int sum = held + bytes;
        if (sum > MOST_HELD) {
            throw heldTooMuch();
        }
        held = sum;
    }

    /**
     * What ends a call whose waiting functions would hold more than {@link #MOST_HELD}.
     *
     * @return not thrown yet
     */
    public static Trap heldTooMuch() {
        return new Trap(TrapCode.CALL_STACK_EXHAUSTED, "functions that wait would hold more than " + MOST_HELD + " bytes of values");
    }

    /**
     * Asks the running (or the next) call to end. Callable from any thread; the store then trips the check points of its modules.
     *
     * @param code why, never null; a reason stands until it is taken or a stronger one comes: what is closed asks above all, and a
     *             deadline that has passed can be asked for again, an interrupt cannot
     */
    public void requestStop(TrapCode code) {
        TrapCode standing;
        do {
            standing = stop;
            // the guest may take it just now, and then there is room for any other
        } while ((standing == null || code == TrapCode.HOST_CLOSED || standing == TrapCode.DEADLINE)
                && !STOP.compareAndSet(this, standing, code));
        Thread asleep = sleeper;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }

    /**
     * Tells who is to be woken when a stop is asked for.
     *
     * @param thread the thread that is about to sleep in this store, or who was told before when it has got up
     * @return who was told before, or null
     */
    final Thread sleeps(Thread thread) {
        Thread before = sleeper;
        sleeper = thread;
        return before;
    }

    /**
     * What is looked at before a guest sleeps and whenever it wakes, and between the pieces of what takes long: all that check points look
     * at. Whoever is asked whether to go on may grow memories.
     *
     * @throws Trap with what ends the call
     */
    final void look() {
        checkStop();
        if (epoch != null) {
            lookAtEpoch();
        }
    }

    /**
     * How long a guest may sleep before it looks again. A stop that is asked for wakes it at once in any case; nobody tells it that an
     * epoch has passed.
     *
     * @return nanoseconds, more than 0
     */
    final long lookAfterNanos() {
        return epoch == null ? Long.MAX_VALUE : LOOK_NANOS;
    }

    /**
     * Lets the thread that is inside rest. Epochs are not looked at: whoever is asked whether to go on may grow memories, and this may be
     * amid that. An interrupt of the thread is kept for whoever cares for it afterwards.
     *
     * @param nanos how long
     * @throws Trap with the reason of a stop that was asked for
     */
    protected final void rest(long nanos) {
        long start = System.nanoTime();
        boolean interrupted = false;
        Thread before = sleeps(Thread.currentThread());
        try {
            checkStop();
            for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
                LockSupport.parkNanos(this, left);
                interrupted |= Thread.interrupted();
                checkStop();
            }
        } finally {
            sleeps(before);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Whether a stop has been asked for and not been taken. Thread-safe.
     *
     * @return true while it stands
     */
    public final boolean stopRequested() {
        return stop != null;
    }

    /**
     * Whether a stop has been asked for that stands for this reason. Thread-safe.
     *
     * @param code the reason
     * @return true while it stands
     */
    protected final boolean stopRequested(TrapCode code) {
        return stop == code;
    }

    /**
     * Takes the stop that was asked for: it is delivered once.
     *
     * @return the reason, or null when there is none
     */
    public final TrapCode takeStop() {
        // in one step: another thread may put a stronger one in its place just now
        return stop == null ? null : STOP.getAndSet(this, null);
    }

    /**
     * The slow path of a check point: ends the call when a stop was asked for.
     *
     * @throws Trap with the reason
     */
    public final void checkStop() {
        // it may be taken back by another thread at any moment, also after somebody saw it
        TrapCode code = takeStop();
        if (code != null) {
            TrapCode reason = stopReason(code);
            // first, for what goes on asking is to do so also where there is no memory for words
            stopTaken();
            String detail = stopDetail(reason);
            throw detail == null ? new Trap(reason) : new Trap(reason, detail);
        }
    }

    /**
     * What a stop that is delivered now is told as.
     *
     * @param code the reason that it was asked for with
     * @return the trap's code
     */
    protected TrapCode stopReason(TrapCode code) {
        return code;
    }

    /**
     * What more is known of a stop that is delivered now.
     *
     * @param code its reason
     * @return words for people, or null
     */
    protected String stopDetail(TrapCode code) {
        return null;
    }

    /**
     * Spends fuel.
     *
     * @param units how many, not negative
     * @throws Trap all fuel consumed, or what {@link #outOfFuel} throws
     */
    public final void spend(long units) {
        long left = fuel - units;
        fuel = left;
        if (left < 0) {
            outOfFuel();
        }
    }

    /**
     * Whether there is less fuel than a function has spent since it last told.
     *
     * @param units how many
     * @return true when {@link #spend} would ask for more
     */
    public final boolean exceeds(long units) {
        return fuel < units;
    }

    /**
     * Whether there may be less fuel than a strip of a loop needs. Where a single round is not paid for, asks for more as {@link #spend}
     * does; what is owed stays owed.
     *
     * @param owed  what a function has spent since it last told
     * @param round what a round pays at its head
     * @param strip the most that a strip pays, not less than {@code round}
     * @return true when the next round may run, but perhaps not a whole strip
     * @throws Trap all fuel consumed, or what {@link #outOfFuel} throws
     */
    public final boolean endsWithin(long owed, long round, long strip) {
        if (fuel >= owed + strip) {
            return false;
        }
        if (fuel < owed + round) {
            fuel -= owed + round;
            try {
                outOfFuel();
            } finally {
                fuel += owed;
            }
            // the round pays for itself when it begins
            fuel += round;
        }
        return true;
    }

    /**
     * Writes down what a function has spent that ends by an exception; whoever looks next finds the fuel used up.
     *
     * @param units how many
     */
    public final void settle(long units) {
        fuel -= units;
    }

    /**
     * Spends the fuel that a bulk instruction costs by size, when it is done; nothing where fuel is off. Looks for a stop, too: a function
     * of some thousand of them without a loop takes a minute.
     *
     * @param bytes how many it has moved, not negative
     * @throws Trap with what ends the call
     */
    public final void spendBytes(long bytes) {
        if (metered) {
            spend(bytes >>> BYTES_SHIFT);
        }
        if (bytes >= SEEN_BYTES && stop != null) {
            checkStop();
        }
    }

    /**
     * Spends the fuel that a bulk instruction on elements costs by size, when it is done. Nothing where fuel is off.
     *
     * @param count how many elements, unsigned
     * @param width the bytes of an element; a reference counts as 8
     */
    public final void spendElements(int count, int width) {
        spendBytes(Integer.toUnsignedLong(count) * width);
    }

    /**
     * Called when fuel has fallen below 0; goes on when there is some again.
     *
     * @throws Trap all fuel consumed
     */
    protected void outOfFuel() {
        throw new Trap(TrapCode.OUT_OF_FUEL);
    }

    /**
     * Whether a check point would find that the epoch has reached the deadline.
     *
     * @return true when it is so, and guests look at epochs
     */
    public final boolean pastEpoch() {
        return epoch != null && epoch.getOpaque() >= epochDeadline;
    }

    /**
     * Whether a guest that looked at the epoch now would end, with nobody asked whether it may go on.
     *
     * @return true when {@link #epochReached} would throw
     */
    protected boolean epochEnds() {
        return pastEpoch();
    }

    /**
     * Counts a new object of the collected heap.
     *
     * @param made  the object
     * @param bytes the room that its fields or elements take
     */
    final void adopt(GcObject made, long bytes) {
        made.belongTo(adopt(bytes));
    }

    /**
     * Counts a new object that a guest can keep.
     *
     * @param bytes the room that it takes beside what every object takes
     * @return what the object is to hold on to
     */
    final Object adopt(long bytes) {
        Object token = chunk;
        long left = chunkLeft - bytes - OBJECT_BYTES;
        chunkLeft = left;
        if (left < 0) {
            chunkFull();
        }
        return token;
    }

    /**
     * Looks whether there is room for an array of a guest's, and for a stop.
     *
     * @param bytes the room that its elements take
     * @throws Trap with what ends the call
     */
    final void plan(long bytes) {
        if (bytes > SMALL_ARRAY_BYTES) {
            if (stop != null) {
                checkStop();
            }
            planOfHost(bytes);
        }
    }

    /**
     * Looks whether there is room for an array. No stop is looked for: it is the next guest's. Small arrays are counted when they are
     * there, which costs less.
     *
     * @param bytes the room that its elements take, not negative
     * @throws Trap when the store's budget has no room for it
     */
    public final void planOfHost(long bytes) {
        if (bytes > SMALL_ARRAY_BYTES && chunk != null) {
            requireRoom(bytes);
        }
    }

    /**
     * Called before a large array is made, where somebody counts.
     *
     * @param bytes the room that its elements are to take
     * @throws Trap when the store's budget has no room for it
     */
    protected void requireRoom(long bytes) {
    }

    /**
     * Begins another chunk of the collected heap.
     *
     * @param token what its objects hold on to; null where nobody counts
     * @param bytes how large it is to be
     */
    protected final void beginChunk(Object token, long bytes) {
        chunk = token;
        chunkLeft = bytes;
    }

    /**
     * What the present chunk has room for.
     *
     * @return bytes; negative when it is full
     */
    protected final long chunkLeft() {
        return chunkLeft;
    }

    /**
     * Called when the present chunk is full; begins another one.
     *
     * @throws Trap when the store's budget is used up
     */
    protected void chunkFull() {
    }

    /**
     * A check point's look at the engine's epoch.
     *
     * @return whether somebody was asked whether to go on, who may have grown memories
     */
    public final boolean lookAtEpoch() {
        if (epoch.getOpaque() >= epochDeadline) {
            epochReached();
            return true;
        }
        return false;
    }

    /**
     * A look in each round of a loop that calls something. Unlike {@link #lookAtEpoch} it lets the JIT compiler move everything else past
     * it. Only the epoch's own read stays in the loop: what is written here may be the epoch itself, for all that the JIT compiler knows.
     *
     * @return as for {@link #lookAtEpoch}
     */
    public final boolean watchEpoch() {
        long now = epoch.getPlain();
        seen.setPlain(now);
        if (now >= epochDeadline) {
            epochReached();
            return true;
        }
        return false;
    }

    /**
     * A look that may be taken once for many in a row: for function entries, which are not in a loop that does not look itself.
     *
     * @return as for {@link #lookAtEpoch}
     */
    public final boolean glanceAtEpoch() {
        if (epoch.getPlain() >= epochDeadline) {
            epochReached();
            return true;
        }
        return false;
    }

    /**
     * Called at a check point when the epoch has reached the deadline; goes on when it gives another one.
     *
     * @throws Trap interrupt
     */
    protected void epochReached() {
        throw new Trap(TrapCode.INTERRUPT);
    }

    /**
     * Whether the calling thread is inside this store. Callable from any thread.
     *
     * @return true inside; a store that cannot tell says false, and is then not stopped while it waits for the compiler
     */
    public boolean runsHere() {
        return false;
    }

    /** Called when a stop was delivered, so that the store can reset what it tripped. */
    protected abstract void stopTaken();

    /**
     * Leaves a tail call for the trampoline of the caller.
     *
     * @param call the call, never null
     */
    public final void leave(TailCall call) {
        pending = call;
    }

    /**
     * Takes the tail call that the last body left.
     *
     * @return the call, or null when the body returned in the ordinary way
     */
    public final TailCall takePending() {
        TailCall call = pending;
        pending = null;
        return call;
    }

    /**
     * What interprets instructions in this store now.
     *
     * @return what {@link #interpret} was given last, or null
     */
    public final Object interpreting() {
        return interpreting;
    }

    /**
     * Changes what interprets instructions in this store.
     *
     * @param machine the interpreter's own, or null for nothing
     */
    public final void interpret(Object machine) {
        interpreting = machine;
    }

    /**
     * Asks the limits before a memory is made or grown.
     *
     * @param currentBytes its present size, 0 for a new one
     * @param wantedBytes  the size it is to have
     * @param maximumBytes its declared maximum
     * @return whether it may
     */
    public abstract boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes);

    /**
     * Asks the limits before a shared memory grows by a call in this store. What the growth costs is asked of every store that uses the
     * memory, by {@link #charge}.
     *
     * @param currentBytes its present size
     * @param wantedBytes  the size it is to have
     * @param maximumBytes its declared maximum
     * @return whether it may
     */
    public boolean sharedMemoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
        return true;
    }

    /**
     * Takes a shared memory's size into this store's account, in place of what it had been charged for it before. Callable from any thread.
     *
     * @param memory the memory
     * @param bytes  its size to be; less than before is never refused, 0 ends the account
     * @return whether the account has room; if not, it is as it was
     */
    protected boolean charge(SharedMemory memory, long bytes) {
        return true;
    }

    /**
     * Told that a growth which this store asked for was refused by the account of one that uses the memory too, or by its own.
     *
     * @param refuser     whose account had no room
     * @param wantedBytes the size that the memory was to have
     */
    protected void refusedBy(VmStore refuser, long wantedBytes) {
    }

    /**
     * Asks the limits before a table is made or grown.
     *
     * @param current the present number of elements, 0 for a new one
     * @param wanted  the number it is to have
     * @param maximum its declared maximum
     * @return whether it may
     */
    public abstract boolean tableGrowing(long current, long wanted, OptionalLong maximum);

    /**
     * Told of every memory that is made in this store, so that its representation can be reconsidered at entries.
     *
     * @param memory the new memory
     */
    public abstract void made(LinearMemory memory);

    /**
     * Told of every instance while it is constructed, also of one that is given up afterwards: its functions may live on in tables, and
     * then its code follows the memories' forms like any other's.
     *
     * @param instance the new instance, not filled yet; to be held weakly
     */
    protected void made(Instance instance) {
    }
}
