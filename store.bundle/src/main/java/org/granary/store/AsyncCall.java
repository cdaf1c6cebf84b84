package org.granary.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/**
 * A call that runs on a thread of the engine's. Once it is done in another way than by its guest's end, by a cancellation or a timeout,
 * nobody waits for the guest, which ends at its next check point or yield.
 */
final class AsyncCall extends AsyncStage<Object[]> {
    /** How long a call that yields may take turns with its neighbours only. */
    private static final long NEIGHBOURS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Func function;
    private final Object[] arguments;
    private final Stops stops;
    /** What a thread of the engine's runs. */
    private final Runnable body = this::run;
    /** Set once it runs. No lock: who ends it may be the JDK's timer, which would wait with all others' times for a virtual thread. */
    private volatile Stops.Deadline stop;
    /** When all others went first; of the call's own thread. */
    private long othersFirst = System.nanoTime();

    private AsyncCall(Func function, Object[] converted) {
        super(function.core.engine().callThreads());
        this.function = function;
        this.arguments = converted;
        this.stops = function.core.stops;
    }

    /**
     * Begins one.
     *
     * @return it, by its type for hosts: where {@link Func} knew that an {@code AsyncCall} is one of these, the JVM would load all that
     *         asynchronous calls need to verify whoever never makes any
     */
    static CompletableFuture<Object[]> begin(Func function, Object[] converted) {
        AsyncCall call = new AsyncCall(function, converted);
        function.core.engine().callThreads().start(call.body);
        return call;
    }

    private void run() {
        if (isDone()) {
            return;
        }
        try {
            super.complete(function.run(this, arguments));
        } catch (Throwable e) {
            if (!super.completeExceptionally(e) && e instanceof VirtualMachineError end) {
                // nobody waits for the call any more, but the JVM is at its end
                throw end;
            }
        }
    }

    /** The call has begun; from now on it can be ended by this. */
    void stoppable(Stops.Deadline deadline) {
        stop = deadline;
        // who has ended it before has seen no stop, or cancels as well
        if (isDone()) {
            stops.cancel(deadline);
        }
    }

    /** Ends the guest when nobody waits for it any more. */
    void yieldTurn() {
        if (!isDone()) {
            long now = System.nanoTime();
            boolean whoever = now - othersFirst >= NEIGHBOURS_NANOS;
            if (whoever) {
                othersFirst = now;
            }
            function.core.engine().callThreads().yieldTurn(whoever);
        }
        if (isDone()) {
            throw new Trap(TrapCode.INTERRUPT);
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        return end(super.cancel(mayInterrupt));
    }

    @Override
    public boolean complete(Object[] results) {
        return end(super.complete(results));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return end(super.completeExceptionally(failure));
    }

    @Override
    public CompletableFuture<Object[]> completeAsync(Supplier<? extends Object[]> results, Executor executor) {
        // the JDK completes it by means of its own
        whenComplete((done, failure) -> end(true));
        return super.completeAsync(results, executor);
    }

    @Override
    public void obtrudeValue(Object[] results) {
        super.obtrudeValue(results);
        end(true);
    }

    @Override
    public void obtrudeException(Throwable failure) {
        super.obtrudeException(failure);
        end(true);
    }

    private boolean end(boolean done) {
        if (done) {
            Stops.Deadline running = stop;
            if (running != null) {
                stops.cancel(running);
            } else {
                function.core.engine().callThreads().forget(body);
            }
        }
        return done;
    }
}
