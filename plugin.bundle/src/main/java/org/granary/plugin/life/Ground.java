package org.granary.plugin.life;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.granary.engine.WasmModule;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginState;
import org.granary.plugin.config.Settings;
import org.granary.plugin.source.Artefact;

/** The world as deployments see it: compiler, stores, registry, log. A test gives them another. Thread-safe. */
public interface Ground {
    /**
     * Compiles a module.
     *
     * @throws java.io.IOException                  when it cannot be read
     * @throws org.granary.engine.WasmException when it is refused
     */
    WasmModule compile(Artefact artefact) throws IOException;

    /** Why a module cannot be linked now, as far as that is known without a store; empty when it may be tried. */
    Optional<String> missing(WasmModule module);

    /** What a start depends on beside the module: equal as long as nothing has changed that would make another start end in another way. */
    Object circumstances(String plugin, WasmModule module);

    /**
     * Starts a module.
     *
     * @throws org.granary.plugin.supply.Waiting when a host module lacks something
     * @throws RuntimeException                  when it cannot be started
     */
    Live start(Starting starting);

    /** Registers a service; what is returned takes it away. */
    Runnable register(Plugin service, Map<String, Object> properties);

    /**
     * Runs something later, on another thread than the caller's, which others wait for.
     *
     * @param what is done at once
     * @return calls it off; of no effect when it has begun
     */
    Runnable later(Duration pause, Runnable what);

    /** Tells the time for the history. */
    Clock clock();

    /** The limits and times of a plugin. */
    Settings settings(String plugin);

    /** What of a plugin's configuration cannot be read, so that the host's value holds in its place; empty when all can. */
    Optional<String> unreadable(String plugin);

    /** A state was entered, or something is to be told in the same state. */
    void tell(News news);

    /**
     * A line for the log.
     *
     * @param plugin   the plugin's name
     * @param id       its id
     * @param from     the state before
     * @param to       the state after; the same when only the reason is new
     * @param cause    why
     * @param trouble  whether an operator should look at it
     * @param thrown   a fault of ours that the log should have in full, or null
     */
    record News(String plugin, long id, PluginState from, PluginState to, String cause, boolean trouble, Throwable thrown) {}
}
