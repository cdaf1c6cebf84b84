package org.granary.binary;

/** The sections but custom ones, in the order in which they may stand; each at most once. Immutable. */
enum Section {
    TYPE(1),
    IMPORT(2),
    FUNCTION(3),
    TABLE(4),
    MEMORY(5),
    TAG(13),
    GLOBAL(6),
    EXPORT(7),
    START(8),
    ELEMENT(9),
    DATA_COUNT(12),
    CODE(10),
    DATA(11);

    final int id;

    Section(int id) {
        this.id = id;
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
        switch (this) {
            case TYPE -> TypeSection.decode(in, draft);
            case IMPORT -> ImportSection.decode(in, draft);
            case FUNCTION -> FunctionSection.decode(in, draft);
            case TABLE -> TableSection.decode(in, draft);
            case MEMORY -> MemorySection.decode(in, draft);
            case TAG -> TagSection.decode(in, draft);
            case GLOBAL -> GlobalSection.decode(in, draft);
            case EXPORT -> ExportSection.decode(in, draft);
            case START -> StartSection.decode(in, draft);
            case ELEMENT -> ElementSection.decode(in, draft);
            case DATA_COUNT -> DataCountSection.decode(in, draft);
            case CODE -> CodeSection.decode(in, draft);
            case DATA -> DataSection.decode(in, draft);
            default -> throw new AssertionError(this);
        }
    }
}
