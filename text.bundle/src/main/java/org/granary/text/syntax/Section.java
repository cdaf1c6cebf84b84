package org.granary.text.syntax;

import java.util.Arrays;
import java.util.Optional;

/** The sections of a binary in the order in which they stand there, with the words that annotations have for them. Immutable. */
public enum Section {
    /** Types. */
    TYPE(1, "type"),
    /** Imports. */
    IMPORT(2, "import"),
    /** The types of functions. */
    FUNCTION(3, "func"),
    /** Tables. */
    TABLE(4, "table"),
    /** Memories. */
    MEMORY(5, "memory"),
    /** Tags. */
    TAG(13, "tag"),
    /** Globals. */
    GLOBAL(6, "global"),
    /** Exports. */
    EXPORT(7, "export"),
    /** The start function. */
    START(8, "start"),
    /** Element segments. */
    ELEMENT(9, "elem"),
    /** The number of data segments. */
    DATA_COUNT(12, "datacount"),
    /** Bodies. */
    CODE(10, "code"),
    /** Data segments. */
    DATA(11, "data");

    private final int id;
    private final String word;

    Section(int id, String word) {
        this.id = id;
        this.word = word;
    }

    /**
     * The byte that the section begins with.
     *
     * @return 1 to 13
     */
    public int id() {
        return id;
    }

    static Optional<Section> find(String word) {
        return Arrays.stream(values()).filter(section -> section.word.equals(word)).findFirst();
    }
}
