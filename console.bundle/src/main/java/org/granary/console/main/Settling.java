package org.granary.console.main;

import java.io.PrintStream;
import java.time.Duration;
import org.granary.plugin.PluginHost;

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
                    progress.println("granary: not settled after " + atMost.toSeconds() + " s (--wait): " + host.unsettled() + " to go");
                    return;
                }
                progress.println("granary: waiting for " + host.unsettled() + " in the watched folder, " + left.toSeconds() + " s left");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
