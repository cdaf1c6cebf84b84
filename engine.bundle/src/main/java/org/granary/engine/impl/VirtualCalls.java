package org.granary.engine.impl;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.granary.vm.CallThreads;

/** Asynchronous calls on virtual threads, one each: a call that yields frees its carrier. They have come to the JDK after our baseline. */
final class VirtualCalls implements CallThreads {
    private final MethodHandle starter;

    private VirtualCalls(MethodHandle starter) {
        this.starter = starter;
    }

    /** Empty where the JDK has none. */
    static Optional<CallThreads> find() {
        try {
            MethodType type = MethodType.methodType(Thread.class, Runnable.class);
            return Optional.of(new VirtualCalls(MethodHandles.publicLookup().findStatic(Thread.class, "startVirtualThread", type)));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    @Override
    public void start(Runnable call) {
        try {
            Thread started = (Thread) starter.invokeExact(call);
            started.setName("granary asynchronous call");
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void forget(Runnable call) {
        // none waits for a thread
    }

    @Override
    public boolean pauses() {
        // the thread may be one of another engine's
        return CallPool.pausesHere(null);
    }

    @Override
    public void resumes() {
        CallPool.resumesHere();
    }

    @Override
    public void yieldTurn(boolean whoever) {
        if (whoever) {
            // two threads that only yield are each taken up again by the carrier that put them down, and a third waits for ever
            LockSupport.parkNanos(1);
        } else {
            Thread.yield();
        }
    }
}
