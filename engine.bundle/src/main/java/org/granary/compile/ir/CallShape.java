package org.granary.compile.ir;

import java.util.ArrayList;
import java.util.List;
import org.granary.type.FuncType;
import org.granary.type.ValType;

/**
 * A function type as the JVM sees it: kinds instead of types. Gives every descriptor and generated name that depends on nothing else, so
 * a name alone is enough to make the class behind it. Immutable.
 *
 * <p>A list that cannot travel as it is (several results, a v128 result, more parameters than the JVM has slots for) travels in a
 * <em>shape object</em>: a class named {@code org/granary/shape/V$…} with a field {@code f0}, {@code f1}, … for
 * each value; a v128 has a second field {@code f0h} for its high half.
 *
 * @param params  the kinds of the parameters
 * @param results the kinds of the results
 */
public record CallShape(List<Kind> params, List<Kind> results) implements Comparable<CallShape> {
    /** Where all generated shapes live; the name of a class in it says all about it. */
    public static final String PACKAGE = "org/granary/shape/";
    /** The JVM allows 255 slots; an instance, an index and a receiver need room beside the parameters. */
    public static final int MOST_PARAMETER_SLOTS = 250;

    /** More than any type has. */
    private static final int MOST_VALUES = 100_000;
    private static final String OBJECT = "Ljava/lang/Object;";
    private static final String FUNC_REF = "Lorg/granary/vm/FuncRef;";

    /** Copies the lists. */
    public CallShape {
        params = List.copyOf(params);
        results = List.copyOf(results);
    }

    // by hand, as what records bring is linked at its first use
    @Override
    public boolean equals(Object other) {
        return other instanceof CallShape shape && params.equals(shape.params) && results.equals(shape.results);
    }

    @Override
    public int hashCode() {
        return params.hashCode() * 31 + results.hashCode();
    }

    /** An order, by which maps find shapes quickly also where a module has made thousands of one hash. */
    @Override
    public int compareTo(CallShape other) {
        int byParams = compare(params, other.params);
        return byParams != 0 ? byParams : compare(results, other.results);
    }

    private static int compare(List<Kind> one, List<Kind> other) {
        if (one.size() != other.size()) {
            return Integer.compare(one.size(), other.size());
        }
        for (int i = 0; i < one.size(); i++) {
            int difference = one.get(i).compareTo(other.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /**
     * The shape of a function type.
     *
     * @param type the type, its references resolved
     * @return the shape
     */
    public static CallShape of(FuncType type) {
        return new CallShape(kinds(type.params()), kinds(type.results()));
    }

    /**
     * What a shape object takes.
     *
     * @param kinds the kinds of its values
     * @return bytes, about
     */
    public static int bytes(List<Kind> kinds) {
        int sum = 0;
        for (Kind kind : kinds) {
            sum += kind == Kind.V128 ? 2 * Long.BYTES : Long.BYTES;
        }
        return sum;
    }

    /**
     * The kinds of types.
     *
     * @param types the types
     * @return their kinds
     */
    public static List<Kind> kinds(List<ValType> types) {
        Kind[] kinds = new Kind[types.size()];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = Kind.of(types.get(i));
        }
        return List.of(kinds);
    }

    /**
     * Whether the parameters travel in a shape object.
     *
     * @return true when they have more than {@link #MOST_PARAMETER_SLOTS} slots
     */
    public boolean packsParams() {
        return Kind.slots(params) > MOST_PARAMETER_SLOTS;
    }

    /**
     * Whether the results travel in a shape object.
     *
     * @return true for several results and for a v128
     */
    public boolean packsResults() {
        return results.size() > 1 || results.contains(Kind.V128);
    }

    /**
     * The internal name of the shape class of the parameters.
     *
     * @return such as {@code org/granary/shape/V$3IJ}
     */
    public String paramsClass() {
        return valuesClass(params);
    }

    /**
     * The internal name of the shape class of the results.
     *
     * @return such as {@code org/granary/shape/V$IJ}
     */
    public String resultsClass() {
        return valuesClass(results);
    }

    /**
     * The internal name of the call interface.
     *
     * @return such as {@code org/granary/shape/C$2I$I}
     */
    public String callInterface() {
        return PACKAGE + "C$" + suffix();
    }

    /**
     * Both lists in the form that names use.
     *
     * @return such as {@code 2I$I}
     */
    public String suffix() {
        return text(params) + "$" + text(results);
    }

    /**
     * A JVM method descriptor.
     *
     * @param more the descriptors of what follows the parameters, or an empty text
     * @return such as {@code (IIJLorg/granary/vm/Instance;)I}
     */
    public String descriptor(String more) {
        StringBuilder text = new StringBuilder("(");
        if (packsParams()) {
            text.append('L').append(paramsClass()).append(';');
        } else {
            for (Kind kind : params) {
                text.append(field(kind)).append(kind == Kind.V128 ? "J" : "");
            }
        }
        return text.append(more).append(')').append(result()).toString();
    }

    /**
     * The JVM descriptor of what a call returns.
     *
     * @return {@code V}, the one result's descriptor, or the shape class's
     */
    public String result() {
        if (packsResults()) {
            return "L" + resultsClass() + ";";
        }
        return results.isEmpty() ? "V" : field(results.get(0));
    }

    /**
     * The JVM descriptor of a value; of a v128, that of each half.
     *
     * @param kind the kind
     * @return a field descriptor
     */
    public static String field(Kind kind) {
        return switch (kind) {
            case I32 -> "I";
            case I64, V128 -> "J";
            case F32 -> "F";
            case F64 -> "D";
            case FUNC -> FUNC_REF;
            case EXN, ANY -> OBJECT;
        };
    }

    /**
     * The internal name of the class that holds values of these kinds.
     *
     * @param kinds the kinds in order
     * @return the name
     */
    public static String valuesClass(List<Kind> kinds) {
        return PACKAGE + "V$" + text(kinds);
    }

    /**
     * Kinds in the form that names use: a letter each, runs as a number and a letter.
     *
     * @param kinds the kinds in order
     * @return such as {@code 3IJ}
     */
    public static String text(List<Kind> kinds) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < kinds.size();) {
            int from = i;
            while (i < kinds.size() && kinds.get(i) == kinds.get(from)) {
                i++;
            }
            if (i - from > 1) {
                text.append(i - from);
            }
            text.append(kinds.get(from).letter());
        }
        return text.toString();
    }

    /**
     * Reads {@link #text} back.
     *
     * @param text such as {@code 3IJ}
     * @return the kinds
     * @throws IllegalArgumentException when it is no such text
     */
    public static List<Kind> parse(String text) {
        List<Kind> kinds = new ArrayList<>();
        int run = 0;
        for (char letter : text.toCharArray()) {
            if (Character.isDigit(letter)) {
                run = run * 10 + letter - '0';
                if (run > MOST_VALUES) {
                    throw new IllegalArgumentException("run too long in " + text);
                }
            } else {
                Kind kind = kind(letter);
                if (kinds.size() + run > MOST_VALUES) {
                    throw new IllegalArgumentException("too many values in " + text);
                }
                for (int i = 0; i < Math.max(1, run); i++) {
                    kinds.add(kind);
                }
                run = 0;
            }
        }
        return kinds;
    }

    private static Kind kind(char letter) {
        for (Kind kind : Kind.values()) {
            if (kind.letter() == letter) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind has the letter " + letter);
    }
}
