package org.granary.vm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

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
    /** Null until somebody is stopped. */
    private Executor timer;
    private int tripped;
    private boolean looking;
    private boolean often;
    private boolean calming;
    private long last = System.nanoTime() - CALM_NANOS;

    /** A site at which nothing is done yet. */
    public CheckpointSite() {
        this(null);
    }

    /** As {@link #CheckpointSite()}, with another timer: what it is given is done after a second. */
    CheckpointSite(Executor timer) {
        this.timer = timer;
    }

    /** A class, since few modules are ever stopped, and what the JDK loads for it takes longer than a small module. */
    static final class Stopping {
        /** Works on its own thread: another one may not be to be had when the time has come, and nobody would be told. */
        static final Executor AFTER_CALM = CompletableFuture.delayedExecutor(CALM_NANOS, TimeUnit.NANOSECONDS, Runnable::run);
        static final MethodHandle LOOK = look();

        private Stopping() {
        }

        private static MethodHandle look() {
            try {
                return MethodHandles.lookup().findStatic(CheckpointSite.class, "look", TYPE);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    /** The slow path. */
    static void look(Instance instance) {
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

    /** Makes all check points look, until {@link #reset} has been called as often. */
    public synchronized void trip() {
        if (timer == null) {
            // here, as the guest that takes the stop may be at the end of its stack
            StackRoom.needForClass();
            timer = Stopping.AFTER_CALM;
        }
        long now = System.nanoTime();
        often = now - last < CALM_NANOS;
        last = now;
        tripped++;
        looking(true);
    }

    /** Takes one {@link #trip} back. */
    public synchronized void reset() {
        if (--tripped == 0) {
            if (often) {
                calmLater();
            } else {
                looking(false);
            }
        }
    }

    private void calmLater() {
        if (!calming) {
            calming = true;
            // weakly: a module that is dropped goes at once
            WeakReference<CheckpointSite> later = new WeakReference<>(this);
            try {
                timer.execute(() -> {
                    CheckpointSite left = later.get();
                    if (left != null) {
                        left.calm(System.nanoTime());
                    }
                });
            } catch (OutOfMemoryError e) {
                // the timer's thread is not to be had now: rather compiled anew at once than looking for ever
                calming = false;
                looking(false);
            }
        }
    }

    /** Ends the looking if nobody was stopped for a while. */
    synchronized void calm(long now) {
        calming = false;
        if (tripped == 0 && looking) {
            if (now - last < CALM_NANOS) {
                calmLater();
            } else {
                looking(false);
            }
        }
    }

    /** Whether check points look now. */
    synchronized boolean looks() {
        return looking;
    }

    private void looking(boolean on) {
        if (looking != on) {
            looking = on;
            change(on ? Stopping.LOOK : NOTHING);
        }
    }

    private void change(MethodHandle target) {
        site.setTarget(target);
        MutableCallSite.syncAll(new MutableCallSite[] {site});
    }
}
