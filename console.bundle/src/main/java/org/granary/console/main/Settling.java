package org.granary.console.main;

import java.io.File;
import java.io.PrintStream;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.plugin.PlainText;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.PluginState;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Waits until each file that was in the watched folder is a plugin that serves, or one with a reason, and until the bundles that lie there
 * have been started.
 */
final class Settling {

    private static final Duration QUIET = Duration.ofSeconds(5);
    // a bundle that cannot be resolved never starts, and its reason is in the log
    private static final Duration STARTING = Duration.ofSeconds(3);
    private static final long LOOK_MILLIS = 20;

    private final PluginHost host;
    private final BundleContext context;

    Settling(PluginHost host, BundleContext context) {
        this.host = host;
        this.context = context;
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
            awaitBundles(left.compareTo(STARTING) < 0 ? left : STARTING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // FileInstall starts them when the framework is up, which plugins do not wait for
    private void awaitBundles(Duration atMost) throws InterruptedException {
        long start = System.nanoTime();
        while (!started() && System.nanoTime() - start < atMost.toNanos()) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private boolean started() {
        String folder = context.getProperty("felix.fileinstall.dir");
        if (folder == null) {
            return true;
        }
        String watched = new File(folder).getAbsoluteFile().toURI().toString();
        return Stream.of(context.getBundles()).filter(bundle -> bundle.getLocation().startsWith(watched))
                .allMatch(bundle -> bundle.getState() == Bundle.ACTIVE || bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null);
    }

    // of those that are plugins already: a file that does not hold still is none yet
    private String names() {
        String names = host.plugins().stream().map(Plugin::dto).filter(p -> !PluginState.valueOf(p.state).isSettled())
                .map(p -> p.name + " " + p.state).collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : " (" + PlainText.line(names) + ")";
    }
}
