package org.granary.console.main;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.AnyService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Stops the framework when the process is to end, by a signal or by itself: the launcher would leave everything as it is, calls of plugins
 * in the middle and their stores open. Only where the launcher has started the framework; elsewhere the process is not ours.
 */
@Component(service = Ending.class, immediate = true)
public final class Ending {
    /** A bundle that does not stop is not waited for any longer. */
    private static final long MOST_MILLIS = TimeUnit.SECONDS.toMillis(60);

    /** Runs when the process ends, if it is not taken away before. */
    final Thread hook;

    private final Framework framework;

    /**
     * Begins to wait for the process's end.
     *
     * @param context  of a bundle of the framework that is to be stopped
     * @param launcher tells by being there that the process was started for this framework
     */
    @Activate
    public Ending(BundleContext context,
            @Reference(service = AnyService.class, target = "(launcher.arguments=*)") Map.Entry<Map<String, Object>, Object> launcher) {
        framework = context.getBundle(0).adapt(Framework.class);
        // it is held as long as the process lives
        hook = new Thread(null, () -> stop(framework), "granary-ending", 0, false);
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process ends already
            return;
        }
    }

    private static void stop(Framework framework) {
        try {
            framework.stop();
            framework.waitForStop(MOST_MILLIS);
        } catch (BundleException e) {
            // it tells its listeners, and the process ends all the same
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** This goes without the framework. Where that stops too, the process is held back until it has: what still stops has its time. */
    @Deactivate
    void deactivate() {
        if (framework.getState() == Bundle.STOPPING) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // because the process ends
            return;
        }
    }
}
