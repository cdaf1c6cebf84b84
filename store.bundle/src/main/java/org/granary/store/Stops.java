package org.granary.store;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.granary.engine.TrapCode;
import org.granary.vm.Alarm;
import org.granary.vm.Alarms;
import org.granary.vm.CheckpointSite;
import org.granary.vm.Instantiable;
import org.granary.vm.StackRoom;

/**
 * Interrupts, deadlines and closing: what ends a running call from outside. Thread-safe; a stop is requested and taken back under this
 * object's lock, and taken by the guest without it. Amid it nobody waits: the thread that rings for all deadlines takes it, too, and a
 * virtual thread that waits may get no carrier before a deadline has passed.
 *
 * <p>Check points are made to look only while a call runs: an idle store delivers at its next entry, which looks for itself.
 *
 * <p>What a deadline needs when it passes has been made before its call began: the guest may have taken all memory by then.
 */
final class Stops {
    /** Within this time a host function ends that ends with its call's deadline. */
    private static final long AT_ONCE_MILLIS = 100;
    /** So long a store that nobody uses may be held for its clock. */
    private static final long MOMENT_NANOS = 50_000_000;
    private final StoreCore<?> core;
    private final ArrayList<WeakReference<Instantiable>> modules = new ArrayList<>();
    /** What is to be reset: all trips that came about, also of a look that failed and of a relaxation that did. */
    private final ArrayList<CheckpointSite> tripped = new ArrayList<>();
    /** That all of them have been tripped. Written under the lock; read by {@link Entry} without it. */
    private volatile boolean looking;
    /** Whether all is there that it takes to make the modules' check points look. */
    private boolean prepared;
    /** Null until a call has a deadline. */
    private Clock clock;
    private Deadline innermost;
    /** Whether a deadline has passed that the guest has not been told of yet. */
    private boolean untold;
    /** What ran past the deadline, or null. */
    private HostCall<?> late;
    /** When the deadline passed. */
    private long passed;
    private int purgeAt = 16;

    Stops(StoreCore<?> core) {
        this.core = core;
    }

    /** A module whose code can run in this store from now on. */
    synchronized void join(Instantiable module) {
        for (WeakReference<Instantiable> known : modules) {
            if (known.refersTo(module)) {
                return;
            }
        }
        if (modules.size() >= purgeAt) {
            modules.removeIf(known -> known.refersTo(null));
            purgeAt = Math.max(16, modules.size() * 2);
        }
        WeakReference<Instantiable> joined = new WeakReference<>(module);
        modules.ensureCapacity(modules.size() + 1);
        CheckpointSite site = module.checkpoints();
        if (site != null) {
            // first, for it may fail: who tries again must not be known already
            if (innermost == null) {
                prepared = false;
            } else {
                prepare(site);
            }
            if (looking) {
                trip(site);
            }
        }
        modules.add(joined);
    }

    /** The modules whose code can run in this store. */
    synchronized List<Instantiable> modules() {
        List<Instantiable> live = new ArrayList<>();
        for (WeakReference<Instantiable> known : modules) {
            Instantiable module = known.get();
            if (module != null) {
                live.add(module);
            }
        }
        return live;
    }

    /** Asks the running call, or else the next one, to end. */
    synchronized void request(TrapCode code) {
        if (core.isClosed() && code != TrapCode.HOST_CLOSED) {
            return;
        }
        core.requestStop(code);
        if (core.entry.busy()) {
            look();
            // the call may have left before it could see that there was something to take back
            idle();
        }
    }

    /** Whether check points look for this store. */
    boolean looking() {
        return looking;
    }

    /**
     * The last call has left. A stop that came too late for it stands for the next entry, which looks for itself; other stores of the
     * modules need not pay for it.
     */
    synchronized void idle() {
        if (looking && !core.entry.busy() && StackRoom.enough()) {
            relax();
        }
    }

    /** Takes back what was asked for and not delivered. */
    synchronized void withdraw(TrapCode code) {
        TrapCode standing = core.takeStop();
        if (standing != null && standing != code) {
            core.requestStop(standing);
            return;
        }
        // what it stood before asks now
        taken();
    }

