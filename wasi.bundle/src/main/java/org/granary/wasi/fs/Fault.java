package org.granary.wasi.fs;

/** Why an operation on files failed. */
public enum Fault {
    /** The host's own permissions refuse. */
    ACCESS,
    /** In use: the directory itself cannot be moved or removed by a path that ends at it. */
    BUSY,
    /** Source and target lie on different file systems. */
    CROSS_DEVICE,
    /** There is something of that name. */
    EXISTS,
    /** The file would be larger than the file system takes. */
    FILE_TOO_LARGE,
    /** A name that the file system cannot hold, of characters for instance that its encoding lacks. */
    ILLEGAL_NAME,
    /** Whoever waits for it has to end: see {@link Directory#endedBy}. Nothing has changed. */
    INTERRUPTED,
    /** An argument that makes no sense. */
    INVALID,
    /** Anything else that went wrong in the host. */
    IO,
    /** A directory where something else is needed. */
    IS_DIRECTORY,
    /** A link where none is followed, or too many of them. */
    LOOP,
    /** A name or path that is too long. */
    NAME_TOO_LONG,
    /** Something else where a directory is needed. */
    NOT_DIRECTORY,
    /** The directory has entries. */
    NOT_EMPTY,
    /** There is nothing of that name. */
    NOT_FOUND,
    /** The path leads out of what the guest was given, or the operation is not for guests. */
    NOT_PERMITTED,
    /** The file system cannot do that. */
    NOT_SUPPORTED,
    /** The disk is full, or the quota is spent. */
    NO_SPACE,
    /** Given for reading only. */
    READ_ONLY,
    /** More than the host keeps in its memory for a guest. */
    TOO_MUCH
}
