package org.granary.plugin.life;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginState;
import org.granary.plugin.PluginUnavailableException;
import org.granary.plugin.dto.PluginDTO;
import org.granary.store.Memory;

/** A plugin in whatever state, followed over its updates: what the plugin host hands out. Thread-safe. */
final class Deployed implements Plugin {
    private final Deployment deployment;

    Deployed(Deployment deployment) {
        this.deployment = deployment;
    }

    @Override
    public String name() {
        return deployment.name();
    }

    @Override
    public Optional<String> version() {
        return deployment.current().artefact().version();
    }

    @Override
    public PluginState state() {
        return deployment.state();
    }

    @Override
    public Object[] call(String export, Object... arguments) {
        return exclusively(serving -> serving.call(export, arguments));
    }

    @Override
    public Object[] call(Duration deadline, String export, Object... arguments) {
        return exclusively(serving -> serving.call(deadline, export, arguments));
    }

    @Override
    public <R> R exclusively(Function<? super Plugin, ? extends R> work) {
        AtomicBoolean begun = new AtomicBoolean();
        Plugin serving = serving();
        while (true) {
            try {
                return serving.exclusively(self -> {
                    begun.set(true);
                    return work.apply(self);
                });
            } catch (PluginUnavailableException refused) {
                if (begun.get() || refused.state() == PluginState.ACTIVE) {
                    throw refused;
                }
                Plugin next = serving();
                if (next == serving) {
                    throw refused;
                }
                // it waited for its turn, or was about to, when another module took over
                serving = next;
            }
        }
    }

    @Override
    public boolean interruptCall(Thread caller) {
        return deployment.interruptCall(caller);
    }

    @Override
    public Memory memory(String export) {
        return serving().memory(export);
    }

    private Plugin serving() {
        Optional<Live> live = deployment.live();
        if (live.isEmpty()) {
            PluginUnavailableException refused = deployment.unavailable();
            // it may have come to serve between the two looks
            live = deployment.live();
            if (live.isEmpty()) {
                throw refused;
            }
        }
        return live.get().service();
    }

    @Override
    public PluginDTO dto() {
        return deployment.dto();
    }

    @Override
    public String toString() {
        return "plugin " + name() + " (" + deployment.id() + ") " + deployment.state();
    }
}
