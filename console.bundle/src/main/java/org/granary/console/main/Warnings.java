package org.granary.console.main;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.plugin.PlainText;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/**
 * Shows what is logged as a warning or an error, a line each, to whoever sits at the terminal; a log service alone shows nothing.
 * Thread-safe: whoever logs calls it.
 */
final class Warnings implements LogListener {

    /** Some are causes of each other. */
    private static final int MOST_CAUSES = 10;

    private final Consumer<String> out;
    /** The sequence numbers of the time when an entry may come both ways; they arrive in no order, since any thread logs. */
    private final Set<Long> seen = new HashSet<>();
    private boolean catchingUp = true;

    private Warnings(Consumer<String> out) {
        this.out = out;
    }

    /** Shows what has been logged already, and from now on what comes. */
    static void show(LogReaderService log, Consumer<String> out) {
        Warnings warnings = new Warnings(out);
        // before the history is read, or what is logged in between would be lost
        log.addLogListener(warnings);
        List<LogEntry> before = Collections.list(log.getLog());
        // the newest stands first
        Collections.reverse(before);
        before.forEach(warnings::logged);
        warnings.caughtUp();
    }

    private synchronized void caughtUp() {
        catchingUp = false;
    }

    @Override
    public synchronized void logged(LogEntry entry) {
        boolean serious = entry.getLogLevel() == LogLevel.WARN || entry.getLogLevel() == LogLevel.ERROR;
        if (!serious || seen.contains(entry.getSequence())) {
            return;
        }
        if (catchingUp) {
            seen.add(entry.getSequence());
        }
        String causes = Stream.iterate(entry.getException(), Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES)
                .map(PlainText::line).collect(Collectors.joining(", by "));
        out.accept(entry.getLogLevel() + " " + entry.getBundle().getSymbolicName() + ": " + PlainText.line(entry.getMessage())
                + (causes.isEmpty() ? "" : " (" + causes + ")"));
    }
}
