package org.granary.text.print;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The identifiers of one index space, made from names that need not be unique: the first of a name has it, the others get their index added
 * and an annotation with what they are really called. Immutable.
 */
final class Identifiers {
    /** No names. */
    static final Identifiers NONE = new Identifiers(Map.of(), Integer.MAX_VALUE);

    private final Map<Integer, String> identifiers = new HashMap<>();
    /** Names that the identifier does not say. */
    private final Map<Integer, String> annotated = new HashMap<>();

    /**
     * Chooses identifiers.
     *
     * @param names by index
     * @param size  how many things there are; names of more are left out
     */
    Identifiers(Map<Integer, String> names, int size) {
        Set<String> taken = new HashSet<>();
        new TreeMap<>(names).forEach((index, name) -> {
            if (index >= 0 && index < size) {
                if (name.isEmpty()) {
                    annotated.put(index, name);
                } else {
                    choose(index, name, taken);
                }
            }
        });
    }

    private void choose(int index, String name, Set<String> taken) {
        String chosen = name;
        while (!taken.add(chosen)) {
            annotated.put(index, name);
            chosen = chosen + "#" + index;
        }
        identifiers.put(index, Literals.identifier(chosen));
    }

    /** How a use is written: the identifier, or the number. */
    String use(int index) {
        String identifier = identifiers.get(index);
        return identifier != null ? identifier : Integer.toUnsignedString(index);
    }

    /** Whether a definition has a name of any kind. */
    boolean names(int index) {
        return identifiers.containsKey(index) || annotated.containsKey(index);
    }

    /** What stands behind the keyword of a definition: identifier and annotation, each with a blank before it. */
    String definition(int index) {
        String identifier = identifiers.get(index);
        String name = annotated.get(index);
        return (identifier == null ? "" : " " + identifier) + (name == null ? "" : " (@name " + Literals.name(name) + ")");
    }
}
