package org.granary.type;

import java.util.Locale;

/**
 * The type of something that can be imported or exported. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.19 (external types).
 */
public sealed interface ExternType permits FuncType, TableType, MemoryType, GlobalType, TagType {
    /** The five kinds, in the order of their binary codes. */
    enum Kind {
        /** A function, code 0. */
        FUNC,
        /** A table, code 1. */
        TABLE,
        /** A memory, code 2. */
        MEMORY,
        /** A global, code 3. */
        GLOBAL,
        /** A tag, code 4. */
        TAG;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The kind of this type.
     *
     * @return never null
     */
    Kind kind();
}
