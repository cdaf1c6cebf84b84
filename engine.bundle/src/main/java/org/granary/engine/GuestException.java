package org.granary.engine;

/**
 * An exception that a guest has thrown and no guest has caught. Not a trap: the guest did what it was written to do, and its store is as
 * usable as after a return. Its one kind, with tag and values, is the store bundle's.
 */
public abstract non-sealed class GuestException extends WasmException {
    private static final long serialVersionUID = 1L;

    /**
     * For the store.
     *
     * @param message says which tag and values
     */
    protected GuestException(String message) {
        super(message, null);
    }
}
