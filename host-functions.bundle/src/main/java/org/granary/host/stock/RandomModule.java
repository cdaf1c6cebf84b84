package org.granary.host.stock;

import java.lang.invoke.MethodHandles;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.granary.host.ErrorValue;
import org.granary.host.HostBinding;
import org.granary.host.HostFunc;
import org.granary.host.HostFunction;
import org.granary.host.HostFunctions;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.host.Span;
import org.granary.store.StoreContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Random bytes that nobody can foretell. Thread-safe. */
@Component(property = HostModule.IMPORT_MODULE + "=granary_random")
public final class RandomModule implements HostModule {
    private static final int MOST_BYTES = 1 << 20;
    private static final int FIRST = 8;

    private final RandomGenerator random;

    /** The platform's secure random numbers. */
    @Activate
    public RandomModule() {
        this(new SecureRandom());
    }

    RandomModule(RandomGenerator random) {
        this.random = random;
        // with the first numbers the JDK initialises its digests; where a guest's stack ends these would be lost for the process
        random.nextBytes(new byte[FIRST]);
    }

    @Override
    public HostBinding bind(StoreContext<HostScope> store, HostScope scope) {
        Functions functions = new Functions(Grant.of(scope, "random"), random);
        return functions.grant().mark(HostBinding.of(store, HostFunctions.of(MethodHandles.lookup(), functions).toArray(HostFunc[]::new)));
    }

    /** What one store gets. */
    private record Functions(Grant grant, RandomGenerator random) {
        /** Fills bytes of the guest, 1 MiB at most. */
        @HostFunction
        int fill(Span target) {
            grant.check();
            if (target.length() > MOST_BYTES) {
                throw new ErrorValue(ErrorValue.TOO_LARGE);
            }
            byte[] bytes = new byte[target.length()];
            random.nextBytes(bytes);
            target.write(0, bytes, 0, bytes.length);
            return 0;
        }
    }
}
