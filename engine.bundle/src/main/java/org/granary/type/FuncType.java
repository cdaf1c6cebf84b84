package org.granary.type;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A function type: the types of parameters and results. Immutable; equal when the lists are equal.
 *
 * <p>Source: WebAssembly core specification, section 2.3.9 (composite types).
 *
 * @param params  the parameter types in order, never null
 * @param results the result types in order, never null
 */
public record FuncType(List<ValType> params, List<ValType> results) implements CompositeType, ExternType {
    /** Copies the lists. */
    public FuncType {
        params = List.copyOf(params);
        results = List.copyOf(results);
    }

    /**
     * Makes a function type.
     *
     * @param params  the parameter types in order, without nulls
     * @param results the result types in order, without nulls
     * @return the type
     */
    public static FuncType of(List<? extends ValType> params, List<? extends ValType> results) {
        return new FuncType(List.copyOf(params), List.copyOf(results));
    }

    /**
     * Makes a function type from two arrays' worth of types in text order.
     *
     * @param params the parameter types
     * @return a type without results; see {@link #returning}
     */
    public static FuncType taking(ValType... params) {
        return new FuncType(List.of(params), List.of());
    }

    /**
     * The same parameters with these results.
     *
     * @param types the result types
     * @return the new type
     */
    public FuncType returning(ValType... types) {
        return new FuncType(params, List.of(types));
    }

    // by hand, as what records bring is linked at its first use, which takes longer than a small module
    @Override
    public boolean equals(Object other) {
        return other instanceof FuncType type && params.equals(type.params) && results.equals(type.results);
    }

    @Override
    public int hashCode() {
        return params.hashCode() * 31 + results.hashCode();
    }

    @Override
    public AbstractHeapType abstraction() {
        return AbstractHeapType.FUNC;
    }

    @Override
    public boolean matches(CompositeType other) {
        return other instanceof FuncType wider && matches(wider.params, params) && matches(results, wider.results);
    }

    private static boolean matches(List<ValType> narrow, List<ValType> wide) {
        if (narrow.size() != wide.size()) {
            return false;
        }
        for (int i = 0; i < narrow.size(); i++) {
            if (!narrow.get(i).isSubtypeOf(wide.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Kind kind() {
        return Kind.FUNC;
    }

    @Override
    public String toString() {
        return "(func" + list(" (param ", params) + list(" (result ", results) + ")";
    }

    private static String list(String head, List<ValType> types) {
        return types.isEmpty() ? "" : types.stream().map(ValType::toString).collect(Collectors.joining(" ", head, ")"));
    }
}
