package org.granary.wasi.fs;

import org.granary.wasi.stream.Stop;

/**
 * How long what takes long may go on; one for all directories below one that was given. Asked between two entries of a list and two blocks
 * of a copy. Thread-safe.
 */
final class Patience {
    private volatile Stop stop = () -> false;

    /** Who is asked from now on. */
    void endedBy(Stop asked) {
        stop = asked;
    }

    /**
     * Whether it may go on.
     *
     * @param what what would, in the guest's words
     * @throws FsException when it has to end, {@link Fault#INTERRUPTED}
     */
    void require(String what) throws FsException {
        if (stop.requested()) {
            throw new FsException(Fault.INTERRUPTED, what);
        }
    }
}
