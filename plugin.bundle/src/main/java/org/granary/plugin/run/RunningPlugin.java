package org.granary.plugin.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.granary.engine.Trap;
import org.granary.host.HostScope;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginState;
import org.granary.plugin.config.Settings;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.life.Live;
import org.granary.plugin.life.Reasons;
import org.granary.plugin.life.Starting;
import org.granary.plugin.supply.Bindings;
import org.granary.plugin.supply.HostModules;
import org.granary.plugin.supply.Offer;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Memory;
import org.granary.store.Store;
import org.granary.type.ImportType;

/** A started module: its store, its instance, and the turn of its callers. What is registered as a service. Thread-safe. */
final class RunningPlugin implements Plugin, Live {
    private final Starting order;
    private final Function<String, Settings> settings;
    private final HostModules modules;
    private final Store<HostScope> store;
    private final Bindings bindings;
    private final Instance instance;
    private final Turn turn;
    private final LongAdder calls = new LongAdder();
    private final LongAdder traps = new LongAdder();
    private volatile String lastTrap;
    private volatile String limitHit;

    /** What a plugin runs on; made by {@link Starter}. */
    record Parts(Store<HostScope> store, Bindings bindings, Instance instance) {}

    RunningPlugin(Starting order, Parts parts, HostModules modules, Function<String, Settings> settings) {
        this.order = order;
        this.settings = settings;
        this.modules = modules;
        this.store = parts.store();
        this.bindings = parts.bindings();
        this.instance = parts.instance();
        this.turn = new Turn(order.plugin());
    }

    @Override
    public String name() {
        return order.plugin();
    }

    @Override
    public Optional<String> version() {
        return order.version();
    }

    @Override
    public PluginState state() {
        return turn.state();
    }

    @Override
    public PluginDTO dto() {
        return order.snapshot();
    }

    @Override
    public Object[] call(String export, Object... arguments) {
        return call(settings.apply(name()).call(), export, arguments);
    }

    @Override
    public Object[] call(Duration deadline, String export, Object... arguments) {
        return exclusively(self -> run(instance.func(export), deadline, arguments));
    }

    private Object[] run(Func function, Duration deadline, Object... arguments) {
        try {
            return deadline.isZero() ? function.call(arguments) : function.call(deadline, arguments);
        } catch (Trap trap) {
            traps.increment();
            lastTrap = Reasons.trapped(trap);
            throw trap;
        } finally {
            calls.increment();
        }
    }

    @Override
    public <R> R exclusively(Function<? super Plugin, ? extends R> work) {
        turn.take(settings.apply(name()).turn());
        try {
            R result = work.apply(this);
            noteRefusal();
            return result;
        } finally {
            turn.leave();
        }
    }

    /** A guest sees only that its memory did not grow; the operator is told which limit it was. */
    private void noteRefusal() {
        store.lastRefusal().ifPresent(refusal -> limitHit = refusal + " " + Reasons.limits(settings.apply(name())));
    }

    @Override
    public Memory memory(String export) {
        turn.refuseUnlessServing();
        return instance.memory(export);
    }

    @Override
    public Plugin service() {
        return this;
    }

    @Override
    public Optional<String> lostSupply() {
        return bindings.offers().stream().filter(offer -> !modules.has(offer)).map(Offer::toString).findFirst();
    }

    @Override
    public Map<ImportType, String> suppliers() {
        Map<ImportType, String> suppliers = new HashMap<>();
        for (int i = 0; i < bindings.sources().size(); i++) {
            suppliers.put(order.module().imports().get(i), bindings.sources().get(i).offer().toString());
        }
        return suppliers;
    }

    @Override
    public boolean drain(Duration atMost) {
        return turn.end(atMost);
    }

    @Override
    public void interrupt() {
        turn.end(Duration.ZERO);
        store.interruptHandle().interrupt();
    }

    @Override
    public void close() {
        turn.stopped();
        // the store's finaliser tells the host modules, when the last call has come back from its host function
        store.close();
    }

    @Override
    public Counts counts() {
        return new Counts(calls.sum(), traps.sum(), Optional.ofNullable(lastTrap), Optional.ofNullable(limitHit));
    }

    @Override
    public String toString() {
        return "plugin " + name() + " of " + store;
    }
}
