package org.granary.text.syntax;

import java.util.List;
import org.granary.type.ExternType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.TableType;

/** A field of a module as written, abbreviations kept. Immutable by agreement: arrays are not copied. */
public sealed interface Field {
    /**
     * Where the field starts.
     *
     * @return the token
     */
    int token();

    /** A field that takes an index of a space and may be imported and exported on the spot. */
    sealed interface Definition extends Field {
        /**
         * Its name.
         *
         * @return the name, or null
         */
        Id id();

        /**
         * The names it is exported under on the spot.
         *
         * @return in the order of the text
         */
        List<String> exports();

        /**
         * What it is imported as.
         *
         * @return the names, or null for a definition of the module's own
         */
        ImportName imported();

        /**
         * The space it belongs to.
         *
         * @return never null
         */
        ExternType.Kind kind();
    }

    /**
     * The two names of an import.
     *
     * @param module the module name
     * @param item   the item name
     * @param place  its place in a group of imports, or null for an import of its own
     */
    record ImportName(String module, String item, GroupPlace place) {
    }

    /**
     * A place in a group of imports from one module.
     *
     * @param index  from 0
     * @param size   how many imports the group has
     * @param shared whether all have the one type that is written once
     */
    record GroupPlace(int index, int size, boolean shared) {
    }

    /**
     * A type definition, or a recursive group of some.
     *
     * @param members the definitions in order
     * @param token   where it starts
     */
    record Types(List<TypeDef> members, int token) implements Field {
    }

    /**
     * A function.
     *
     * @param id       its name, or null
     * @param exports  export names
     * @param imported import names, or null
     * @param type     its type
     * @param body     locals and instructions; empty for an import
     * @param token    where it starts
     */
    record Func(Id id, List<String> exports, ImportName imported, TypeUse type, Range body, int token) implements Definition {
        @Override
        public ExternType.Kind kind() {
            return ExternType.Kind.FUNC;
        }
    }

    /**
     * A table.
     *
     * @param id       its name, or null
     * @param exports  export names
     * @param imported import names, or null
     * @param type     its type
     * @param init     the first value of all elements, or null
     * @param elements elements given on the spot, or null
     * @param token    where it starts
     */
    record Table(Id id, List<String> exports, ImportName imported, TableType type, Range init, ElemList elements, int token)
            implements Definition {
        @Override
        public ExternType.Kind kind() {
            return ExternType.Kind.TABLE;
        }
    }

    /**
     * A memory.
     *
     * @param id       its name, or null
     * @param exports  export names
     * @param imported import names, or null
     * @param type     its type
     * @param content  data given on the spot, or null
     * @param token    where it starts
     */
    record Memory(Id id, List<String> exports, ImportName imported, MemoryType type, byte[] content, int token) implements Definition {
        @Override
        public ExternType.Kind kind() {
            return ExternType.Kind.MEMORY;
        }
    }

    /**
     * A global.
     *
     * @param id       its name, or null
     * @param exports  export names
     * @param imported import names, or null
     * @param type     its type
     * @param init     its first value; empty for an import
     * @param token    where it starts
     */
    record Global(Id id, List<String> exports, ImportName imported, GlobalType type, Range init, int token) implements Definition {
        @Override
        public ExternType.Kind kind() {
            return ExternType.Kind.GLOBAL;
        }
    }

    /**
     * A tag.
     *
     * @param id       its name, or null
     * @param exports  export names
     * @param imported import names, or null
     * @param type     says what its exceptions carry
     * @param token    where it starts
     */
    record Tag(Id id, List<String> exports, ImportName imported, TypeUse type, int token) implements Definition {
        @Override
        public ExternType.Kind kind() {
            return ExternType.Kind.TAG;
        }
    }

    /**
     * An export.
     *
     * @param name  its name
     * @param kind  the space of the index
     * @param index what is exported
     * @param token where it starts
     */
    record Export(String name, ExternType.Kind kind, Index index, int token) implements Field {
    }

    /**
     * A custom section.
     *
     * @param name      its name
     * @param placement where it goes
     * @param content   its bytes
     * @param token     the token behind its annotation
     */
    record Custom(String name, Placement placement, byte[] content, int token) implements Field {
    }

    /**
     * A start function.
     *
     * @param function which one
     * @param token    where it starts
     */
    record Start(Index function, int token) implements Field {
    }

    /**
     * An element segment.
     *
     * @param id    its name, or null
     * @param mode  when it is used
     * @param table the table of an active one, or null for table 0
     * @param at    the place in the table of an active one, or null
     * @param list  its content
     * @param token where it starts
     */
    record Elem(Id id, Mode mode, Index table, Range at, ElemList list, int token) implements Field {
    }

    /**
     * A data segment.
     *
     * @param id      its name, or null
     * @param memory  the memory of an active one, or null for memory 0
     * @param at      the place in the memory of an active one, or null for a passive one
     * @param content its bytes
     * @param token   where it starts
     */
    record Data(Id id, Index memory, Range at, byte[] content, int token) implements Field {
    }
}
