package org.granary.wasi.fs;

import org.granary.wasi.stream.Stop;

/**
 * How long what takes long may go on; a directory hands its own to what is opened from it. Asked between two entries of a list and two
 * blocks of a copy. Thread-safe.
 *
 * @param stop who is asked
 */
record Patience(Stop stop) {
    /** For what nobody has set a stop to. */
    static final Patience ENDLESS = new Patience(() -> false);

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
