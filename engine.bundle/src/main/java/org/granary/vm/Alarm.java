package org.granary.vm;

/**
 * What is to be done at a time, by the thread of an {@link Alarms}. It is its own place in that one's order, so that nothing is made when
 * its time has come. One belongs to one {@link Alarms}.
 */
public abstract class Alarm {
    /** When it is due, by {@link System#nanoTime}; written under the lock of its {@link Alarms}, as is the place. */
    long due;
    /** Where it stands in the order; negative where it does not. */
    int place = -1;

    /** Not set yet. */
    protected Alarm() {
    }

    /**
     * Its time has come. Called without a lock, on the thread that calls all others, so it must not wait; it may set itself again. To be
     * called where the JVM has no memory left it makes nothing, and what it needs has been made and looked up before it was set.
     *
     * @throws OutOfMemoryError when it is to be called again a moment later
     */
    protected abstract void ring();
}
