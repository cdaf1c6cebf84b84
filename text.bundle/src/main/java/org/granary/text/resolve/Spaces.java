package org.granary.text.resolve;

import java.util.EnumMap;
import java.util.Map;
import org.granary.engine.Failure;
import org.granary.text.lex.Tokens;
import org.granary.text.syntax.Field;
import org.granary.text.syntax.ModuleText;
import org.granary.type.ExternType.Kind;

/** All index spaces of a module but locals and labels. Confined to one thread. */
public final class Spaces {
    private static final Map<Kind, Failure> IMPORT_AFTER = Map.of(
            Kind.FUNC, Failure.IMPORT_AFTER_FUNCTION,
            Kind.TABLE, Failure.IMPORT_AFTER_TABLE,
            Kind.MEMORY, Failure.IMPORT_AFTER_MEMORY,
            Kind.GLOBAL, Failure.IMPORT_AFTER_GLOBAL,
            Kind.TAG, Failure.IMPORT_AFTER_TAG);

    private final TypeTable types;
    private final Map<Kind, IndexSpace> byKind = new EnumMap<>(Kind.class);
    private final IndexSpace elements;
    private final IndexSpace data;
    private Failure defined;

    private Spaces(Tokens tokens, TypeTable foreseen) {
        types = new TypeTable(tokens, foreseen);
        byKind.put(Kind.FUNC, new IndexSpace(tokens, "function", Failure.DUPLICATE_FUNC));
        byKind.put(Kind.TABLE, new IndexSpace(tokens, "table", Failure.DUPLICATE_TABLE));
        byKind.put(Kind.MEMORY, new IndexSpace(tokens, "memory", Failure.DUPLICATE_MEMORY));
        byKind.put(Kind.GLOBAL, new IndexSpace(tokens, "global", Failure.DUPLICATE_GLOBAL));
        byKind.put(Kind.TAG, new IndexSpace(tokens, "tag", Failure.DUPLICATE_TAG));
        elements = new IndexSpace(tokens, "element segment", Failure.DUPLICATE_ELEM);
        data = new IndexSpace(tokens, "data segment", Failure.DUPLICATE_DATA);
    }

    /**
     * Gives every field of a module its index.
     *
     * @param module the module as written
     * @return the spaces, with all names and all defined types
     * @throws org.granary.engine.MalformedException when a name is given twice or an import stands behind a definition
     */
    public static Spaces of(ModuleText module) {
        return of(module, null);
    }

    /**
     * The same once more.
     *
     * @param module   the module as written
     * @param foreseen its types after all of it had been gone through, those that type uses have added included; null at the first time
     * @return the spaces, with all names and all defined types
     * @throws org.granary.engine.MalformedException when a name is given twice or an import stands behind a definition
     */
    public static Spaces of(ModuleText module, TypeTable foreseen) {
        Spaces spaces = new Spaces(module.tokens(), foreseen);
        module.fields().forEach(field -> spaces.define(module.tokens(), field));
        return spaces;
    }

    private void define(Tokens tokens, Field field) {
        if (field instanceof Field.Types group) {
            types.define(group.members());
        } else if (field instanceof Field.Definition definition) {
            byKind.get(definition.kind()).define(definition.id());
            if (definition.imported() == null) {
                defined = defined == null ? IMPORT_AFTER.get(definition.kind()) : defined;
            } else if (defined != null) {
                throw tokens.source().error(defined, tokens.start(field.token()));
            }
            defineOnTheSpot(definition);
        } else if (field instanceof Field.Elem elem) {
            elements.define(elem.id());
        } else if (field instanceof Field.Data segment) {
            data.define(segment.id());
        }
    }

    /** A segment inside the definition of a table or memory takes an index too. */
    private void defineOnTheSpot(Field.Definition definition) {
        if (definition instanceof Field.Table table && table.elements() != null) {
            elements.define(null);
        } else if (definition instanceof Field.Memory memory && memory.content() != null) {
            data.define(null);
        }
    }

    /**
     * The types.
     *
     * @return never null
     */
    public TypeTable types() {
        return types;
    }

    /**
     * The space of functions, tables, memories, globals or tags.
     *
     * @param kind which
     * @return never null
     */
    public IndexSpace of(Kind kind) {
        return byKind.get(kind);
    }

    /**
     * The space of element segments.
     *
     * @return never null
     */
    public IndexSpace elements() {
        return elements;
    }

    /**
     * The space of data segments.
     *
     * @return never null
     */
    public IndexSpace data() {
        return data;
    }
}
