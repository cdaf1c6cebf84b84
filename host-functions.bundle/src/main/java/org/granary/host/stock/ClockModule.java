package org.granary.host.stock;

import java.lang.invoke.MethodHandles;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.granary.host.HostBinding;
import org.granary.host.HostFunc;
import org.granary.host.HostFunction;
import org.granary.host.HostFunctions;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.store.StoreContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The time. Thread-safe. */
@Component(property = HostModule.IMPORT_MODULE + "=granary_clock")
public final class ClockModule implements HostModule {
    private final Clock wall;
    private final LongSupplier nanos;

    /** The platform's clocks. */
    @Activate
    public ClockModule() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    ClockModule(Clock wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
    }

    @Override
    public HostBinding bind(StoreContext<HostScope> store, HostScope scope) {
        Functions functions = new Functions(Grant.of(scope, "clock"), wall, nanos, nanos.getAsLong());
        return functions.grant().mark(HostBinding.of(store, HostFunctions.of(MethodHandles.lookup(), functions).toArray(HostFunc[]::new)));
    }

    /** What one store gets. */
    private record Functions(Grant grant, Clock wall, LongSupplier nanos, long started) {
        /** Milliseconds since 1970 in UTC. */
        @HostFunction("wall_millis")
        long wallMillis() {
            grant.check();
            return wall.millis();
        }

        /** Nanoseconds since the plugin was started. */
        @HostFunction("monotonic_nanos")
        long monotonicNanos() {
            grant.check();
            return Math.max(0, nanos.getAsLong() - started);
        }
    }
}