    private void look() {
        if (!looking) {
            try {
                for (int i = 0; i < modules.size(); i++) {
                    CheckpointSite site = site(i);
                    if (site != null) {
                        trip(site);
                    }
                }
                looking = true;
            } finally {
                if (!looking) {
                    // for want of stack or memory: whoever asks again begins anew
                    relax();
                }
            }
        }
    }

    private CheckpointSite site(int number) {
        Instantiable module = modules.get(number).get();
        return module == null ? null : module.checkpoints();
    }

    private void trip(CheckpointSite site) {
        tripped.ensureCapacity(tripped.size() + 1);
        site.trip(core.engine().alarms());
        tripped.add(site);
    }

    /**
     * Makes all that a request needs while a call runs, so that who is at the end of the stack fails before anything has changed.
     *
     * @throws StackOverflowError when the stack has no room
     */
    synchronized void ready() {
        if (core.entry.busy()) {
            StackRoom.needForClass();
            prepare();
        }
    }

    /** From now on a request takes no memory, as long as the call runs that is running. */
    private void prepare() {
        if (!prepared) {
            // links it
            core.entry.busy();
            for (int i = 0; i < modules.size(); i++) {
                CheckpointSite site = site(i);
                if (site != null) {
                    prepare(site);
                }
            }
            prepared = true;
        }
    }

    private void prepare(CheckpointSite site) {
        site.ready(core.engine().alarms());
        tripped.ensureCapacity(modules.size() + 1);
    }

    /** Which host function was running when the deadline passed, and how much later it came back if it did not do so at once; or null. */
    synchronized String late() {
        long millis = (System.nanoTime() - passed) / 1_000_000;
        return late == null ? null : late + " was running when the time had passed"
                + (millis < AT_ONCE_MILLIS ? "" : ", and came back " + millis + " ms later");
    }

    /**
     * The guest took the stop. A store that is closed and a deadline that has passed go on asking: the host may have swallowed the trap and
     * called again.
     */
    synchronized void taken() {
        if (core.isClosed()) {
            core.requestStop(TrapCode.HOST_CLOSED);
        } else if (expired(innermost)) {
            core.requestStop(TrapCode.DEADLINE);
        } else {
            rest();
        }
    }

    private void rest() {
        // where the stack ends it is left for the end of the call
        if (looking && !core.stopRequested() && StackRoom.enough()) {
            relax();
        }
    }

    private void relax() {
        looking = false;
        for (int i = tripped.size() - 1; i >= 0; i--) {
            tripped.get(i).reset();
            tripped.remove(i);
        }
    }

    /** Undoes everything when the store is let go. */
    synchronized void release() {
        core.takeStop();
        relax();
        modules.clear();
        innermost = null;
        late = null;
        if (clock != null) {
            clock.stop();
        }
    }

    private static boolean expired(Deadline from) {
        return firstExpired(from) != null;
    }

    private static Deadline firstExpired(Deadline from) {
        Deadline at = from;
        while (at != null && !at.expired) {
            at = at.outer;
        }
        return at;
    }

    /** Whether a deadline has passed of a call that runs. */
    synchronized boolean passed() {
        return expired(innermost);
    }

    /** What a deadline that has passed is to its call: the end of its time, or of anybody's wish for its result. */
    synchronized TrapCode reason() {
        Deadline passed = firstExpired(innermost);
        return passed != null && passed.cancelled ? TrapCode.INTERRUPT : TrapCode.DEADLINE;
    }

    /**
     * Starts the clock of a call that has just entered the store.
     *
     * @param limit how long it may take; zero and less has passed already
     * @param since when it was asked for, by {@link System#nanoTime}: a memory that is trimmed at the entry takes its time, too
     * @return to be ended by the same thread before it leaves the store
     */
    synchronized Deadline start(Duration limit, long since) {
        long nanos = nanos(limit);
        if (nanos > 0 && nanos < Long.MAX_VALUE) {
            nanos -= System.nanoTime() - since;
        }
        Deadline deadline = new Deadline(innermost);
        if (nanos <= 0) {
            deadline.expired = true;
            core.requestStop(TrapCode.DEADLINE);
        } else if (nanos < Long.MAX_VALUE) {
            prepare();
            if (clock == null) {
                clock = new Clock(core.engine().alarms());
            }
            clock.time(deadline, nanos);
        }
        // last, for what comes before may fail
        innermost = deadline;
        return deadline;
    }

