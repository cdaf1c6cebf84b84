package org.granary.wasi.fs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Map;
import java.util.Objects;

/** A failed operation on files. Has no stack trace of its own: failing is everyday business of guests. */
public final class FsException extends IOException {
    private static final long serialVersionUID = 1;
    /** What the C library says, where Java has no class for it. A hint only: the callers that must be right look themselves. */
    private static final Map<String, Fault> REASONS = Map.ofEntries(
            Map.entry("Is a directory", Fault.IS_DIRECTORY),
            Map.entry("Not a directory", Fault.NOT_DIRECTORY),
            Map.entry("Directory not empty", Fault.NOT_EMPTY),
            Map.entry("Too many levels", Fault.LOOP),
            Map.entry("File name too long", Fault.NAME_TOO_LONG),
            Map.entry("Read-only file system", Fault.READ_ONLY),
            Map.entry("Operation not permitted", Fault.NOT_PERMITTED),
            Map.entry("Invalid argument", Fault.INVALID),
            Map.entry("Invalid cross-device link", Fault.CROSS_DEVICE),
            Map.entry("No space left", Fault.NO_SPACE),
            Map.entry("quota exceeded", Fault.NO_SPACE),
            Map.entry("File too large", Fault.FILE_TOO_LARGE),
            Map.entry("busy", Fault.BUSY));

    private final Fault fault;

    /**
     * A failure.
     *
     * @param fault why, never null
     * @param what  what was tried, in the guest's words; never null
     */
    public FsException(Fault fault, String what) {
        super(what + ": " + fault);
        this.fault = Objects.requireNonNull(fault, "fault");
    }

    private FsException(Fault fault, String what, Throwable cause) {
        super(what + ": " + fault, cause);
        this.fault = fault;
    }

    /**
     * Why it failed.
     *
     * @return never null
     */
    public Fault fault() {
        return fault;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** Something that the host's file system does. */
    @FunctionalInterface
    interface Step<R> {
        R run() throws IOException;
    }

    /** Runs a step, and tells its failure as one of ours. */
    static <R> R told(String what, Step<R> step) throws FsException {
        try {
            return step.run();
        } catch (FsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw of(what, e);
        }
    }

    static FsException of(String what, Exception e) {
        return e instanceof FsException own ? own : new FsException(reason(e), what, e);
    }

    private static Fault reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return Fault.NOT_FOUND;
        } else if (e instanceof FileAlreadyExistsException) {
            return Fault.EXISTS;
        } else if (e instanceof DirectoryNotEmptyException) {
            return Fault.NOT_EMPTY;
        } else if (e instanceof NotDirectoryException) {
            return Fault.NOT_DIRECTORY;
        } else if (e instanceof AccessDeniedException || e instanceof SecurityException) {
            return Fault.ACCESS;
        } else if (e instanceof FileSystemLoopException) {
            return Fault.LOOP;
        } else if (e instanceof AtomicMoveNotSupportedException) {
            return Fault.CROSS_DEVICE;
        } else if (e instanceof NotLinkException || e instanceof IllegalArgumentException) {
            return e instanceof InvalidPathException ? Fault.ILLEGAL_NAME : Fault.INVALID;
        } else if (e instanceof ReadOnlyFileSystemException) {
            return Fault.READ_ONLY;
        } else if (e instanceof UnsupportedOperationException) {
            return Fault.NOT_SUPPORTED;
        } else if (e instanceof ClosedDirectoryStreamException) {
            return Fault.NOT_FOUND;
        }
        return byWords(e instanceof FileSystemException told ? told.getReason() : e.getMessage());
    }

    private static Fault byWords(String words) {
        if (words != null) {
            for (Map.Entry<String, Fault> known : REASONS.entrySet()) {
                if (words.contains(known.getKey())) {
                    return known.getValue();
                }
            }
        }
        return Fault.IO;
    }
}
