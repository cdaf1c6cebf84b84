package org.granary.host;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.granary.store.Extern;
import org.granary.store.Func;
import org.granary.store.StoreContext;
import org.osgi.annotation.versioning.ConsumerType;

/** What a host module offers to one store, and how it hears of the store's end. Confined to its store. */
@ConsumerType
@FunctionalInterface
public interface HostBinding {
    /**
     * What is offered, by item name. Asked when the plugin is linked.
     *
     * @return objects of the store that the binding was made for
     */
    Map<String, Extern> items();

    /** The store has closed: called once, after the last call of a function of this binding. An exception is logged and goes no further. */
    default void closed() {}

    /**
     * Why the functions refuse what they are asked, for the operator of the plugin.
     *
     * @return empty when they do not
     */
    default Optional<String> refusal() {
        return Optional.empty();
    }

    /**
     * This binding with one item more: a global, a memory, a table or a tag beside functions.
     *
     * @param name the item name of the imports that it satisfies
     * @param item an object of the store that this binding was made for, or a shared memory
     * @return a binding that hears of the store's end in this one's place
     * @throws IllegalArgumentException when there is an item of this name
     */
    default HostBinding with(String name, Extern item) {
        return Bound.with(this, name, item);
    }

    /**
     * This binding for a plugin that may not use it: it is linked all the same, its functions return {@link ErrorValue#DENIED}, and
     * whoever asks about the plugin is told why.
     *
     * @param why such as {@code host.modules of its configuration does not name log}
     * @return a binding of the same items
     */
    default HostBinding refusing(String why) {
        return new Bound(items(), this::closed, Optional.of(why));
    }

    /**
     * A binding of functions that need no telling when the store closes.
     *
     * @param store     the store
     * @param functions what is offered
     * @return the binding
     * @throws IllegalArgumentException when two functions have one name
     */
    static HostBinding of(StoreContext<HostScope> store, HostFunc... functions) {
        return of(store, () -> {}, functions);
    }

    /**
     * A binding of functions with something to do when the store closes.
     *
     * @param store     the store
     * @param onClosed  run once, when the store has closed
     * @param functions what is offered
     * @return the binding
     * @throws IllegalArgumentException when two functions have one name
     */
    static HostBinding of(StoreContext<HostScope> store, Runnable onClosed, HostFunc... functions) {
        Objects.requireNonNull(onClosed, "onClosed");
        Map<String, Extern> items = new LinkedHashMap<>();
        for (HostFunc function : functions) {
            if (items.put(function.name(), Func.create(store, function.type(), function.function())) != null) {
                throw new IllegalArgumentException("two host functions have the name " + function.name());
            }
        }
        return new Bound(items, onClosed, Optional.empty());
    }
}
