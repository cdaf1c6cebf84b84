package org.granary.text.syntax;

import java.util.List;
import org.granary.type.FuncType;
import org.granary.type.ValType;

/**
 * How a function type is given: by a reference, by its parameters and results, or both. Immutable.
 *
 * @param type    the reference, or null
 * @param params  the parameters as written
 * @param results the results as written
 * @param token   where it starts
 */
public record TypeUse(Index type, List<Param> params, List<ValType> results, int token) {
    /**
     * The parameters and results as written.
     *
     * @return the type without names
     */
    public FuncType written() {
        return FuncType.of(params.stream().map(Param::type).toList(), results);
    }

    /**
     * Whether parameters or results are written.
     *
     * @return false for a reference alone
     */
    public boolean hasInline() {
        return !params.isEmpty() || !results.isEmpty();
    }
}
