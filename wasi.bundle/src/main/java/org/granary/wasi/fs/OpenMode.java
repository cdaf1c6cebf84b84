package org.granary.wasi.fs;

/**
 * How a file is opened. Immutable. There is no mode for appending: whoever appends writes at the file's size.
 *
 * @param read     whether it will be read
 * @param write    whether it will be written
 * @param creation what happens when it is there, or is not
 * @param truncate whether it loses its content; needs no {@code write}
 */
public record OpenMode(boolean read, boolean write, Creation creation, boolean truncate) {
    /** What happens when a file is there, or is not. */
    public enum Creation {
        /** It has to be there. */
        NEVER,
        /** It is made when it is not there. */
        IF_ABSENT,
        /** It must not be there. */
        EXCLUSIVE
    }

    /** The same with another creation. */
    OpenMode with(Creation other) {
        return new OpenMode(read, write, other, truncate);
    }

    /** Whether the file system is changed by opening so, or can be afterwards. */
    boolean changes() {
        return write || truncate || creation != Creation.NEVER;
    }
}
