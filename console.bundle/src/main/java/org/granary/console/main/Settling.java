package org.granary.console.main;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
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
    /** Between two looks. */
    static final Duration LOOK = Duration.ofMillis(20);

    private final Supplier<PluginHost> serving;
    private final WatchedFolder folder;
    private final Starting starting;
    private final LongSupplier nanos;

    /**
     * Begins nothing yet.
     *
     * @param serving  gives the plugin host of that moment, null where one has left and the next is not there yet
     * @param folder   where the files lie
     * @param starting what keeps the plugin host away
     * @param nanos    tells the time as {@link System#nanoTime} does
     */
    Settling(Supplier<PluginHost> serving, WatchedFolder folder, Starting starting, LongSupplier nanos) {
        this.serving = serving;
        this.folder = folder;
        this.starting = starting;
        this.nanos = nanos;
    }

    /**
     * Waits until there is a plugin host; a line says once that it does, and another why there will be none.
     *
     * @param there  whether there is one
     * @param atMost for how long; empty for as long as it takes
     * @return whether there is one now
     */
    boolean awaitHost(BooleanSupplier there, Optional<Duration> atMost, PrintStream progress) throws InterruptedException {
        long start = nanos.getAsLong();
        boolean told = false;
        boolean found = there.getAsBoolean();
        while (!found) {
            if (isHopeless(progress)) {
                return false;
            }
            long passed = nanos.getAsLong() - start;
            if (atMost.isPresent() && passed >= atMost.get().toNanos()) {
                progress.println("granary: the plugin host is not there after " + atMost.get().toSeconds() + " s (--wait)");
                return false;
            }
            if (!told && passed >= QUIET.toNanos()) {
                told = true;
                progress.println("granary: waiting for the plugin host"
                        + atMost.map(time -> ", " + time.toSeconds() + " s at most").orElse(""));
            }
            Thread.sleep(LOOK.toMillis());
            // whoever asks for the service of one that fails has it fail again, and logged
            found = !starting.fails() && there.getAsBoolean();
        }
        return true;
    }

    private boolean isHopeless(PrintStream progress) {
        Optional<String> failure = starting.failure();
        failure.ifPresent(reason -> progress.println("granary: the plugin host does not start: " + reason));
        return failure.isPresent();
    }

    /**
     * Waits, with a line of progress every five seconds and another when the time is over.
     *
     * @param start when the time began, as the clock tells it
     * @return whether there is a plugin host, settled or not
     */
    boolean await(long start, Duration atMost, PrintStream progress) {
        try {
            awaitConfigurations(atMost.minusNanos(nanos.getAsLong() - start), progress);
            long told = start;
            for (PluginHost host = serving.get(); !isSettled(host); host = serving.get()) {
                if (host == null && isHopeless(progress)) {
                    return false;
                }
                Duration left = atMost.minusNanos(nanos.getAsLong() - start);
                if (left.isNegative() || left.isZero()) {
                    progress.println("granary: not settled after " + atMost.toSeconds() + " s (--wait): " + missing(host) + " to go"
                            + names(host));
                    return host != null;
                }
                if (nanos.getAsLong() - told >= QUIET.toNanos()) {
                    told = nanos.getAsLong();
                    progress.println("granary: waiting for " + missing(host) + " in the watched folder" + names(host) + ", "
                            + left.toSeconds() + " s left");
                }
            }
            // FileInstall starts them when the framework is up, which plugins do not wait for
            look(folder::isStarted, atMost.minusNanos(nanos.getAsLong() - start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private void awaitConfigurations(Duration atMost, PrintStream progress) throws InterruptedException {
        look(() -> folder.untaken().isEmpty(), atMost);
        List<String> untaken = folder.untaken();
        if (!untaken.isEmpty()) {
            progress.println("granary: nobody has taken " + PlainText.line(String.join(", ", untaken))
                    + " in the watched folder; what is taken is " + String.join(", ", starting.configurable()));
        }
    }

    // a bundle that cannot be resolved never starts, and its reason is in the log; nor does somebody take every configuration
    private void look(BooleanSupplier done, Duration atMost) throws InterruptedException {
        long start = nanos.getAsLong();
        // who reads has time only while this process runs
        RunningTime running = new RunningTime(nanos);
        long most = folder.reading().toNanos();
        while (!done.getAsBoolean() && running.getAsLong() < most && nanos.getAsLong() - start < atMost.toNanos()) {
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
