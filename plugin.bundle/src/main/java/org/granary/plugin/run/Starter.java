package org.granary.plugin.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.granary.engine.Engine;
import org.granary.engine.LinkException;
import org.granary.engine.WasmModule;
import org.granary.host.HostScope;
import org.granary.plugin.config.HostProperties;
import org.granary.plugin.config.Settings;
import org.granary.plugin.life.Live;
import org.granary.plugin.life.Starting;
import org.granary.plugin.supply.Bindings;
import org.granary.plugin.supply.HostModules;
import org.granary.plugin.supply.Offer;
import org.granary.plugin.supply.Waiting;
import org.granary.store.Extern;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.granary.type.ImportType;

/**
 * Starts modules: a store with its limits, the host modules bound to it, the instance, the start function, and the initialisation of a
 * reactor. Thread-safe.
 */
public final class Starter {
    private final Engine engine;
    private final HostModules modules;
    private final Function<String, Settings> settings;
    private final Function<String, Map<String, Object>> configurations;
    private final BiConsumer<Offer, RuntimeException> faults;

    /**
     * A starter.
     *
     * @param engine         an engine whose guests can be interrupted
     * @param modules        the host modules that are there
     * @param settings       gives a plugin's settings, as they are at the moment of asking
     * @param configurations gives the properties of a plugin's configuration
     * @param faults         told when a host module fails while it is told that a store has closed
     */
    public Starter(Engine engine, HostModules modules, Function<String, Settings> settings,
            Function<String, Map<String, Object>> configurations, BiConsumer<Offer, RuntimeException> faults) {
        this.engine = engine;
        this.modules = modules;
        this.settings = settings;
        this.configurations = configurations;
        this.faults = faults;
    }

    /**
     * Starts a module.
     *
     * @throws IllegalStateException when the engine's guests cannot be interrupted; the message says what to set
     * @throws IllegalArgumentException when a limit or time in the plugin's configuration is no number; says which
     * @throws Waiting          when a host module lacks something that the module imports, or has it in another type
     * @throws RuntimeException when the module cannot be started; its store is closed
     */
    public Live start(Starting order) {
        if (!engine.config().interruptable()) {
            // without interrupts neither the start time nor the drain time nor a call's deadline can be kept
            throw new IllegalStateException("plugins need an engine whose guests can be interrupted; "
                    + "set interruptable=true in the configuration org.granary.engine");
        }
        Map<String, Object> configuration = configurations.apply(order.plugin());
        HostProperties.check(configuration);
        HostScope scope = new HostScope(order.plugin(), configuration);
        AtomicReference<Bindings> bound = new AtomicReference<>();
        Store<HostScope> store = Store.create(engine, scope, s -> {
            if (bound.get() != null) {
                bound.get().close(faults);
            }
        });
        try {
            limit(store, order.settings());
            store.moduleName(order.module(), order.plugin());
            Bindings bindings = Bindings.bind(order.module().imports(), modules, store);
            bound.set(bindings);
            order.interruptedBy(store.interruptHandle()::interrupt);
            List<Extern> items = bindings.sources().stream().map(Bindings.Source::item).toList();
            long begun = System.nanoTime();
            Instance instance = Instance.create(store, order.module(), items, order.settings().start());
            Program.initialise(order.module(), instance, order.settings().start().minusNanos(System.nanoTime() - begun));
            return new RunningPlugin(order, new RunningPlugin.Parts(order.module(), store, bindings, instance), modules, settings,
                    configurations);
        } catch (LinkException e) {
            store.close();
            throw new Waiting("waits for " + ImportType.names(e.importModule(), e.importName()) + " of another type: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /** What of a plugin's configuration cannot be read, so that the host's value holds and no start succeeds; empty when all can. */
    public Optional<String> unreadable(String plugin) {
        return HostProperties.unreadable(configurations.apply(plugin));
    }

    /** What a start depends on beside the module: equal as long as settings, configuration and host modules are the same. */
    public Object circumstances(String plugin, WasmModule module) {
        return List.of(settings.apply(plugin), configurations.apply(plugin), modules.stamp(module.imports()));
    }

    private static void limit(Store<HostScope> store, Settings settings) {
        store.limiter(settings.memoryBytes(), settings.tableElements(), -1, -1, -1);
        store.totalBudget(settings.totalBytes());
    }
}
