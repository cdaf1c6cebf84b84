package org.granary.text.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.engine.Failure;
import org.granary.text.lex.Tokens;
import org.granary.text.syntax.Id;
import org.granary.text.syntax.Index;
import org.granary.text.syntax.TypeDef;
import org.granary.text.syntax.TypeUse;
import org.granary.type.FuncType;
import org.granary.type.SubType;
import org.granary.type.ValType;

/**
 * The types of a module: first those that the text defines, then, in the order of the text, those that type uses need and no definition
 * gives. Confined to one thread.
 */
public final class TypeTable {
    private final Tokens tokens;
    private final IndexSpace names;
    private final List<SubType> types = new ArrayList<>();
    private final List<List<SubType>> groups = new ArrayList<>();
    private final List<IndexSpace> fields = new ArrayList<>();
    /** By their texts, each type's its own: a map finds one among any number of the same hash, as texts have an order. */
    private final Map<String, Integer> first = new HashMap<>();
    /** All types of the module, when it is gone through once more; else null. */
    private final List<SubType> foreseen;
    private boolean ahead;

    /**
     * An empty table.
     *
     * @param tokens   for errors
     * @param foreseen what the same module's table has become when all of the module had been gone through; null at the first time
     */
    TypeTable(Tokens tokens, TypeTable foreseen) {
        this.tokens = tokens;
        this.foreseen = foreseen == null ? null : foreseen.types;
        names = new IndexSpace(tokens, "type", Failure.DUPLICATE_TYPE);
    }

    /**
     * Adds a recursive group.
     *
     * @param members the definitions in order
     * @throws org.granary.engine.MalformedException when a name is taken
     */
    public void define(List<TypeDef> members) {
        for (TypeDef member : members) {
            names.define(member.id());
            IndexSpace own = new IndexSpace(tokens, "field", Failure.DUPLICATE_FIELD);
            for (Id field : member.fields()) {
                own.define(field);
            }
            fields.add(own);
        }
        add(members.stream().map(TypeDef::type).toList());
    }

    private int add(List<SubType> group) {
        if (group.size() == 1 && group.get(0).isFinal() && group.get(0).supers().isEmpty()
                && group.get(0).content() instanceof FuncType func) {
            first.putIfAbsent(text(func), types.size());
        }
        types.addAll(group);
        groups.add(group);
        return types.size() - 1;
    }

    private static String text(FuncType type) {
        StringBuilder text = new StringBuilder();
        for (ValType param : type.params()) {
            text.append(param).append(' ');
        }
        text.append(';');
        for (ValType result : type.results()) {
            text.append(result).append(' ');
        }
        return text.toString();
    }

    /**
     * The index of a type use; adds a type where none fits.
     *
     * @param use the use
     * @return the index
     * @throws org.granary.engine.MalformedException when it names nothing, or says something else than the named type
     */
    public int index(TypeUse use) {
        FuncType written = use.written();
        if (use.type() == null) {
            Integer known = first.get(text(written));
            return known != null ? known : add(List.of(SubType.plain(written)));
        }
        int index = names.resolve(use.type());
        if (foreseen == null && Integer.compareUnsigned(index, types.size()) >= 0) {
            ahead = true;
            return index;
        }
        FuncType named = get(index);
        if (use.hasInline() && !written.equals(named)) {
            String found = named != null ? named.toString() : "no function type " + Integer.toUnsignedString(index);
            throw tokens.source().error(Failure.INLINE_FUNCTION_TYPE, tokens.start(use.token()), written.toString(), found);
        }
        return index;
    }

    /**
     * The index of a use of a type.
     *
     * @param use the use
     * @return the index
     * @throws org.granary.engine.MalformedException when it names nothing
     */
    public int index(Index use) {
        return names.resolve(use);
    }

    /**
     * The names of types.
     *
     * @return an unmodifiable map of index and name in the order of the indices
     */
    public Map<Integer, String> names() {
        return names.names();
    }

    /**
     * The names of the fields of all types.
     *
     * @return by the index of the type; an empty map for one without
     */
    public List<Map<Integer, String>> fieldNames() {
        return fields.stream().map(IndexSpace::names).toList();
    }

    /**
     * The index of a field.
     *
     * @param type the type's index
     * @param use  the use
     * @return the index
     * @throws org.granary.engine.MalformedException when it names nothing
     */
    public int field(int type, Index use) {
        boolean known = Integer.compareUnsigned(type, fields.size()) < 0;
        return (known ? fields.get(type) : new IndexSpace(tokens, "field", Failure.DUPLICATE_FIELD)).resolve(use);
    }

    /**
     * A function type by index.
     *
     * @param index the index
     * @return the type, or null when there is none or it is of another kind
     */
    public FuncType get(int index) {
        List<SubType> known = foreseen == null ? types : foreseen;
        return Integer.compareUnsigned(index, known.size()) < 0 && known.get(index).content() instanceof FuncType func ? func : null;
    }

    /**
     * Whether a type use named a type that was not there yet. What it says of it has not been looked at then, and parameters have no
     * indices: the module is to be gone through once more.
     *
     * @return false when all types were foreseen
     */
    public boolean looksAhead() {
        return ahead;
    }

    /**
     * All types.
     *
     * @return an unmodifiable list of recursive groups
     */
    public List<List<SubType>> groups() {
        return List.copyOf(groups);
    }
}
