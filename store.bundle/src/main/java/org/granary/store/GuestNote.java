package org.granary.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.granary.engine.GuestFrame;
import org.granary.store.trace.GuestTrace;

/**
 * A note that a store leaves on an exception of the host that came out of a guest: which import threw it, and which frames of the guest it
 * came through. The exception itself reaches whoever called the guest as it was thrown; the note is among its suppressed exceptions, where
 * stack traces show it. Becomes text when somebody reads it. Thread-safe.
 */
public final class GuestNote extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String function;
    private transient Supplier<List<GuestFrame>> unread;
    private transient List<GuestFrame> frames = List.of();
    private String text;

    private GuestNote(String function, Supplier<List<GuestFrame>> frames) {
        super(null, null, false, false);
        this.function = function;
        this.unread = frames;
    }

    /**
     * Adds a note, once; nothing when its own stack trace passed no guest: an object that is thrown again and again, as the JVM does with
     * some of its own, would tell of the first time.
     */
    static void leave(Throwable thrown, String function, GuestTrace trace) {
        if (of(thrown).isPresent()) {
            return;
        }
        List<GuestTrace.Place> passed = trace.passed(thrown);
        if (!passed.isEmpty()) {
            thrown.addSuppressed(new GuestNote(function, GuestTrace.told(passed)));
        }
    }

    /**
     * The note on an exception.
     *
     * @param thrown what a call of a guest has thrown, never null
     * @return the note of the innermost store that it came out of; empty when it came out of none, has no stack trace, or is one of those
     *         that take no suppressed exceptions
     */
    public static Optional<GuestNote> of(Throwable thrown) {
        for (Throwable known : thrown.getSuppressed()) {
            if (known instanceof GuestNote note) {
                return Optional.of(note);
            }
        }
        return Optional.empty();
    }

    /**
     * The host function that threw it.
     *
     * @return its names as the calling module imports it ({@code env.f}), or what else is known of it; empty when the host function is not
     *         known, or it was none that threw
     */
    public Optional<String> function() {
        return Optional.ofNullable(function);
    }

    /**
     * The guest's call stack at that call, the innermost frame first.
     *
     * @return an unmodifiable list; empty when the note was serialized
     */
    public synchronized List<GuestFrame> frames() {
        if (unread != null) {
            frames = List.copyOf(unread.get());
            unread = null;
        }
        return frames == null ? List.of() : frames;
    }

    @Override
    public synchronized String getMessage() {
        if (text == null) {
            String by = function == null ? "" : "thrown by " + function + ", ";
            text = frames().stream().map(GuestFrame::toString).collect(Collectors.joining(" < ", by + "called by the guest: ", ""));
        }
        return text;
    }
}
