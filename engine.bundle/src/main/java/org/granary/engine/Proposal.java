package org.granary.engine;

/**
 * The proposals that a module may use, each a switch of {@link EngineConfig}. Immutable.
 *
 * <p>Source: the proposals' overview pages; the version of WebAssembly that took one in is part of its description.
 */
public enum Proposal {
    /** The language of WebAssembly 1.0; always on. */
    CORE("core", true, true),
    /** Import and export of mutable globals (1.0). */
    MUTABLE_GLOBALS("mutable-globals", true, true),
    /** Sign extension instructions (2.0). */
    SIGN_EXTENSION("sign-extension", true, true),
    /** Conversions that saturate instead of trapping (2.0). */
    SATURATING_FLOAT_TO_INT("saturating-float-to-int", true, true),
    /** Several results, block parameters (2.0). */
    MULTI_VALUE("multi-value", true, true),
    /** Copying and filling of memories and tables, passive segments (2.0). */
    BULK_MEMORY("bulk-memory", true, true),
    /** References as values, several tables (2.0). */
    REFERENCE_TYPES("reference-types", true, true),
    /** 128-bit vectors (2.0). */
    SIMD("simd", true, true),
    /** Arithmetic in constant expressions (3.0). */
    EXTENDED_CONST("extended-const", true, true),
    /** Tail calls (3.0). */
    TAIL_CALL("tail-call", true, true),
    /** Typed function references (3.0). */
    FUNCTION_REFERENCES("function-references", true, true),
    /** Garbage collected structures and arrays (3.0). */
    GC("gc", true, true),
    /** Exceptions with {@code try_table} (3.0). */
    EXCEPTIONS("exceptions", true, true),
    /** Several memories (3.0). */
    MULTI_MEMORY("multi-memory", true, true),
    /** 64-bit memories and tables (3.0). */
    MEMORY64("memory64", true, true),
    /** Vector instructions with several allowed results (3.0). */
    RELAXED_SIMD("relaxed-simd", true, true),
    /** Shared memories and atomic instructions. */
    THREADS("threads", true, true),
    /** 128-bit integer arithmetic. */
    WIDE_ARITHMETIC("wide-arithmetic", true, true),
    /** Memories whose pages are single bytes. */
    CUSTOM_PAGE_SIZES("custom-page-sizes", false, true),
    /** {@code try}, {@code catch}, {@code delegate} and {@code rethrow}. */
    LEGACY_EXCEPTIONS("legacy-exceptions", false, true),
    /** Imports grouped by module. */
    COMPACT_IMPORTS("compact-imports", false, true);

    private final String text;
    private final boolean onByDefault;
    private final boolean built;

    Proposal(String text, boolean onByDefault, boolean built) {
        this.text = text;
        this.onByDefault = onByDefault;
        this.built = built;
    }

    /**
     * Whether an engine takes modules that use it unless told otherwise.
     *
     * @return the default of the switch
     */
    public boolean onByDefault() {
        return onByDefault;
    }

    /**
     * Whether this version of the engine can compile it. A module that uses one that is not is refused with its name.
     *
     * @return true when the whole proposal is decoded, validated and compiled
     */
    public boolean built() {
        return built;
    }

    @Override
    public String toString() {
        return text;
    }
}
