package org.granary.console.main;

import java.io.PrintStream;
import java.time.Duration;
import java.util.stream.Collectors;
import org.granary.plugin.PlainText;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.PluginState;

/** Waits until each file that was in the watched folder is a plugin that serves, or one with a reason. */
final class Settling {

    private static final Duration QUIET = Duration.ofSeconds(5);

    private final PluginHost host;

    Settling(PluginHost host) {
        this.host = host;
    }

    /** Waits, with a line of progress every five seconds and another when the time is over. */
    void await(Duration atMost, PrintStream progress) {
        try {
            long start = System.nanoTime();
            Duration left = atMost;
            while (!host.awaitSettled(left.compareTo(QUIET) < 0 ? left : QUIET)) {
                left = atMost.minusNanos(System.nanoTime() - start);
                if (left.isNegative() || left.isZero()) {
                    progress.println("granary: not settled after " + atMost.toSeconds() + " s (--wait): " + host.unsettled() + " to go"
                            + names());
                    return;
                }
                progress.println("granary: waiting for " + host.unsettled() + " in the watched folder" + names() + ", "
                        + left.toSeconds() + " s left");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // of those that are plugins already: a file that does not hold still is none yet
    private String names() {
        String names = host.plugins().stream().map(Plugin::dto).filter(p -> !PluginState.valueOf(p.state).isSettled())
                .map(p -> p.name + " " + p.state).collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : " (" + PlainText.line(names) + ")";
    }
}
