package org.granary.host.stock;

import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.granary.host.ErrorValue;
import org.granary.host.HostBinding;
import org.granary.host.HostFunc;
import org.granary.host.HostFunction;
import org.granary.host.HostFunctions;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.host.Span;
import org.granary.store.StoreContext;
import org.osgi.service.component.annotations.Component;

/** A plugin's own configuration, without what it says to the host. Thread-safe. */
@Component(property = HostModule.IMPORT_MODULE + "=granary_config")
public final class ConfigModule implements HostModule {
    private static final int MOST_KEY_BYTES = 1024;
    /** Said to the host and to the framework: folders of the machine, and whom the plugin may ask. A dot in front is OSGi's mark of the
     * private. */
    private static final Set<String> NOT_THE_GUESTS = Set.of("host", "wasi", "wasm", "service", "component", "felix", "");

    @Override
    public HostBinding bind(StoreContext<HostScope> store, HostScope scope) {
        Functions functions = new Functions(Grant.of(scope, "config"), scope.configuration());
        return functions.grant().mark(HostBinding.of(store, HostFunctions.of(MethodHandles.lookup(), functions).toArray(HostFunc[]::new)));
    }

    /** What one store gets. */
    private record Functions(Grant grant, Map<String, Object> configuration) {
        /** The value of a key as text, several values one a line. */
        @HostFunction(allocator = "granary_alloc")
        String get(Span key) {
            grant.check();
            if (key.length() > MOST_KEY_BYTES) {
                throw new ErrorValue(ErrorValue.TOO_LARGE);
            }
            String name = new String(key.toBytes(), StandardCharsets.UTF_8);
            int dot = name.indexOf('.');
            Object value = configuration.get(name);
            if (value == null || dot >= 0 && NOT_THE_GUESTS.contains(name.substring(0, dot))) {
                return null;
            }
            return Grant.texts(value).collect(Collectors.joining("\n"));
        }
    }
}
