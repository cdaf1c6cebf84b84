package org.granary.store;

import java.util.Objects;

/** An object of the host as a value that guests can hold and hand back, but not look into. Belongs to one store; the object inside may be put into references of other stores as well. Immutable. */
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
        return new ExternRef(Objects.requireNonNull(store, "store").core(), value);
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
