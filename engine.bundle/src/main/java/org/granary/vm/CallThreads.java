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
     * A call is not wanted any more: where it waits for a thread it gives up its place.
     *
     * @param call the object that {@link #start} was given; one that runs is not touched
     */
    void forget(Runnable call);

    /**
     * Lets other calls go first; called by one that {@link #start} runs.
     *
     * @param whoever true to let every call go first that waits, whichever queue it waits in; takes some microseconds
     */
    void yieldTurn(boolean whoever);

    /**
     * The calling thread is about to wait for a call that {@link #start} was given: where it is one of these threads, or of another
     * engine's, and there are so many and no more, another one of its engine's may run meanwhile.
     *
     * @return whether {@link #resumes} is to be called when the waiting is over, by the same thread
     * @throws java.util.concurrent.RejectedExecutionException when as many calls wait for others as may
     */
    boolean pauses();

    /** Ends what {@link #pauses} began. */
    void resumes();
}
