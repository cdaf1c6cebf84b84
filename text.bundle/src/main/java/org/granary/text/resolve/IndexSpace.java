package org.granary.text.resolve;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.granary.engine.Failure;
import org.granary.text.lex.Tokens;
import org.granary.text.syntax.Id;
import org.granary.text.syntax.Index;

/** The indices of one kind of thing and the names given to them. Confined to one thread. */
public final class IndexSpace {
    private final Tokens tokens;
    private final String what;
    private final Failure duplicate;
    private final Map<String, Integer> byName = new HashMap<>();
    private final Map<Integer, String> shown = new TreeMap<>();
    private int count;

    /**
     * An empty space.
     *
     * @param tokens    the text, for errors
     * @param what      what the space holds, for errors
     * @param duplicate the failure when a name is given twice
     */
    public IndexSpace(Tokens tokens, String what, Failure duplicate) {
        this.tokens = tokens;
        this.what = what;
        this.duplicate = duplicate;
    }

    /**
     * Gives the next index.
     *
     * @param id its name, or null
     * @return the index
     * @throws org.granary.engine.MalformedException when the name is taken
     */
    public int define(Id id) {
        if (id != null && id.name() != null && byName.putIfAbsent(id.name(), count) != null) {
            throw tokens.source().error(duplicate, tokens.start(id.token()), "$" + id.name());
        }
        if (id != null) {
            shown.put(count, id.shown());
        }
        return count++;
    }

    /**
     * The index of a use. A number is taken as it is: whether there is such a thing is the validator's question.
     *
     * @param use a name or a number
     * @return the index
     * @throws org.granary.engine.MalformedException when nothing has the name
     */
    public int resolve(Index use) {
        if (use.name() == null) {
            return use.number();
        }
        Integer index = byName.get(use.name());
        if (index == null) {
            throw tokens.source().error(Failure.UNKNOWN_IDENTIFIER, tokens.start(use.token()), what + " $" + use.name());
        }
        return index;
    }

    /**
     * How many indices have been given.
     *
     * @return the next index
     */
    public int count() {
        return count;
    }

    /**
     * What things are called, be it by their identifiers or by annotations.
     *
     * @return an unmodifiable map of index and name in the order of the indices
     */
    public Map<Integer, String> names() {
        return Collections.unmodifiableMap(shown);
    }
}
