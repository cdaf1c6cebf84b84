package org.granary.store;

import java.util.concurrent.TimeUnit;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/** A call that runs on a thread of the engine's. Cancelling it ends the guest at its next check point or yield. */
final class AsyncCall extends AsyncStage<Object[]> {
    /** How long a call that yields may take turns with its neighbours only. */
    private static final long NEIGHBOURS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Func function;
    private final Object[] arguments;
    private final Stops stops;
    private Stops.Deadline stop;
    /** When all others went first; of the call's own thread. */
    private long othersFirst = System.nanoTime();

    AsyncCall(Func function, Object[] converted) {
        super(function.core.engine().callThreads());
        this.function = function;
        this.arguments = converted;
        this.stops = function.core.stops;
    }

    void start() {
        function.core.engine().callThreads().start(this::run);
    }

    private void run() {
        if (isDone()) {
            return;
        }
        try {
            complete(function.run(this, arguments));
        } catch (Throwable e) {
            if (!completeExceptionally(e) && e instanceof VirtualMachineError end) {
                // nobody waits for the call any more, but the JVM is at its end
                throw end;
            }
        }
    }

    /** The call has begun; from now on it can be ended by this. */
    synchronized void stoppable(Stops.Deadline deadline) {
        stop = deadline;
        if (isCancelled()) {
            stops.cancel(deadline);
        }
    }

    /** Ends the guest when nobody waits for it any more. */
    void yieldTurn() {
        if (!isCancelled()) {
            long now = System.nanoTime();
            boolean whoever = now - othersFirst >= NEIGHBOURS_NANOS;
            if (whoever) {
                othersFirst = now;
            }
            function.core.engine().callThreads().yieldTurn(whoever);
        }
        if (isCancelled()) {
            throw new Trap(TrapCode.INTERRUPT);
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        if (cancelled) {
            synchronized (this) {
                if (stop != null) {
                    stops.cancel(stop);
                }
            }
        }
        return cancelled;
    }
}
