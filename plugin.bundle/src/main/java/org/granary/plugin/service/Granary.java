package org.granary.plugin.service;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.TextFormat;
import org.granary.host.HostModule;
import org.granary.plugin.config.HostConfiguration;
import org.granary.plugin.config.Settings;
import org.granary.plugin.life.Deployments;
import org.granary.plugin.life.Ground;
import org.granary.plugin.life.Threads;
import org.granary.plugin.run.Starter;
import org.granary.plugin.source.Artefact;
import org.granary.plugin.source.FileChange;
import org.granary.plugin.source.FileContent;
import org.granary.plugin.source.LastRun;
import org.granary.plugin.source.WatchedFolders;
import org.granary.plugin.supply.HostModules;
import org.granary.plugin.supply.Offer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/** Puts the parts of the plugin host together, and keeps them supplied with what comes and goes in the registry. Thread-safe. */
@Component(service = Granary.class, immediate = true, configurationPid = HostConfiguration.PID)
@Designate(ocd = HostConfiguration.class)
public final class Granary {
    private static final String FOLDERS = "felix.fileinstall.dir";

    private final BundleContext context;
    private final Journal journal;
    private final HostModules modules = new HostModules();
    private final List<OwnConfiguration> own = new CopyOnWriteArrayList<>();
    private final ExecutorService pool = Threads.pool("granary-plugins");
    private final Deployments deployments;
    private final WatchedFolders folders;
    private volatile Settings settings;
    private final LastRun lastRun;
    private volatile boolean stopping;

    /** Makes the parts; nothing is watched yet. */
    @Activate
    public Granary(BundleContext context, HostConfiguration configuration, @Reference LoggerFactory loggers, @Reference Engine engine) {
        this.context = context;
        this.journal = new Journal(loggers);
        File kept = context.getDataFile("names");
        this.lastRun = new LastRun(kept == null ? null : kept.toPath());
        this.settings = read("limits and times", () -> Settings.of(configuration), Settings.DEFAULT);
        Starter starter = new Starter(engine, modules, this::settings, this::properties,
                (offer, thrown) -> journal.fault("host module " + offer + " failed while it was told that a store has closed", thrown));
        OsgiGround.Registry registry = new OsgiGround.Registry(context, modules);
        this.deployments = new Deployments(new OsgiGround(engine, starter, registry, this::settings, this::told), Threads.on(pool));
        this.folders = new WatchedFolders(read("still.millis", configuration::still_millis, HostConfiguration.STILL_MILLIS), this::changed,
                thrown -> journal.fault("a change of a watched folder could not be followed", thrown));
    }

    /** Everything that was there is known: the watched folders are scanned. */
    @Activate
    void begin() {
        Set<Path> watched = new LinkedHashSet<>(PropertyValues.folders(context.getProperty(FOLDERS)));
        watched.addAll(configuredFolders());
        folders.begin(watched, lastRun.files());
    }

    /** The folders that FileInstall watches by its own configurations. */
    private List<Path> configuredFolders() {
        List<Path> found = new ArrayList<>();
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        ConfigurationAdmin admin = reference == null ? null : context.getService(reference);
        if (admin == null) {
            return found;
        }
        try {
            Configuration[] configurations = admin.listConfigurations("(service.factoryPid=org.apache.felix.fileinstall)");
            for (Configuration configuration : configurations == null ? new Configuration[0] : configurations) {
                found.addAll(PropertyValues.folders((String) configuration.getProperties().get(FOLDERS)));
            }
        } catch (IOException | InvalidSyntaxException | RuntimeException e) {
            journal.fault("the folders of FileInstall's configurations are not known until it tells of a file in them", e);
        } finally {
            context.ungetService(reference);
        }
        return found;
    }

    /** Takes another configuration; limits hold from the next start of a plugin on. */
    @Modified
    void modified(HostConfiguration configuration) {
        settings = read("limits and times", () -> Settings.of(configuration), settings);
        deployments.supplyChanged();
        folders.stillFor(read("still.millis", configuration::still_millis, HostConfiguration.STILL_MILLIS));
    }

    private <V> V read(String what, Supplier<V> configured, V otherwise) {
        return readable(configured, otherwise, thrown -> journal.fault("the configuration " + HostConfiguration.PID
                + " cannot be read, so none of its " + what + " counts: " + thrown.getMessage(), thrown));
    }

