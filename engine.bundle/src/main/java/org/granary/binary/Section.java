package org.granary.binary;

import java.util.function.BiConsumer;

/** The sections but custom ones, in the order in which they may stand; each at most once. Immutable. */
enum Section {
    TYPE(1, TypeSection::decode),
    IMPORT(2, ImportSection::decode),
    FUNCTION(3, FunctionSection::decode),
    TABLE(4, TableSection::decode),
    MEMORY(5, MemorySection::decode),
    TAG(13, TagSection::decode),
    GLOBAL(6, GlobalSection::decode),
    EXPORT(7, ExportSection::decode),
    START(8, StartSection::decode),
    ELEMENT(9, ElementSection::decode),
    DATA_COUNT(12, DataCountSection::decode),
    CODE(10, CodeSection::decode),
    DATA(11, DataSection::decode);

    final int id;
    private final BiConsumer<SectionReader, Draft> decoder;

    Section(int id, BiConsumer<SectionReader, Draft> decoder) {
        this.id = id;
        this.decoder = decoder;
    }

    /** The section of an id, or null. */
    static Section find(int id) {
        for (Section section : values()) {
            if (section.id == id) {
                return section;
            }
        }
        return null;
    }

    void decode(SectionReader in, Draft draft) {
        decoder.accept(in, draft);
    }
}
