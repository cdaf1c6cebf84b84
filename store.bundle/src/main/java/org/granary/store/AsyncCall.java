package org.granary.store;

import java.util.concurrent.CompletableFuture;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/** A call that runs on a thread of the engine's. Cancelling it ends the guest at its next check point or yield. */
final class AsyncCall extends CompletableFuture<Object[]> {
    private final Func function;
    private final Object[] arguments;
    private final Stops stops;
    private Stops.Deadline stop;

    AsyncCall(Func function, Object[] converted) {
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
            completeExceptionally(e);
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
            function.core.engine().callThreads().yieldTurn();
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

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
