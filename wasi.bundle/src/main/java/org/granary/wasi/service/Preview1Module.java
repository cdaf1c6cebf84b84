package org.granary.wasi.service;

import org.granary.host.HostBinding;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.store.StoreContext;
import org.granary.wasi.preview1.Functions;
import org.osgi.service.component.annotations.Component;

/** Preview 1, for plugins. Thread-safe. */
@Component(property = HostModule.IMPORT_MODULE + "=" + Functions.PREVIEW1)
public final class Preview1Module implements HostModule {
    @Override
    public HostBinding bind(StoreContext<HostScope> store, HostScope scope) {
        return WasiBinding.of(store, scope, Functions.PREVIEW1);
    }
}
