package org.granary.host;

import org.granary.store.StoreContext;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A named set of host functions, offered as a service with the property {@value #IMPORT_MODULE}: the module name of the imports that it
 * satisfies (a {@code String}, or several). It is asked once for each store; when it leaves, the plugins that use it stop and wait.
 *
 * <p>Of several services with one import module the one with the highest ranking is asked first; what it does not offer is taken
 * from the next.
 *
 * <p>Implementations are thread-safe: plugins start on several threads. What a {@link HostBinding} holds is confined to its store.
 */
@ConsumerType
@FunctionalInterface
public interface HostModule {
    /** Service property: the module name of the imports that the service satisfies. */
    String IMPORT_MODULE = "wasm.import.module";

    /**
     * Makes what this module offers, for one store.
     *
     * @param store the store of a plugin that is being started; its data is {@code scope}
     * @param scope the plugin's name and configuration
     * @return what is offered, of that store; never null
     * @throws RuntimeException when it cannot serve that plugin, because of its configuration, say; the plugin then fails with the message
     */
    HostBinding bind(StoreContext<HostScope> store, HostScope scope);

    /**
     * A module without state: the same functions for every store.
     *
     * @param functions what it offers
     * @return a module that needs no telling when a store closes
     */
    static HostModule of(HostFunc... functions) {
        return (store, scope) -> HostBinding.of(store, functions);
    }
}
