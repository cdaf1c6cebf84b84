package org.granary.text.print;

/** The index spaces whose members a {@code name} section may name. Immutable. */
enum NameSpace {
    FUNC(1), LOCAL(2), LABEL(3), TYPE(4), TABLE(5), MEMORY(6), GLOBAL(7), ELEM(8), DATA(9), FIELD(10), TAG(11);

    private final int subsection;

    NameSpace(int subsection) {
        this.subsection = subsection;
    }

    int subsection() {
        return subsection;
    }
}
