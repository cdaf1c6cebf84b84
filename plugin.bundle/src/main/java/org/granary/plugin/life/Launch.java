package org.granary.plugin.life;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.granary.plugin.config.Settings;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.source.Artefact;

/**
 * Compiles and starts the modules of one plugin, until that is called off because the plugin is not wanted any more. Used by the thread
 * that works on the plugin; called off by any.
 */
final class Launch {
    private final Ground ground;
    private final Semaphore compiling;
    private final Supplier<PluginDTO> snapshot;
    private final Runnable ended;
    private volatile boolean calledOff;
    private volatile Starting starting;

    /**
     * For one plugin.
     *
     * @param ground    compiles and starts
     * @param compiling how many may be compiled at a time
     * @param snapshot  gives snapshots of the plugin
     * @param ended     run when a guest that was started has ended itself in a call, on the thread of that call
     */
    Launch(Ground ground, Semaphore compiling, Supplier<PluginDTO> snapshot, Runnable ended) {
        this.ground = ground;
        this.compiling = compiling;
        this.snapshot = snapshot;
        this.ended = ended;
    }

    /** Nothing more is compiled or started, and a start under way is interrupted. */
    void callOff() {
        calledOff = true;
        Starting now = starting;
        if (now != null) {
            now.callOff();
        }
    }

    boolean isCalledOff() {
        return calledOff;
    }

    /**
     * Compiles a module, after those of other plugins that came first.
     *
     * @param artefact the source
     * @return source and module; empty when it was called off
     * @throws IOException                          when the source cannot be read
     * @throws org.granary.engine.WasmException when it is refused
     */
    Optional<Built> compile(Artefact artefact) throws IOException {
        compiling.acquireUninterruptibly();
        try {
            return calledOff ? Optional.empty() : Optional.of(new Built(artefact, ground.compile(artefact)));
        } finally {
            compiling.release();
        }
    }

    /**
     * Starts a module.
     *
     * @param built    the module
     * @param settings its limits and times
     * @return what runs
     * @throws org.granary.plugin.supply.Waiting when a host module lacks something
     * @throws RuntimeException                  when it cannot be started, or was called off
     */
    Live start(Built built, Settings settings) {
        Starting now = new Starting(built.artefact(), built.module(), settings, snapshot, ended);
        starting = now;
        try {
            if (calledOff) {
                now.callOff();
            }
            return ground.start(now);
        } finally {
            starting = null;
        }
    }
}
