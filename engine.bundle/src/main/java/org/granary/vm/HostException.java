package org.granary.vm;

/**
 * Carries whatever a host function threw through guest frames to the store's entry, where it is taken out; so it is never mistaken for a
 * trap of the guest.
 */
public final class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Wraps an exception.
     *
     * @param thrown what the host function threw
     */
    public HostException(Throwable thrown) {
        super(null, thrown, false, false);
    }
}
