package org.granary.plugin.life;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.granary.engine.GuestFrame;
import org.granary.engine.LimitException;
import org.granary.engine.ModuleException;
import org.granary.engine.Proposal;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.UnsupportedException;
import org.granary.engine.WasmException;
import org.granary.host.GuestExit;
import org.granary.plugin.config.Settings;
import org.granary.store.GuestNote;

/** Failures in plain words: what, where, expected, found. */
public final class Reasons {
    private static final int FRAMES = 8;

    private Reasons() {}

    /** Why a module was not compiled. */
    static String refused(Throwable failure) {
        if (failure instanceof ModuleException refused) {
            String category = refused.failure().category().name().toLowerCase(Locale.ROOT);
            String message = onOneLine(refused);
            // some phrases of the specification are the name of their category
            return category + " module: " + (message.startsWith(category + ": ") ? message.substring(category.length() + 2) : message)
                    + (refused instanceof UnsupportedException switched ? switchedOff(switched.proposal()) : "");
        }
        if (failure instanceof IOException) {
            return "cannot be read: " + message(failure);
        }
        return "the compiler failed: " + failure;
    }

    private static String switchedOff(Proposal proposal) {
        return proposal.onByDefault() ? "; it is among proposals.off in the configuration org.granary.engine"
                : "; proposals.on=" + proposal + " in the configuration org.granary.engine lets modules use it";
    }

    // a reason stands in tables and logs: the line of the text and the caret below it would be escaped there and unreadable
    private static String onOneLine(ModuleException refused) {
        String message = refused.getMessage();
        return refused.refusal().place().map(place -> message.substring(0, message.length() - place.excerpt().length()).stripTrailing())
                .orElse(message);
    }

    /** Why a module was not started. */
    public static String notStarted(Throwable failure, Settings settings) {
        if (failure instanceof Trap trap) {
            if (trap.code() == TrapCode.DEADLINE) {
                return "starting took longer than " + settings.start()
                        .toMillis() + " ms (start.millis), so it was interrupted" + frames(trap.frames());
            }
            return "starting trapped: " + trapped(trap);
        }
        if (failure instanceof StackOverflowError || failure instanceof OutOfMemoryError) {
            return "starting failed: the JVM has too little memory: " + failure;
        }
        if (failure instanceof LimitException) {
            return "starting failed: " + failure.getMessage() + " " + limits(settings);
        }
        return "starting failed: " + GuestNote.of(failure).map(note -> thrown(failure, note)).orElseGet(() -> message(failure));
    }

    /** What a host function threw, which one it was, and the guest's frames. */
    private static String thrown(Throwable failure, GuestNote note) {
        return note.function().map(function -> function + " threw ").orElse("") + failure + frames(note.frames());
    }

    /** The limits of a plugin by the names of their settings. */
    public static String limits(Settings settings) {
        return "(this plugin has limit.memory.bytes " + settings.memoryBytes() + ", limit.total.bytes " + settings.totalBytes()
                + ", limit.table.elements " + settings.tableElements() + ")";
    }

    /** A trap with the guest's frames, innermost first, on one line. */
    public static String trapped(Trap trap) {
        return trap.getMessage() + frames(trap.frames());
    }

    private static String frames(List<GuestFrame> frames) {
        if (frames.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(", in ");
        for (int i = 0; i < Math.min(FRAMES, frames.size()); i++) {
            text.append(i == 0 ? "" : " < ").append(frames.get(i));
        }
        return frames.size() > FRAMES ? text.append(" < ").append(frames.size() - FRAMES).append(" more").toString() : text.toString();
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** A failure that is ours or the JVM's and not the module's, so that the log needs all of it; null for others and for none. */
    static Throwable fault(Throwable failure) {
        boolean expected = failure instanceof WasmException || failure instanceof GuestExit || failure instanceof IOException;
        return expected ? null : failure;
    }
}
