package org.granary.engine;

/**
 * Whatever goes wrong with a module or a running guest; unchecked. The subclasses tell the stage.
 */
public abstract sealed class WasmException extends RuntimeException permits ModuleException, LinkException, GuestException, Trap,
        ArtefactException {
    private static final long serialVersionUID = 1L;

    WasmException(String message, Throwable cause) {
        super(message, cause);
    }
}
