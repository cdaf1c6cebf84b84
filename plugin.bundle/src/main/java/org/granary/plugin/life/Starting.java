package org.granary.plugin.life;

import java.util.Optional;
import java.util.function.Supplier;
import org.granary.engine.WasmModule;
import org.granary.plugin.config.Settings;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.source.Artefact;

/** A start under way, which can be called off from another thread. Thread-safe. */
public final class Starting {
    private final Artefact artefact;
    private final WasmModule module;
    private final Settings settings;
    private final Supplier<PluginDTO> snapshot;
    private Runnable interrupt = () -> {};
    private boolean calledOff;

    /** A start that has not begun. */
    public Starting(Artefact artefact, WasmModule module, Settings settings, Supplier<PluginDTO> snapshot) {
        this.artefact = artefact;
        this.module = module;
        this.settings = settings;
        this.snapshot = snapshot;
    }

    /** The plugin's name. */
    public String plugin() {
        return artefact.name();
    }

    /** The version of the source. */
    public Optional<String> version() {
        return artefact.version();
    }

    /** What is started. */
    public WasmModule module() {
        return module;
    }

    /** The limits and times that the start is held to. */
    public Settings settings() {
        return settings;
    }

    /** Gives snapshots of the plugin that this is a module of. */
    public Supplier<PluginDTO> snapshot() {
        return snapshot;
    }

    /** How the guest that is being started is interrupted; at once when the start was called off before. */
    public void interruptedBy(Runnable how) {
        boolean now;
        synchronized (this) {
            interrupt = how;
            now = calledOff;
        }
        if (now) {
            how.run();
        }
    }

    /** The plugin is not wanted any more. */
    public void callOff() {
        Runnable how;
        synchronized (this) {
            calledOff = true;
            how = interrupt;
        }
        how.run();
    }
}
