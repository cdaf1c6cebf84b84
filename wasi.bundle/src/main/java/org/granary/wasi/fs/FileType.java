package org.granary.wasi.fs;

/** What kind of thing a name stands for. */
public enum FileType {
    /** A device, pipe or socket of the host. Guests see it and cannot open it. */
    OTHER,
    /** A directory. */
    DIRECTORY,
    /** A file of bytes. */
    REGULAR_FILE,
    /** A symbolic link. */
    SYMBOLIC_LINK
}
