package org.granary.dwarf;

import java.util.concurrent.atomic.AtomicLong;

/** How much of a guest's debug sections is still read: a guest may trap as often as it likes. Thread-safe. */
final class Work {
    private final AtomicLong left;

    Work(long most) {
        left = new AtomicLong(most);
    }

    /** Takes some steps, each a byte or an attribute; what has no room left is broken off. */
    void take(long steps) {
        if (left.addAndGet(-steps) < 0) {
            throw new DebugReader.BrokenException();
        }
    }

    boolean over() {
        return left.get() <= 0;
    }
}
