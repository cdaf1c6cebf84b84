package org.granary.plugin.supply;

/** A host module threw when it was bound. The message says which one, and what it said. */
public final class HostModuleFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HostModuleFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
