package org.granary.text.encode;

/**
 * The sections in the order in which they stand in a binary. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 5.5.2 (sections).
 */
enum Section {
    /** Types. */
    TYPE(1),
    /** Imports. */
    IMPORT(2),
    /** Type indices of functions. */
    FUNCTION(3),
    /** Tables. */
    TABLE(4),
    /** Memories. */
    MEMORY(5),
    /** Tags. */
    TAG(13),
    /** Globals. */
    GLOBAL(6),
    /** Exports. */
    EXPORT(7),
    /** The start function. */
    START(8),
    /** Element segments. */
    ELEMENT(9),
    /** The number of data segments. */
    DATA_COUNT(12),
    /** Bodies. */
    CODE(10),
    /** Data segments. */
    DATA(11);

    private final int id;

    Section(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }
}
