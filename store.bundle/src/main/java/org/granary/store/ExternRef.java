package org.granary.store;

import java.util.Objects;

/**
 * An object of the host as a value that guests can hold and hand back, but not look into. Belongs to one store; the object inside may be
 * put into references of other stores as well. Immutable.
 */
public final class ExternRef {
    final StoreCore<?> core;
    private final Object value;

    private ExternRef(StoreCore<?> core, Object value) {
        this.core = core;
        this.value = value;
    }

    /**
     * Makes a reference. Two references are two values to a guest, even with the same object inside.
     *
     * @param store the owning store
     * @param value the object, may be null (the reference itself is not the null reference then)
     * @return a new reference
     */
    public static ExternRef create(StoreContext<?> store, Object value) {
        return Objects.requireNonNull(store, "store").core().alone(core -> new ExternRef(core, value));
    }

    /**
     * Makes a reference with a finaliser.
     *
     * @param store     the owning store
     * @param value     the object, may be null
     * @param finaliser run exactly once: after neither guests nor the host can reach the reference any more (see {@link StoreContext#gc}),
     *                  or when the store is closed. It must not hold on to the reference, and cannot use the store; never null
     * @return a new reference
     */
    public static ExternRef create(StoreContext<?> store, Object value, Runnable finaliser) {
        Objects.requireNonNull(finaliser, "finaliser");
        return store.core().alone(core -> {
            ExternRef reference = new ExternRef(core, value);
            core.finalisers.add(reference, finaliser);
            return reference;
        });
    }

    /**
     * The object inside.
     *
     * @return what was given to {@link #create}
     */
    public Object value() {
        return value;
    }

    @Override
    public String toString() {
        return "externref " + value;
    }
}
