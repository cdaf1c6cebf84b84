package org.granary.console.main;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.granary.plugin.PlainText;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.PluginState;

/**
 * Waits until our configurations in the watched folder have been taken, each module there is a plugin that serves, or one with a reason,
 * and the bundles there have been started. Settings of the engine that are taken late bring another plugin host: the one that serves in
 * the end is waited for.
 */
final class Settling {

    private static final Duration QUIET = Duration.ofSeconds(5);
    // a bundle that cannot be resolved never starts, and its reason is in the log; nor does somebody take every configuration
    private static final Duration STARTING = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Supplier<PluginHost> serving;
    private final WatchedFolder folder;

    /**
     * Begins nothing yet.
     *
     * @param serving gives the plugin host of that moment, null where one has left and the next is not there yet
     * @param folder  where the files lie
     */
    Settling(Supplier<PluginHost> serving, WatchedFolder folder) {
        this.serving = serving;
        this.folder = folder;
    }

    /** Waits, with a line of progress every five seconds and another when the time is over. */
    void await(Duration atMost, PrintStream progress) {
        try {
            long start = System.nanoTime();
            look(folder::isConfigured, atMost);
            long told = start;
            for (PluginHost host = serving.get(); !isSettled(host); host = serving.get()) {
                Duration left = atMost.minusNanos(System.nanoTime() - start);
                if (left.isNegative() || left.isZero()) {
                    progress.println("granary: not settled after " + atMost.toSeconds() + " s (--wait): " + missing(host) + " to go"
                            + names(host));
                    return;
                }
                if (System.nanoTime() - told >= QUIET.toNanos()) {
                    told = System.nanoTime();
                    progress.println("granary: waiting for " + missing(host) + " in the watched folder" + names(host) + ", "
                            + left.toSeconds() + " s left");
                }
            }
            // FileInstall starts them when the framework is up, which plugins do not wait for
            look(folder::isStarted, atMost.minusNanos(System.nanoTime() - start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void look(BooleanSupplier done, Duration atMost) throws InterruptedException {
        long start = System.nanoTime();
        long nanos = (atMost.compareTo(STARTING) < 0 ? atMost : STARTING).toNanos();
        while (!done.getAsBoolean() && System.nanoTime() - start < nanos) {
            Thread.sleep(LOOK.toMillis());
        }
    }

    private boolean isSettled(PluginHost host) throws InterruptedException {
        if (host == null) {
            Thread.sleep(LOOK.toMillis());
            return false;
        }
        return host.awaitSettled(LOOK) && host == serving.get();
    }

    private static String missing(PluginHost host) {
        return host == null ? "the plugin host" : Integer.toString(host.unsettled());
    }

    // of those that are plugins already: a file that does not hold still is none yet
    private static String names(PluginHost host) {
        String names = host == null ? "" : host.plugins().stream().map(Plugin::dto)
                .filter(p -> !PluginState.valueOf(p.state).isSettled()).map(p -> p.name + " " + p.state).collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : " (" + PlainText.line(names) + ")";
    }
}