    /** What is configured, or something else when it cannot be read: a slip of the pen is not to keep the whole host from starting. */
    static <V> V readable(Supplier<V> configured, V otherwise, Consumer<RuntimeException> fault) {
        try {
            return configured.get();
        } catch (RuntimeException e) {
            fault.accept(e);
            return otherwise;
        }
    }

    /** All plugins leave, at once. */
    @Deactivate
    void end() {
        stopping = true;
        folders.close();
        remember();
        lastRun.close();
        CompletableFuture<Void> left = deployments.leaveAll("the plugin host stops");
        Duration drain = longestDrain(settings, own.stream().map(c -> c.over(settings)));
        long most = 2 * drain.toMillis() + TimeUnit.SECONDS.toMillis(1);
        try {
            left.get(most, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            journal.fault("not every plugin has left within " + most + " ms", e);
        }
        pool.shutdownNow();
    }

    /** How long the slowest plugin may take to leave: all leave at once. */
    static Duration longestDrain(Settings host, Stream<Settings> own) {
        return own.map(Settings::drain).reduce(host.drain(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    /** The engine finds the text format itself; what could not be read without it is tried again. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void addText(TextFormat format) {
        deployments.textReadable();
    }

    void removeText(TextFormat format) {
        // what was compiled from text needs it no more
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, updated = "updatedModule")
    void addModule(HostModule module, ServiceReference<HostModule> reference) {
        modules.put(new Offer((Long) reference.getProperty(Constants.SERVICE_ID), ranking(reference),
                reference.getBundle().getSymbolicName(),
                PropertyValues.strings(reference.getProperty(HostModule.IMPORT_MODULE)), module));
        deployments.supplyChanged();
    }

    // not gone and come again: who uses it goes on
    void updatedModule(HostModule module, ServiceReference<HostModule> reference) {
        addModule(module, reference);
    }

    void removeModule(HostModule module, ServiceReference<HostModule> reference) {
        modules.remove((Long) reference.getProperty(Constants.SERVICE_ID));
        deployments.supplyChanged();
    }

    private static int ranking(ServiceReference<?> reference) {
        return reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, updated = "updatedConfiguration")
    void addConfiguration(OwnConfiguration configuration) {
        own.add(configuration);
        deployments.supplyChanged();
    }

    void updatedConfiguration(OwnConfiguration configuration) {
        deployments.supplyChanged();
    }

    void removeConfiguration(OwnConfiguration configuration) {
        own.remove(configuration);
        deployments.supplyChanged();
    }

    private void told(Ground.News news) {
        journal.tell(news);
        remember();
    }

    // not before the first scan is done: until then the list of the last run is the better one
    private void remember() {
        try {
            if (folders.unsettled() == 0) {
                lastRun.note(() -> deployments.holders().stream().filter(source -> !source.startsWith(Plugins.BY_PROGRAM))
                        .map(Path::of).toList());
            }
        } catch (IOException e) {
            journal.fault("which file had its name first may be forgotten when the host starts again", e);
        }
    }

    private Settings settings(String plugin) {
        Settings now = settings;
        for (OwnConfiguration configuration : own) {
            if (configuration.plugin().equals(plugin)) {
                return configuration.over(now);
            }
        }
        return now;
    }

    private Map<String, Object> properties(String plugin) {
        return own.stream().filter(c -> c.plugin().equals(plugin)).findFirst().map(OwnConfiguration::properties).orElse(Map.of());
    }

    private void changed(FileChange change) {
        Path file = change.file();
        switch (change.kind()) {
            case GONE -> deployments.leave(file.toString(), "its file is gone");
            case UNREADABLE -> deployments.arrive(file.toString(), Artefact.ofFile(file, FileContent.unreadable(change.problem())));
            case THERE -> deployments.arrive(file.toString(),
                    Artefact.ofFile(file, FileContent.once(file, hash -> folders.wasRead(file, hash))));
        }
    }

    WatchedFolders folders() {
        return folders;
    }

    Deployments deployments() {
        return deployments;
    }

    boolean isStopping() {
        return stopping;
    }

    int unsettled() {
        // in this order: a file that leaves the first number is in the second
        return folders.unsettled() + deployments.unsettled();
    }
}
