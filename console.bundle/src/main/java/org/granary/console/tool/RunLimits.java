package org.granary.console.tool;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.granary.store.Func;
import org.granary.store.Store;

/** What a program may use up, by options of ours or by those that other engines take. Stateless. */
final class RunLimits {
    private static final int KILO = 10;

    private RunLimits() {
    }

    private static Optional<String> value(Options asked, String ours, String theirs) {
        Optional<String> own = asked.value(ours);
        return own.isPresent() ? own : theirs(asked, "-W", theirs);
    }

    /** A value of an option whose value is a list of {@code name=value}. */
    static Optional<String> theirs(Options asked, String option, String name) {
        Optional<String> found = Optional.empty();
        for (String list : asked.values(option)) {
            for (String one : list.split(",")) {
                if (one.startsWith(name + "=")) {
                    found = Optional.of(one.substring(name.length() + 1));
                }
            }
        }
        return found;
    }

    /** Whether functions that nothing provides are to trap when they are called. */
    static boolean unknownImportsTrap(Options asked) {
        String name = "unknown-imports-trap";
        return asked.has("--" + name) || asked.values("-W").stream().flatMap(list -> Stream.of(list.split(",")))
                .anyMatch(one -> one.equals(name)
                || one.equals(name + "=y"));
    }

    static OptionalLong fuel(Options asked) {
        Optional<String> given = value(asked, "--fuel", "fuel");
        return given.isPresent() ? OptionalLong.of(number("fuel", given.get())) : OptionalLong.empty();
    }

    /** Where a trap's core dump is to be written. */
    static Optional<String> coreDump(Options asked) {
        return theirs(asked, "-D", "coredump");
    }

    private static long number(String what, String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new UselessException(what + ": expected a number, found " + text);
        }
    }

    /** Sets what belongs to the store. */
    static void set(Store<?> store, Options asked) {
        fuel(asked).ifPresent(store::addFuel);
        value(asked, "--max-memory", "max-memory-size").ifPresent(text -> store.limiter(bytes(text), -1, -1, -1, -1));
    }

    private static long bytes(String text) {
        int unit = text.isEmpty() ? -1 : "kmg".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
        long number = number("memory", unit < 0 ? text : text.substring(0, text.length() - 1));
        int shift = (unit + 1) * KILO;
        if (number < 0 || number > Long.MAX_VALUE >> shift) {
            throw new UselessException("memory: expected less, found " + text);
        }
        return number << shift;
    }

    /** Calls a function, for as long as it may run. */
    static Object[] call(Func function, Options asked, Object... values) {
        Optional<String> timeout = value(asked, "--timeout", "timeout");
        return timeout.isPresent() ? function.call(duration(timeout.get()), values) : function.call(values);
    }

    private static Duration duration(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String digits = lower.replaceAll("[a-z]+$", "");
        long number = number("timeout", digits);
        return switch (lower.substring(digits.length())) {
            case "ms" -> Duration.ofMillis(number);
            case "s", "" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> throw new UselessException("timeout: expected 500ms, 5s or 2m, found " + text);
        };
    }
}
