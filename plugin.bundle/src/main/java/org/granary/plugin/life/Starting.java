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
    private final Runnable ended;
    private Runnable interrupt = () -> {};
    private boolean calledOff;

    /**
     * A start that has not begun.
     *
     * @param artefact the source
     * @param module   what is started
     * @param settings the limits and times that the start is held to
     * @param snapshot gives snapshots of the plugin
     * @param ended    run when the guest that was started has ended itself in a call, on the thread of that call
     */
    public Starting(Artefact artefact, WasmModule module, Settings settings, Supplier<PluginDTO> snapshot, Runnable ended) {
        this.artefact = artefact;
        this.module = module;
        this.settings = settings;
        this.snapshot = snapshot;
        this.ended = ended;
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

    /** Run when the guest that was started has ended itself in a call. */
    public Runnable ended() {
        return ended;
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
