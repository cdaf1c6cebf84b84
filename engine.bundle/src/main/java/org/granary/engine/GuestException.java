package org.granary.engine;

import java.util.List;

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

    /**
     * The guest's call stack where it threw, the innermost frame first.
     *
     * @return an unmodifiable list; empty unless the engine has {@link EngineConfig#exceptionFrames()}
     */
    public abstract List<GuestFrame> frames();
}
