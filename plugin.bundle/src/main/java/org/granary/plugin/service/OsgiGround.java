package org.granary.plugin.service;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.plugin.Plugin;
import org.granary.plugin.config.Settings;
import org.granary.plugin.life.Ground;
import org.granary.plugin.life.Live;
import org.granary.plugin.life.Starting;
import org.granary.plugin.run.Starter;
import org.granary.plugin.source.Artefact;
import org.granary.plugin.supply.HostModules;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The real world: an engine, stores, the service registry, the log. Thread-safe. */
final class OsgiGround implements Ground {
    private final Engine engine;
    private final HostModules modules;
    private final Starter starter;
    private final Function<String, Settings> settings;
    private final BundleContext context;
    private final Consumer<News> told;

    /** Where services come from and go to. */
    record Registry(BundleContext context, HostModules modules) {}

    OsgiGround(Engine engine, Starter starter, Registry registry, Function<String, Settings> settings, Consumer<News> told) {
        this.engine = engine;
        this.modules = registry.modules();
        this.starter = starter;
        this.settings = settings;
        this.context = registry.context();
        this.told = told;
        // makes the timer's thread, which may not be to be had later
        later(Duration.ZERO, () -> { });
    }

    @Override
    public WasmModule compile(Artefact artefact) throws IOException {
        return engine.compile(artefact.content().read());
    }

    @Override
    public Optional<String> missing(WasmModule module) {
        return modules.missing(module.imports());
    }

    @Override
    public Object circumstances(String plugin, WasmModule module) {
        return starter.circumstances(plugin, module);
    }

    @Override
    public Live start(Starting starting) {
        return starter.start(starting);
    }

    @Override
    public Runnable register(Plugin service, Map<String, Object> properties) {
        ServiceRegistration<Plugin> registration = context.registerService(Plugin.class, service, new Hashtable<>(properties));
        return () -> {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                // the framework took it away with our bundle
                return;
            }
        };
    }

    @Override
    public Runnable later(Duration pause, Runnable what) {
        // the JDK's own timer, and its thread: no thread of ours waits, and none is made, which may not be to be had
        CompletableFuture<Void> run = CompletableFuture.runAsync(what,
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
        return () -> run.cancel(false);
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public Settings settings(String plugin) {
        return settings.apply(plugin);
    }

    @Override
    public Optional<String> unreadable(String plugin) {
        return starter.unreadable(plugin);
    }

    @Override
    public void tell(News news) {
        told.accept(news);
    }
}
