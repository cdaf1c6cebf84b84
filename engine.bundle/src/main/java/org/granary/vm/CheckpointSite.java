package org.granary.vm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.ref.WeakReference;
import org.granary.engine.ArtefactException;

/**
 * The one call site behind all check points of a module. Nothing while no store of the module is to stop; then a look at the instance's
 * store. Thread-safe.
 *
 * <p>Why a call site: the JIT compiles it to nothing, and a change throws the compiled code away at the next safepoint. To compile it anew
 * takes some milliseconds; so where somebody is stopped again within a second, the check points go on looking until a second has passed
 * without.
 */
public final class CheckpointSite {
    private static final MethodType TYPE = MethodType.methodType(void.class, Instance.class);
    private static final MethodHandle NOTHING = MethodHandles.empty(TYPE);

    private static final long CALM_NANOS = 1_000_000_000;

    private final MutableCallSite site = new MutableCallSite(NOTHING);
    private final MutableCallSite[] all = {site};
    /** Held for no longer than the call site takes: whoever rings for all deadlines wants it. */
    private final SpinLock lock = new SpinLock();
    /** Null until somebody is stopped, as are the next two. */
    private Timer timer;
    private Calming alarm;
    private volatile MethodHandle look;
    private int tripped;
    private boolean looking;
    private boolean often;
    private boolean calming;
    private long last = System.nanoTime() - CALM_NANOS;

    /** A site at which nothing is done yet. */
    public CheckpointSite() {
    }

    /** What rings when a time has passed: an engine's {@link Alarms}, but in tests. */
    interface Timer {
        /** As {@link Alarms#set}. */
        void set(Alarm alarm, long nanos);
    }

    /**
     * A class, since few modules are ever stopped, and what the JDK loads for it takes longer than a small module. Nothing of it is static:
     * where the stack or the memory ends while it is made, the next who stops makes another one.
     */
    private static final class Stopping {
        final MethodHandle look = look();

        private static MethodHandle look() {
            try {
                return MethodHandles.lookup().findStatic(CheckpointSite.class, "look", TYPE);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Weakly: a module that is dropped goes at once. */
    private static final class Calming extends Alarm {
        private final WeakReference<CheckpointSite> site;

        Calming(CheckpointSite site) {
            this.site = new WeakReference<>(site);
        }

        @Override
        protected void ring() {
            CheckpointSite left = site.get();
            if (left != null) {
                left.calm(System.nanoTime());
            }
        }
    }

    /** The slow path. Only a stranger's code comes without an instance. */
    static void look(Instance instance) {
        if (instance == null) {
            throw new ArtefactException(ArtefactException.Reason.FORBIDDEN, "its code gives a check point no instance");
        }
        if (instance.store.stopRequested()) {
            instance.store.checkStop();
        }
    }

    /**
     * The site for the generated {@code invokedynamic} instructions.
     *
     * @return one object
     */
    MutableCallSite site() {
        return site;
    }

    /**
     * Makes what {@link #trip} needs, so that a trip that follows fails of nothing but want of memory.
     *
     * @param alarms the engine's
     * @throws StackOverflowError when the stack has no room for both
     */
    public void ready(Alarms alarms) {
        ready((Timer) alarms);
    }

    private void ready(Timer alarms) {
        StackRoom.needForClass();
        if (look == null) {
            Stopping made = new Stopping();
            Calming later = new Calming(this);
            lock.lock();
            if (look == null) {
                timer = alarms;
                alarm = later;
                look = made.look;
            }
            lock.unlock();
        }
    }

    /**
     * Makes all check points look, until {@link #reset} has been called as often. Where it throws it has not been called.
     *
     * @param alarms the engine's, by which they look no more a while later where stops come often
     * @throws StackOverflowError when the stack has no room for it
     */
    public void trip(Alarms alarms) {
        trip((Timer) alarms);
    }

    void trip(Timer alarms) {
        if (look == null) {
            // here, as the guest that takes the stop may be at the end of its stack
            ready(alarms);
        } else {
            StackRoom.need();
        }
        lock.lock();
        try {
            looking(true);
            long now = System.nanoTime();
            often = now - last < CALM_NANOS;
            last = now;
            tripped++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes one {@link #trip} back. Where it throws it has not been called.
     *
     * @throws StackOverflowError when the stack has no room for it
     */
    public void reset() {
        // else the lock, or that the timer is asked, could stay as it is between two steps
        StackRoom.need();
        boolean later;
        lock.lock();
        try {
            later = tripped == 1 && often && !calming;
            calming |= later;
        } finally {
            lock.unlock();
        }
        if (later) {
            calmLater();
        }
        lock.lock();
        try {
            if (tripped == 1 && !(often && calming)) {
                looking(false);
            }
            tripped--;
        } finally {
            lock.unlock();
        }
    }

    /** Without the lock, since the timer may begin a thread. */
    private void calmLater() {
        boolean begun = false;
        try {
            timer.set(alarm, CALM_NANOS);
            begun = true;
        } catch (OutOfMemoryError e) {
            // the timer's thread is not to be had now: rather compiled anew at once than looking for ever
        } finally {
            if (!begun) {
                calmAtOnce();
            }
        }
    }

    private void calmAtOnce() {
        lock.lock();
        try {
            calming = false;
            if (tripped == 0) {
                looking(false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the looking if nobody was stopped for a while. */
    void calm(long now) {
        boolean later;
        lock.lock();
        try {
            later = tripped == 0 && looking && now - last < CALM_NANOS;
            calming = later;
            if (tripped == 0 && !later) {
                looking(false);
            }
        } finally {
            lock.unlock();
        }
        if (later) {
            calmLater();
        }
    }

    /** Whether check points look now. */
    boolean looks() {
        lock.lock();
        try {
            return looking;
        } finally {
            lock.unlock();
        }
    }

    private void looking(boolean on) {
        if (looking != on) {
            // where what follows fails, the next who stops sets it anew
            looking = false;
            site.setTarget(on ? look : NOTHING);
            MutableCallSite.syncAll(all);
            looking = on;
        }
    }
}
