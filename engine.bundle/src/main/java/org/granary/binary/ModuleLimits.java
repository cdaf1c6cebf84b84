package org.granary.binary;

import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.Refusal;

/**
 * How large a module may be. All limits of the decoder stand here. Immutable.
 *
 * <p>Source of the values: the implementation limits that the WebAssembly JavaScript API recommends, so that a module that runs elsewhere
 * runs here.
 */
public enum ModuleLimits {
    /** Bytes of a module. */
    MODULE_BYTES("bytes of a module", 1_073_741_824),
    /** Types of a module. */
    TYPES("types", 1_000_000),
    /** Own functions of a module. */
    FUNCTIONS("functions", 1_000_000),
    /** Imports of a module. */
    IMPORTS("imports", 1_000_000),
    /** Exports of a module. */
    EXPORTS("exports", 1_000_000),
    /** Own globals of a module. */
    GLOBALS("globals", 1_000_000),
    /** Own tables of a module. */
    TABLES("tables", 100_000),
    /** Element segments of a module. */
    ELEMENT_SEGMENTS("element segments", 100_000),
    /** Data segments of a module. */
    DATA_SEGMENTS("data segments", 100_000),
    /** Bytes of a function's body. */
    BODY_BYTES("bytes of a function body", 7_654_321),
    /** Declared locals of a function. */
    LOCALS("locals of a function", 50_000),
    /** Parameters of a function type. */
    PARAMETERS("parameters of a function type", 1_000),
    /** Results of a function type. */
    RESULTS("results of a function type", 1_000),
    /** Fields of a structure type. */
    FIELDS("fields of a structure type", 10_000),
    /** Bytes of a name of an import or export. */
    NAME_BYTES("bytes of a name", 100_000);

    private final String text;
    private final long value;

    ModuleLimits(String text, long value) {
        this.text = text;
        this.value = value;
    }

    /**
     * The largest number that is taken.
     *
     * @return the limit
     */
    public long value() {
        return value;
    }

    /**
     * Refuses more than the limit.
     *
     * @param asked  what the module asks for
     * @param offset the byte offset where it asks
     * @throws LimitException when it is more
     */
    void check(long asked, int offset) {
        if (asked > value) {
            throw new LimitException(Refusal.of(Failure.TOO_LARGE).detail(text).at(offset).expected("at most " + value, asked));
        }
    }
}
