package org.granary.console.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Arguments apart: options and operands, in any order. {@code --name=value} and {@code --name value} are one, and so are {@code -Wvalue}
 * and {@code -W value}; after {@code --} there are
 * operands only, and {@code -} alone is one. Immutable.
 */
final class Options {
    /**
     * The options that a command knows. Immutable.
     *
     * @param flags  those without a value
     * @param valued those with one
     * @param repeated those of the valued that may stand several times
     */
    record Known(Set<String> flags, Set<String> valued, Set<String> repeated) {
        Known(Set<String> flags, Set<String> valued) {
            this(flags, valued, Set.of());
        }
    }

    private final Map<String, List<String>> values;
    private final List<String> operands;

    private Options(Map<String, List<String>> values, List<String> operands) {
        this.values = values;
        this.operands = operands;
    }

    /**
     * Reads arguments.
     *
     * @throws UselessException when an option is unknown, lacks its value, has one too many or stands twice
     */
    static Options parse(List<String> arguments, Known known) {
        return parse(arguments, known, false);
    }

    /**
     * Reads arguments.
     *
     * @param operandsEnd whether there are operands only behind the first one
     * @throws UselessException when an option is unknown, lacks its value, has one too many or stands twice
     */
    static Options parse(List<String> arguments, Known known, boolean operandsEnd) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> operands = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                operands.addAll(arguments.subList(i + 1, arguments.size()));
                break;
            }
            if (!argument.startsWith("-") || argument.equals("-")) {
                if (operandsEnd) {
                    operands.add(argument);
                    // who is used to part a program's arguments from ours by it means the program by all that follows
                    boolean parted = i + 1 < arguments.size() && arguments.get(i + 1).equals("--");
                    operands.addAll(arguments.subList(i + (parted ? 2 : 1), arguments.size()));
                    break;
                }
                operands.add(argument);
                continue;
            }
            int sign = argument.startsWith("--") ? argument.indexOf('=') : -1;
            boolean joined = argument.length() > 2 && known.valued().contains(argument.substring(0, 2));
            String name = joined ? argument.substring(0, 2) : sign < 0 ? argument : argument.substring(0, sign);
            String value = joined ? argument.substring(2) : sign < 0 ? null : argument.substring(sign + 1);
            if (known.valued().contains(name)) {
                if (value == null && ++i == arguments.size()) {
                    throw new UselessException(name + " lacks its value");
                }
                value = value == null ? arguments.get(i) : value;
            } else if (!known.flags().contains(name)) {
                throw new UselessException("no such option: " + name);
            } else if (value != null) {
                throw new UselessException(name + " takes no value");
            }
            if (values.containsKey(name) && !known.repeated().contains(name)) {
                throw new UselessException(name + " stands twice");
            }
            List<String> all = values.computeIfAbsent(name, first -> new ArrayList<>());
            if (value != null) {
                all.add(value);
            }
        }
        return new Options(values, operands);
    }

    boolean has(String flag) {
        return values.containsKey(flag);
    }

    Optional<String> value(String name) {
        return values(name).stream().findFirst();
    }

    /** The values of an option that may stand several times, in order. */
    List<String> values(String name) {
        return values.getOrDefault(name, List.of());
    }

    List<String> operands() {
        return operands;
    }

    /** The one operand of a command that takes one. */
    String operand() {
        if (operands.size() != 1) {
            throw new UselessException("expected one file, found "
                    + (operands.isEmpty() ? "none" : operands.size() + ": " + String.join(" ", operands)));
        }
        return operands.get(0);
    }
}
