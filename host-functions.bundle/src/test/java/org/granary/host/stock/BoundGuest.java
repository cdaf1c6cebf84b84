package org.granary.host.stock;

import java.util.LinkedHashMap;
import java.util.Map;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.host.HostBinding;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.store.Instance;
import org.granary.store.Linker;
import org.granary.store.Store;

/**
 * A guest with host modules, as a plugin has it, in a store of its own.
 *
 * @param store    the store, whose data is the plugin's scope
 * @param bindings what each host module gave the store, by the name that the guest imports it by
 * @param instance the guest
 */
public record BoundGuest(Store<HostScope> store, Map<String, HostBinding> bindings, Instance instance) implements AutoCloseable {

    /** Binds the modules, by the names that the guest imports them by, and makes an instance of the guest. */
    public static BoundGuest of(WasmModule guest, HostScope scope, Map<String, ? extends HostModule> modules) {
        Engine engine = guest.engine();
        Store<HostScope> store = Store.create(engine, scope);
        Map<String, HostBinding> bindings = new LinkedHashMap<>();
        Linker<HostScope> linker = Linker.create(engine);
        modules.forEach((from, module) -> {
            HostBinding binding = module.bind(store, scope);
            bindings.put(from, binding);
            binding.items().forEach((name, item) -> linker.define(from, name, item));
        });
        return new BoundGuest(store, bindings, linker.instantiate(store, guest));
    }

    /** The one result of a function. */
    public Object call(String function, Object... arguments) {
        return instance.func(function).call(arguments)[0];
    }

    /** What a result stands for that is an error value, or an address with a length above it. */
    public String text(Object packed) {
        long value = (Long) packed;
        return value < 0 ? "error " + value : instance.memory("memory").readUtf8(value & 0xffff_ffffL, (int) (value >> 32));
    }

    /** As a plugin ends: the store is closed, then each module is told. */
    @Override
    public void close() {
        store.close();
        bindings.values().forEach(HostBinding::closed);
    }
}
