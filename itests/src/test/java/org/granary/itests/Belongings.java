package org.granary.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.granary.host.HostModule;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationListener;

/**
 * What a test has put into the framework. Whatever became of the test it is taken out again before the next one: calls that are held go
 * on, plugins leave, then go services, listeners and configurations. Used by the thread of the test.
 */
final class Belongings implements AutoCloseable {
    /** What a plugin that a program has deployed has in place of a file. */
    private static final String NO_FILE = "deployed by a program";

    private final BundleContext context;
    private final Path deploy;
    private final PluginHost host;
    private final ConfigurationAdmin configurations;
    private final List<CountDownLatch> latches = new ArrayList<>();
    private final Deque<AutoCloseable> others = new ArrayDeque<>();

    Belongings(BundleContext context, Path deploy, PluginHost host, ConfigurationAdmin configurations) {
        this.context = context;
        this.deploy = deploy;
        this.host = host;
        this.configurations = configurations;
    }

    /** A latch that is down when the test is over, if not before: who waits for it is held by nobody then. */
    CountDownLatch latch() {
        CountDownLatch latch = new CountDownLatch(1);
        latches.add(latch);
        return latch;
    }

    /** Something beside the test, on a thread of its own: on few processors the pool of all has one thread, which may be held. */
    static <T> Future<T> aside(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "aside");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    ServiceRegistration<HostModule> offer(String module, HostModule functions) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(HostModule.IMPORT_MODULE, module);
        ServiceRegistration<HostModule> registration = context.registerService(HostModule.class, functions, properties);
        others.push(() -> withdraw(registration));
        return registration;
    }

    /** The test may have done it already. */
    private static void withdraw(ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            return;
        }
    }

    void listen(ServiceListener listener, String filter) throws InvalidSyntaxException {
        context.addServiceListener(listener, filter);
        others.push(() -> context.removeServiceListener(listener));
    }

    /** The configuration of a plugin; the plugin host has it when this returns. */
    Configuration configure(String plugin, Map<String, ?> more) throws Exception {
        Configuration configuration = configurations.createFactoryConfiguration("org.granary.plugin", "?");
        others.push(() -> remove(configuration));
        Dictionary<String, Object> properties = new Hashtable<>(more);
        properties.put(Plugin.NAME, plugin);
        update(configuration, properties);
        return configuration;
    }

    /** Another content of a configuration, which the plugin host has when this returns. */
    void update(Configuration configuration, Dictionary<String, Object> properties) throws Exception {
        configuration.update(properties);
        awaitConfigurations();
    }

    /** Takes a configuration away; the plugin host has none when this returns. */
    void remove(Configuration configuration) throws Exception {
        try {
            configuration.delete();
        } catch (IllegalStateException e) {
            // the test, or who watches its file, has done it already
            return;
        }
        awaitConfigurations();
    }

    /**
     * Comes back when every listener has been told of what became of configurations until now, Declarative Services among them, which do
     * what follows from it as they are told. Events go to all listeners one after the other: who hears of a later one knows that the
     * former has been with everybody. That the service of a configuration is there says less, as it is seen before it is told of.
     */
    void awaitConfigurations() throws Exception {
        Configuration later = configurations.createFactoryConfiguration("org.granary.itests.later", "?");
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        ServiceRegistration<?> listening = context.registerService(ConfigurationListener.class, event -> told.add(event.getPid()), null);
        try {
            later.update(new Hashtable<>(Map.of("later", true)));
            Await.value("the event of " + later.getPid(), told::poll, later.getPid()::equals);
        } finally {
            listening.unregister();
            later.delete();
        }
    }

    @Override
    public void close() throws Exception {
        latches.forEach(CountDownLatch::countDown);
        Throwable failure = also(null, this::pluginsLeave);
        for (AutoCloseable other : others) {
            failure = also(failure, other);
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (Exception) failure;
        }
    }

    /** Does something more, whatever has failed before: the first failure, which the others are noted at. */
    static Throwable also(Throwable failure, AutoCloseable more) {
        try {
            more.close();
            return failure;
        } catch (Exception | Error e) {
            if (failure == null) {
                return e;
            }
            failure.addSuppressed(e);
            return failure;
        }
    }

    private void pluginsLeave() throws Exception {
        try (var files = Files.list(deploy)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        host.plugins().stream().map(Plugin::dto).filter(plugin -> plugin.source.equals(NO_FILE))
                .forEach(plugin -> host.undeploy(plugin.name));
        Await.value("plugins leave", host::plugins, List::isEmpty);
    }
}
