package org.granary.text.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.granary.engine.Failure;
import org.granary.text.lex.Tokens;
import org.granary.text.syntax.Id;
import org.granary.text.syntax.Index;

/** The labels in reach at a place in a body; an inner one hides an outer one of the same name. Confined to one thread. */
public final class Labels {
    private final Tokens tokens;
    private final List<String> names = new ArrayList<>();
    /**
     * For each name the numbers of its blocks, counted from the outside, the innermost first: blocks nest deep, and a search would take
     * quadratic time.
     */
    private final Map<String, Deque<Integer>> blocks = new HashMap<>();

    private final Map<Integer, String> shown = new TreeMap<>();
    private int begun;

    /**
     * No labels.
     *
     * @param tokens the text, for errors
     */
    public Labels(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Enters the body of a function, whose label has no name. */
    public void body() {
        names.add(null);
    }

    /**
     * Enters a block.
     *
     * @param id its label, or null
     */
    public void push(Id id) {
        if (id != null && id.name() != null) {
            blocks.computeIfAbsent(id.name(), name -> new ArrayDeque<>()).push(names.size());
        }
        if (id != null) {
            shown.put(begun, id.shown());
        }
        begun++;
        names.add(id == null ? null : id.name());
    }

    /**
     * What blocks are called.
     *
     * @return an unmodifiable map of names by the order of the blocks' beginnings, from 0
     */
    public Map<Integer, String> shown() {
        return Collections.unmodifiableMap(shown);
    }

    /** Leaves the innermost block. */
    public void pop() {
        String name = names.remove(names.size() - 1);
        if (name != null) {
            blocks.get(name).pop();
        }
    }

    /**
     * Checks a label that is repeated after {@code else} or {@code end}.
     *
     * @param id the label, or null
     * @throws org.granary.engine.MalformedException when it is not the innermost block's
     */
    public void repeat(Id id) {
        String name = names.get(names.size() - 1);
        if (id != null && !id.name().equals(name)) {
            String expected = name == null ? "no label" : "$" + name;
            throw tokens.source().error(Failure.MISMATCHING_LABEL, tokens.start(id.token()), expected, "$" + id.name());
        }
    }

    /**
     * How far out a label is.
     *
     * @param use a name or a number
     * @return 0 for the innermost block
     * @throws org.granary.engine.MalformedException when no block in reach has the name
     */
    public int resolve(Index use) {
        if (use.name() == null) {
            return use.number();
        }
        Deque<Integer> named = blocks.get(use.name());
        if (named != null && !named.isEmpty()) {
            return names.size() - 1 - named.peek();
        }
        throw tokens.source().error(Failure.UNKNOWN_IDENTIFIER, tokens.start(use.token()), "label $" + use.name());
    }
}
