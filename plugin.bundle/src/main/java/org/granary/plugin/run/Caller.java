package org.granary.plugin.run;

/** The thread that has the turn, and whether somebody asked for the end of its call. Thread-safe. */
final class Caller {
    private Thread thread;
    private int depth;
    private boolean asked;

    /** The present thread, which has the turn, begins a call, perhaps within another one of its own. */
    synchronized void enter() {
        thread = Thread.currentThread();
        depth++;
    }

    /** It ends that call; whether an interrupt was asked for that may still be on its way when the outermost one ends. */
    synchronized boolean leave() {
        if (--depth > 0) {
            return false;
        }
        boolean late = asked;
        thread = null;
        asked = false;
        return late;
    }

    /**
     * Asks for the end of a thread's call, so that it cannot meet the call of another.
     *
     * @param whose the thread
     * @param how   asks the guest
     * @return whether that thread has a call here
     */
    synchronized boolean interrupt(Thread whose, Runnable how) {
        if (thread != whose) {
            return false;
        }
        asked = true;
        how.run();
        return true;
    }
}
