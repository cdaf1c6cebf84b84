package org.granary.plugin.service;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.granary.plugin.PlainText;

/**
 * What was thrown, for a log that prints all of it: an exception may repeat words of a guest, and a log is no place where those act. It
 * says the same and stands where the other one stood, with its causes and what was suppressed. Immutable but for what all throwables are.
 */
final class PlainThrowable extends Throwable {
    private static final long serialVersionUID = 1L;

    private final String text;

    private PlainThrowable(Throwable of, Set<Throwable> seen) {
        super(PlainText.line(of.getMessage()), of.getCause() == null ? null : copy(of.getCause(), seen));
        text = PlainText.line(of);
        StackTraceElement[] frames = of.getStackTrace();
        for (int i = 0; i < frames.length; i++) {
            frames[i] = plain(frames[i]);
        }
        setStackTrace(frames);
        for (Throwable suppressed : of.getSuppressed()) {
            addSuppressed(copy(suppressed, seen));
        }
    }

    /**
     * Something to log in a throwable's place.
     *
     * @param thrown what was thrown, or null
     * @return the same, null too, unless some of its words would act
     */
    static Throwable of(Throwable thrown) {
        return thrown == null || isPlain(thrown, seen()) ? thrown : copy(thrown, seen());
    }

    private static Set<Throwable> seen() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static Throwable copy(Throwable of, Set<Throwable> seen) {
        return seen.add(of) ? new PlainThrowable(of, seen) : new PlainThrowable(new Throwable("seen above: " + of), seen);
    }

    private static boolean isPlain(Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || !seen.add(thrown)) {
            return true;
        }
        boolean plain = isPlain(thrown) && isPlain(thrown.getCause(), seen);
        for (StackTraceElement frame : thrown.getStackTrace()) {
            plain &= isPlain(frame);
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            plain &= isPlain(suppressed, seen);
        }
        return plain;
    }

    private static boolean isPlain(Object said) {
        String text = String.valueOf(said);
        return text.equals(PlainText.line(text));
    }

    private static StackTraceElement plain(StackTraceElement frame) {
        return isPlain(frame) ? frame : new StackTraceElement(PlainText.line(frame.getClassName()), PlainText.line(frame.getMethodName()),
                frame.getFileName() == null ? null : PlainText.line(frame.getFileName()), frame.getLineNumber());
    }

    @Override
    public String toString() {
        return text;
    }
}
