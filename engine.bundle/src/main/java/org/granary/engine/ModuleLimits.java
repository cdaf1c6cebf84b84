package org.granary.engine;

/**
 * How large a module may be. What a module asks for beyond is refused by a {@link LimitException} before anything of it runs. Immutable,
 * thread-safe.
 *
 * <p>Sources of the values, so that a module that runs elsewhere runs here: where nothing else is said, the section
 * "implementation-defined limits" of the WebAssembly JavaScript API; for what that section leaves open the engine is named whose value is
 * taken. Limits of a run (the store's) are not among these.
 */
public enum ModuleLimits {
    /** Bytes of a module. */
    MODULE_BYTES("bytes of a module", 1_073_741_824),
    /** Bytes of a text, or of a precompiled module. Source: ours, what one array of the JVM takes; a text is longer than its module. */
    TEXT_BYTES("bytes of a text", 2_147_483_639),
    /** Types of a module. */
    TYPES("types", 1_000_000),
    /** Recursive groups of types; a type that stands alone is one. */
    RECURSIVE_GROUPS("types, a recursive group as one", 1_000_000),
    /** Types of a recursive group. */
    GROUP_TYPES("types of a recursive group", 1_000_000),
    /** Types above a type; one without a supertype has none. */
    SUPERTYPES("supertypes of a type", 63),
    /** Parameters of a function type, and so of a block. */
    PARAMETERS("parameters of a function type", 1_000),
    /** Results of a function type, and so of a block. */
    RESULTS("results of a function type", 1_000),
    /** Fields of a structure type. */
    FIELDS("fields of a structure type", 10_000),
    /** Imports of a module. */
    IMPORTS("imports", 1_000_000),
    /** Own functions of a module. */
    FUNCTIONS("functions", 1_000_000),
    /** Tables of a module, imported ones included. */
    TABLES("tables", 100_000),
    /** Elements that a table has, at first or later. */
    TABLE_ELEMENTS("elements of a table", 10_000_000),
    /** Memories of a module, imported ones included. */
    MEMORIES("memories", 100),
    /** Pages of 64 KiB that a memory with 64-bit addresses has, at first or later. */
    MEMORY64_PAGES("pages of a 64-bit memory", 262_144),
    /** Own tags of a module. */
    TAGS("tags", 1_000_000),
    /** Own globals of a module. */
    GLOBALS("globals", 1_000_000),
    /** Exports of a module. */
    EXPORTS("exports", 1_000_000),
    /** Element segments of a module. Source: wasmparser. */
    ELEMENT_SEGMENTS("element segments", 100_000),
    /** Elements of a segment. */
    SEGMENT_ELEMENTS("elements of a segment", 10_000_000),
    /** Data segments of a module. */
    DATA_SEGMENTS("data segments", 100_000),
    /** Bytes of a function's body, locals included. */
    BODY_BYTES("bytes of a function body", 7_654_321),
    /** Locals of a function, parameters included. */
    LOCALS("locals of a function", 50_000),
    /**
     * Operands that wait on a function's stack. Source: ours, and more than the longest body can push one by one; two bytes push a thousand
     * by a call, so that a small module could take any heap.
     */
    OPERANDS("operands on the stack of a function", 10_000_000),
    /** Targets of a {@code br_table}, the last one aside. Source: SpiderMonkey; V8 takes 65,520. */
    BRANCH_TARGETS("targets of br_table", 1_000_000),
    /** Clauses of a {@code try_table}. Source: wasmparser. */
    CATCH_CLAUSES("clauses of try_table", 10_000),
    /** Operands of an {@code array.new_fixed}. */
    ARRAY_OPERANDS("operands of array.new_fixed", 10_000),
    /** Bytes of a name of an import or export. Source: V8, SpiderMonkey, wasmparser. */
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
     * What is counted.
     *
     * @return a few words for a message
     */
    public String text() {
        return text;
    }

    /**
     * Refuses more than the limit.
     *
     * @param asked  what the module asks for, not negative
     * @param offset the byte offset where it asks
     * @throws LimitException when it is more; it names limit, value and what was asked
     */
    public void check(long asked, int offset) {
        if (asked > value) {
            throw new LimitException(Refusal.of(Failure.TOO_LARGE).detail(text).at(offset).expected("at most " + value, asked));
        }
    }
}
