package org.granary.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.granary.engine.WasmModule;

/**
 * A module whose imports have been looked up. Made by {@link Linker#instantiatePre}. Immutable; as thread-safe as what was defined.
 *
 * @param <T> the type of data of the stores
 */
public final class InstancePre<T> {
    private final WasmModule module;
    private final List<Linker.Definition<T>> definitions;

    InstancePre(WasmModule module, List<Linker.Definition<T>> definitions) {
        this.module = module;
        this.definitions = List.copyOf(definitions);
    }

    /**
     * The module.
     *
     * @return never null
     */
    public WasmModule module() {
        return module;
    }

    /**
     * Makes an instance; see {@link Instance#create(StoreContext, WasmModule, List)}.
     *
     * @param store the owning store
     * @return the new instance
     */
    public Instance instantiate(StoreContext<T> store) {
        return Instance.create(store, module, items(store));
    }

    /**
     * Makes an instance with a deadline for the start function; see {@link Instance#create(StoreContext, WasmModule, List, Duration)}.
     *
     * @param store the owning store
     * @param limit how long the start function may run, never null
     * @return the new instance
     */
    public Instance instantiate(StoreContext<T> store, Duration limit) {
        return Instance.create(store, module, items(store), limit);
    }

    private List<Extern> items(StoreContext<T> store) {
        StoreCore<T> core = store.core();
        List<Extern> items = new ArrayList<>(definitions.size());
        for (Linker.Definition<T> definition : definitions) {
            items.add(definition.apply(core));
        }
        return items;
    }
}
