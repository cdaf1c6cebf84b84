package org.granary.wasi.service;

import org.granary.host.HostBinding;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.host.LineBudgets;
import org.granary.store.StoreContext;
import org.granary.wasi.preview1.Functions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LoggerFactory;

/** Preview 0, for plugins. Thread-safe. */
@Component(property = HostModule.IMPORT_MODULE + "=" + Functions.PREVIEW0)
public final class Preview0Module implements HostModule {
    private final WasiBinding.Log log;

    /**
     * Over the framework's log, where the lines of plugins go that ask for it.
     *
     * @param loggers never null
     */
    @Activate
    public Preview0Module(@Reference LoggerFactory loggers) {
        this.log = new WasiBinding.Log(loggers, new LineBudgets());
    }

    @Override
    public HostBinding bind(StoreContext<HostScope> store, HostScope scope) {
        return WasiBinding.of(store, log, Functions.PREVIEW0);
    }
}
