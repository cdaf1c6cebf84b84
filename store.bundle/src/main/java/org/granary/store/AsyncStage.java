package org.granary.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.granary.vm.CallThreads;

/**
 * What comes of a call that runs on a thread of the engine's. A thread of an engine's that waits for it lets another one run meanwhile,
 * which the call may need. What it cannot see is waiting by other means: of several futures together, or of a latch.
 *
 * @param <R> the result
 */
class AsyncStage<R> extends CompletableFuture<R> {
    private final CallThreads threads;

    /**
     * Not complete yet.
     *
     * @param threads those of the engine
     */
    AsyncStage(CallThreads threads) {
        this.threads = threads;
    }

    @Override
    public R join() {
        boolean paused = pauses();
        try {
            return super.join();
        } finally {
            resume(paused);
        }
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        boolean paused = pauses();
        try {
            return super.get();
        } finally {
            resume(paused);
        }
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        boolean paused = pauses();
        try {
            return super.get(timeout, unit);
        } finally {
            resume(paused);
        }
    }

    private boolean pauses() {
        return !isDone() && threads.pauses();
    }

    private void resume(boolean paused) {
        if (paused) {
            threads.resumes();
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new AsyncStage<>(threads);
    }
}
