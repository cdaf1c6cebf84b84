package org.granary.store;

/** A second thread came into a store while another was in it. The message names both threads; the store is as it was. */
public final class ConcurrentUseException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ConcurrentUseException(String store, Thread inside, Thread refused) {
        super(store + " is in use by thread \"" + (inside == null ? "?" : inside.getName()) + "\", thread \"" + refused.getName()
                + "\" was refused: a store is confined to one thread at a time");
    }
}
