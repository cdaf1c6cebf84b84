package org.granary.text.syntax;

import java.util.List;
import org.granary.type.RefType;

/**
 * The content of an element segment; either functions or expressions. Immutable.
 *
 * @param type        the type of the elements
 * @param functions   the functions, or null
 * @param expressions the expressions, or null
 */
public record ElemList(RefType type, List<Index> functions, List<Range> expressions) {
    /**
     * The number of elements.
     *
     * @return the length of the list that is there
     */
    public int size() {
        return functions != null ? functions.size() : expressions.size();
    }
}
