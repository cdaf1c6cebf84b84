package org.granary.vm;

/** The threads that an engine runs asynchronous calls on. Thread-safe. */
public interface CallThreads {
    /**
     * Starts a call, or lets it wait for a thread.
     *
     * @param call what runs; throws nothing
     * @throws java.util.concurrent.RejectedExecutionException when as many calls wait as may
     */
    void start(Runnable call);

    /**
     * Lets other calls go first; called by one that {@link #start} runs.
     *
     * @param whoever true to let every call go first that waits, whichever queue it waits in; takes some microseconds
     */
    void yieldTurn(boolean whoever);
}
