package org.granary.wasi.preview1;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.granary.wasi.fs.Fault;
import org.granary.wasi.fs.FsException;
import org.granary.wasi.stream.OutputFullException;

/** The error numbers of the interface that we give. */
enum Errno {
    SUCCESS(0),
    ACCES(2),
    AGAIN(6),
    BADF(8),
    BUSY(10),
    EXIST(20),
    FAULT(21),
    FBIG(22),
    ILSEQ(25),
    INTR(27),
    INVAL(28),
    IO(29),
    ISDIR(31),
    LOOP(32),
    MFILE(33),
    NAMETOOLONG(37),
    NOENT(44),
    NOMEM(48),
    NOSPC(51),
    NOSYS(52),
    NOTDIR(54),
    NOTEMPTY(55),
    NOTSOCK(57),
    NOTSUP(58),
    OVERFLOW(61),
    PERM(63),
    PIPE(64),
    ROFS(69),
    SPIPE(70),
    XDEV(75),
    NOTCAPABLE(76);

    final int code;

    Errno(int code) {
        this.code = code;
    }

    /** The error for what a core says. */
    static Errno of(IOException e) {
        if (e instanceof FsException failed) {
            return of(failed.fault());
        }
        if (e instanceof InterruptedIOException) {
            return INTR;
        }
        if (e instanceof OutputFullException) {
            return NOSPC;
        }
        // Java has no classes for them
        return "Broken pipe".equals(e.getMessage()) ? PIPE : "No space left on device".equals(e.getMessage()) ? NOSPC : IO;
    }

    private static Errno of(Fault fault) {
        return switch (fault) {
            case ACCESS -> ACCES;
            case BUSY -> BUSY;
            case CROSS_DEVICE -> XDEV;
            case EXISTS -> EXIST;
            case FILE_TOO_LARGE -> FBIG;
            case ILLEGAL_NAME -> ILSEQ;
            case INTERRUPTED -> INTR;
            case INVALID -> INVAL;
            case IO -> IO;
            case IS_DIRECTORY -> ISDIR;
            case LOOP -> LOOP;
            case NAME_TOO_LONG -> NAMETOOLONG;
            case NOT_DIRECTORY -> NOTDIR;
            case NOT_EMPTY -> NOTEMPTY;
            case NOT_FOUND -> NOENT;
            case NOT_PERMITTED -> PERM;
            case NOT_SUPPORTED -> NOTSUP;
            case NO_SPACE -> NOSPC;
            case TOO_MUCH -> NOMEM;
            case READ_ONLY -> ROFS;
        };
    }
}
