package org.granary.text.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.engine.Failure;
import org.granary.text.lex.Tokens;
import org.granary.text.syntax.Id;
import org.granary.text.syntax.TypeUse;
import org.granary.type.FuncType;

/**
 * The types of a module: first those that the text defines, then, in the order of the text, those that type uses need and no definition
 * gives. Confined to one thread.
 */
public final class TypeTable {
    private final Tokens tokens;
    private final IndexSpace names;
    private final List<FuncType> types = new ArrayList<>();
    private final Map<FuncType, Integer> first = new HashMap<>();

    /**
     * An empty table.
     *
     * @param tokens the text, for errors
     */
    public TypeTable(Tokens tokens) {
        this.tokens = tokens;
        names = new IndexSpace(tokens, "type", Failure.DUPLICATE_TYPE);
    }

    /**
     * Adds a definition.
     *
     * @param id   its name, or null
     * @param type the type
     */
    public void define(Id id, FuncType type) {
        names.define(id);
        add(type);
    }

    private int add(FuncType type) {
        first.putIfAbsent(type, types.size());
        types.add(type);
        return types.size() - 1;
    }

    /**
     * The index of a type use; adds a type where none fits.
     *
     * @param use the use
     * @return the type's index
     * @throws org.granary.engine.MalformedException when parameters and results are written beside a reference to another type
     */
    public int index(TypeUse use) {
        FuncType written = use.written();
        if (use.type() == null) {
            Integer known = first.get(written);
            return known != null ? known : add(written);
        }
        int index = names.resolve(use.type());
        FuncType named = get(index);
        if (use.hasInline() && !written.equals(named)) {
            String found = named != null ? named.toString() : "no type " + Integer.toUnsignedString(index);
            throw tokens.source().error(Failure.INLINE_FUNCTION_TYPE, tokens.start(use.token()), written.toString(), found);
        }
        return index;
    }

    /**
     * A type by index.
     *
     * @param index any index
     * @return the type, or null where there is none
     */
    public FuncType get(int index) {
        return Integer.compareUnsigned(index, types.size()) < 0 ? types.get(index) : null;
    }

    /**
     * All types.
     *
     * @return in the order of their indices
     */
    public List<FuncType> all() {
        return List.copyOf(types);
    }
}
