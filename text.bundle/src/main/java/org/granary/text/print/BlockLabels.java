package org.granary.text.print;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The blocks around a place in a body and how branches name them. Confined to one thread. */
final class BlockLabels {
    private final Map<Integer, String> names;
    private final List<String> open = new ArrayList<>();
    /** For each name the depths of its open blocks, the innermost first: blocks nest deep, and a search would take quadratic time. */
    private final Map<String, Deque<Integer>> byName = new HashMap<>();
    private int begun;

    /**
     * Outside of all blocks.
     *
     * @param names names of blocks in the order of their beginnings
     */
    BlockLabels(Map<Integer, String> names) {
        this.names = names;
    }

    /** Enters a block; gives what stands behind its keyword. */
    String enter() {
        String name = names.getOrDefault(begun++, "");
        open.add(name);
        if (name.isEmpty()) {
            return " (;@" + open.size() + ";)";
        }
        byName.computeIfAbsent(name, key -> new ArrayDeque<>()).push(open.size());
        return " " + Literals.identifier(name);
    }

    /** Leaves the innermost block, if there is one. */
    void leave() {
        if (!open.isEmpty()) {
            String name = open.remove(open.size() - 1);
            if (!name.isEmpty()) {
                byName.get(name).pop();
            }
        }
    }

    int depth() {
        return open.size();
    }

    /** A use of a label: its name where no inner block hides it, otherwise how far out it is. */
    String use(int label) {
        int target = open.size() - label;
        if (label < 0 || target < 1) {
            return Integer.toUnsignedString(label) + (target == 0 ? " (;@0;)" : "");
        }
        String name = open.get(target - 1);
        if (name.isEmpty()) {
            return label + " (;@" + target + ";)";
        }
        return byName.get(name).peek() == target ? Literals.identifier(name) : Integer.toString(label);
    }
}
