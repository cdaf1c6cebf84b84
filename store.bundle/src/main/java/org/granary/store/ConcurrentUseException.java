package org.granary.store;

/** A second thread came into a store while another was in it. The message names both threads; the store is as it was. */
public final class ConcurrentUseException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ConcurrentUseException(String store, Thread inside, Thread refused) {
        super(store + " is in use by thread " + named(inside) + ", thread " + named(refused)
                + " was refused: a store is confined to one thread at a time");
    }

    /** With its number: threads of a pool have one name. Null has left meanwhile. */
    private static String named(Thread thread) {
        return thread == null ? "\"?\"" : "\"" + thread.getName() + "\" (" + thread.getId() + ")";
    }
}
