package org.granary.engine;

import org.granary.type.ImportType;

/**
 * A module could not be joined with what it imports. The message names the import as module.name, an empty name in quotes, and what was
 * expected and found.
 */
public final class LinkException extends WasmException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final String module;
    private final String name;

    /**
     * Makes the exception.
     *
     * @param failure  {@link Failure#UNKNOWN_IMPORT} or {@link Failure#INCOMPATIBLE_IMPORT}
     * @param module   the module name of the import
     * @param name     the item name of the import
     * @param expected what the module asks for
     * @param found    what was given
     */
    public LinkException(Failure failure, String module, String name, Object expected, Object found) {
        super(failure.phrase() + ": " + ImportType.names(module, name) + ": expected " + expected + ", found " + found, null);
        this.failure = failure;
        this.module = module;
        this.name = name;
    }

    /**
     * The kind of failure.
     *
     * @return never null
     */
    public Failure failure() {
        return failure;
    }

    /**
     * The module name of the import that did not fit.
     *
     * @return never null
     */
    public String importModule() {
        return module;
    }

    /**
     * The item name of the import that did not fit.
     *
     * @return never null
     */
    public String importName() {
        return name;
    }
}
