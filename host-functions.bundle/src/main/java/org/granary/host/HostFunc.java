package org.granary.host;

import java.util.Objects;
import org.granary.store.HostFunction;
import org.granary.type.FuncType;

/**
 * A host function that is not of a store yet. Immutable.
 *
 * @param name     the item name of the imports that it satisfies
 * @param type     the function's type
 * @param function what it does
 */
public record HostFunc(String name, FuncType type, HostFunction<HostScope> function) {
    /**
     * Checks the parts.
     *
     * @throws NullPointerException when one is null
     */
    public HostFunc {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(function, "function");
    }

    /**
     * A function that is not of a store yet.
     *
     * @param name     the item name of the imports that it satisfies
     * @param type     the function's type
     * @param function what it does
     * @return the function
     */
    public static HostFunc of(String name, FuncType type, HostFunction<HostScope> function) {
        return new HostFunc(name, type, function);
    }
}
