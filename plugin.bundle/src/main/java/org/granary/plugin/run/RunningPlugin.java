package org.granary.plugin.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.granary.engine.Trap;
import org.granary.engine.WasmModule;
import org.granary.host.GuestExit;
import org.granary.host.HostScope;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginEndedException;
import org.granary.plugin.PluginState;
import org.granary.plugin.PluginUnavailableException;
import org.granary.plugin.config.HostProperties;
import org.granary.plugin.config.Settings;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.life.Live;
import org.granary.plugin.life.Reasons;
import org.granary.plugin.life.Starting;
import org.granary.plugin.supply.Bindings;
import org.granary.plugin.supply.HostModules;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Memory;
import org.granary.store.Store;
import org.granary.type.ImportType;

/**
 * A started module: its store, its instance, and the turn of its callers. What is registered as a service. Thread-safe.
 *
 * <p>When it is closed it lets go of all that it ran on, because others may keep the service for long: a log keeps references to
 * services that are gone, and Equinox keeps the service in them.
 */
final class RunningPlugin implements Plugin, Live {
    private final String name;
    private final Optional<String> version;
    private final Supplier<PluginDTO> snapshot;
    private final Function<String, Settings> settings;
    private final HostModules modules;
    private final Function<String, Map<String, Object>> configurations;
    private final Turn turn;
    private final Caller caller = new Caller();
    private final LongAdder calls = new LongAdder();
    private final LongAdder traps = new LongAdder();
    private final List<String> refusals;
    private volatile Parts parts;
    private volatile String lastTrap;
    private volatile String limitHit;
    private final Runnable ended;
    private volatile OptionalInt exit = OptionalInt.empty();

    /** What a plugin runs on; made by {@link Starter}. */
    record Parts(WasmModule module, Store<HostScope> store, Bindings bindings, Instance instance) {}

    RunningPlugin(Starting order, Parts parts, HostModules modules, Function<String, Settings> settings,
            Function<String, Map<String, Object>> configurations) {
        this.name = order.plugin();
        this.version = order.version();
        this.snapshot = order.snapshot();
        this.ended = order.ended();
        this.settings = settings;
        this.modules = modules;
        this.configurations = configurations;
        this.parts = parts;
        this.refusals = List.copyOf(parts.bindings().refusals());
        this.turn = new Turn(name);
    }

    private Parts parts() {
        Parts now = parts;
        if (now == null) {
            throw new PluginUnavailableException(name, PluginState.STOPPED, "this module serves no more");
        }
        return now;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> version() {
        return version;
    }

    @Override
    public PluginState state() {
        return turn.state();
    }

    @Override
    public PluginDTO dto() {
        return snapshot.get();
    }

    @Override
    public Object[] call(String export, Object... arguments) {
        return call(settings.apply(name).call(), export, arguments);
    }

    @Override
    public Object[] call(Duration deadline, String export, Object... arguments) {
        return exclusively(self -> run(parts(), export, deadline, arguments));
    }

    private Object[] run(Parts on, String export, Duration deadline, Object... arguments) {
        if (exit.isPresent()) {
            throw new PluginUnavailableException(name, state(), "it has ended itself, and is being started anew");
        }
        Func function = on.instance().func(export);
        try {
            Object[] results = deadline.isZero() ? function.call(arguments) : function.call(deadline, arguments);
            if (Program.isWhole(on.module(), export)) {
                end(0);
            }
            return results;
        } catch (GuestExit e) {
            end(e.code());
            // not the same: what one plugin's end throws may pass through another one, which has not ended
            throw new PluginEndedException(name, e.code(), e);
        } catch (Trap trap) {
            traps.increment();
            lastTrap = Reasons.trapped(trap);
            throw trap;
        } finally {
            calls.increment();
        }
    }

    /** This store takes no more calls, and whoever gave the start is told. */
    private void end(int code) {
        exit = OptionalInt.of(code);
        turn.end();
        ended.run();
    }

    @Override
    public <R> R exclusively(Function<? super Plugin, ? extends R> work) {
        turn.take(settings.apply(name).turn());
        caller.enter();
        try {
            return work.apply(this);
        } finally {
            try {
                leave();
                // also after a trap: a guest whose memory did not grow mostly ends in one
                noteRefusal();
            } finally {
                turn.leave();
            }
        }
    }

    /** What was to end this call is not to end the next one. */
    private void leave() {
        Parts now = parts;
        if (caller.leave() && now != null) {
            now.store().interruptHandle().withdraw();
        }
    }

    @Override
    public boolean interruptCall(Thread whose) {
        Parts now = parts;
        return now != null && caller.interrupt(whose, now.store().interruptHandle()::interrupt);
    }

    /** A guest sees only that its memory did not grow; the operator is told which limit it was. */
    private void noteRefusal() {
        Parts now = parts;
        if (now == null) {
            return;
        }
        try {
            now.store().lastRefusal().ifPresent(refusal -> limitHit = refusal + " " + Reasons.limits(settings.apply(name)));
        } catch (IllegalStateException e) {
            // the store was closed while the call ran, and what became of the call matters more
            return;
        }
    }

    @Override
    public Memory memory(String export) {
        turn.refuseUnlessServing();
        return parts().instance().memory(export);
    }

    @Override
    public Plugin service() {
        return this;
    }

    @Override
    public Optional<String> lostSupply() {
        Parts now = parts();
        List<Bindings.Source> sources = now.bindings().sources();
        for (int i = 0; i < sources.size(); i++) {
            String wanted = now.module().imports().get(i).module();
            if (!modules.has(sources.get(i).offer(), wanted)) {
                return Optional.of(wanted + " (" + sources.get(i).offer() + ")");
            }
        }
        // it was bound and had nothing that is used; it may have what its own end undoes
        return now.bindings().offers().stream().filter(offer -> !modules.has(offer)).findFirst()
                .map(offer -> String.join(", ", offer.modules()) + " (" + offer + ")");
    }

    @Override
    public boolean isReconfigured() {
        Parts now = parts();
        return !now.bindings().offers().isEmpty() && !HostProperties.same(now.store().data().configuration(), configurations.apply(name));
    }

    @Override
    public Map<ImportType, String> suppliers() {
        Map<ImportType, String> suppliers = new HashMap<>();
        Parts now = parts;
        if (now != null) {
            List<Bindings.Source> sources = now.bindings().sources();
            for (int i = 0; i < sources.size(); i++) {
                suppliers.put(now.module().imports().get(i), sources.get(i).offer().toString());
            }
        }
        return suppliers;
    }

    @Override
    public List<String> refusals() {
        return refusals;
    }

    @Override
    public void refuseCalls() {
        turn.end();
    }

    @Override
    public boolean drain(Duration atMost) {
        return turn.end(atMost);
    }

    @Override
    public void interrupt() {
        turn.end();
        parts().store().interruptHandle().interrupt();
    }

    @Override
    public OptionalInt exit() {
        return exit;
    }

    @Override
    public void close() {
        turn.stopped();
        Parts now = parts;
        parts = null;
        if (now != null) {
            // the store's finaliser tells the host modules, when the last call has come back from its host function
            now.store().close();
        }
    }

    @Override
    public Counts counts() {
        return new Counts(calls.sum(), traps.sum(), Optional.ofNullable(lastTrap), Optional.ofNullable(limitHit));
    }

    @Override
    public String toString() {
        return "plugin " + name;
    }
}