    /**
     * A deadline without a clock, which passes when {@link #cancel} says so.
     *
     * @return to be ended by the same thread before it leaves the store
     */
    synchronized Deadline open() {
        prepare();
        Deadline deadline = new Deadline(innermost);
        innermost = deadline;
        return deadline;
    }

    private static long nanos(Duration limit) {
        try {
            return limit.toNanos();
        } catch (ArithmeticException e) {
            return limit.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    /** Lets the deadlines pass whose time has come. */
    private synchronized void tick() {
        clock.ticks();
        long now = System.nanoTime();
        Deadline next = null;
        for (Deadline at = innermost; at != null; at = at.outer) {
            if (at.timed && !at.expired) {
                if (at.due - now <= 0) {
                    at.expired = true;
                    passed = now;
                    late = core.hosting ? core.running : null;
                    untold = true;
                } else if (next == null || at.due - next.due < 0) {
                    next = at;
                }
            }
        }
        if (next != null) {
            clock.set(next.due, now);
        }
        if (untold && expired(innermost)) {
            request(TrapCode.DEADLINE);
        }
        untold = false;
    }

    /** Lets a deadline pass because nobody waits for its call any more, unless the call has ended. From any thread. */
    synchronized void cancel(Deadline deadline) {
        if (!deadline.ended) {
            deadline.expired = true;
            deadline.cancelled = true;
            // one among deadlines: whoever takes it is told the reason, and it goes when its call ends, unlike an interrupt of the host's
            request(TrapCode.DEADLINE);
        }
    }

    private synchronized void end(Deadline deadline) {
        deadline.ended = true;
        late = null;
        innermost = deadline.outer;
        if (innermost == null && clock != null) {
            clock.rest();
        }
        TrapCode standing = core.takeStop();
        if (standing != null && (standing != TrapCode.DEADLINE || expired(innermost))) {
            core.requestStop(standing);
        }
        rest();
    }

    /**
     * What rings for the deadlines of a store. To set an alarm and to take it back for each call would cost more than most calls do. So it
     * is set to a moment later, and stays when the call ends; where a call is there when it rings, it is set to the end of that one's
     * time. Used under the lock of its {@link Stops}.
     */
    private final class Clock extends Alarm {
        private final Alarms alarms;
        private boolean set;
        private long at;
        /** Whether it is set to a time that may be long after the call. */
        private boolean far;

        Clock(Alarms alarms) {
            this.alarms = alarms;
        }

        void time(Deadline deadline, long nanos) {
            long now = System.nanoTime();
            deadline.due = now + Math.min(nanos, Alarms.LONGEST_NANOS);
            deadline.timed = true;
            if (!set || at - deadline.due > 0) {
                set(nanos < MOMENT_NANOS ? deadline.due : now + MOMENT_NANOS, now);
            }
        }

        void set(long due, long now) {
            alarms.set(this, due - now);
            at = due;
            set = true;
            far = due - now > MOMENT_NANOS;
        }

        /** It rings. */
        void ticks() {
            set = false;
            far = false;
        }

        /** No call has a deadline now. */
        void rest() {
            // where the stack ends it is left for the end of the next call
            if (far && StackRoom.enough()) {
                stop();
            }
        }

        void stop() {
            alarms.cancel(this);
            ticks();
        }

        @Override
        protected void ring() {
            tick();
        }
    }

    /** The time of one call. */
    final class Deadline {
        private final Deadline outer;
        /** Whether it passes by itself, and when. */
        private boolean timed;
        private long due;
        private boolean expired;
        private boolean cancelled;
        private boolean ended;

        private Deadline(Deadline outer) {
            this.outer = outer;
        }

        /** The call has ended; a deadline that has passed meanwhile no longer asks for anything. */
        void end() {
            Stops.this.end(this);
        }
    }
}
