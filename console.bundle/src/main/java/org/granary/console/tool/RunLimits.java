package org.granary.console.tool;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.WasmModule;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Linker;
import org.granary.store.Store;

/** What a program may use up, by options of ours or by those that other engines take. Stateless. */
final class RunLimits {
    private static final int KILO = 10;
    private static final String TRAPPING = "unknown-imports-trap";

    /** What is left of the time that a program may take, its start function included. Immutable. */
    static final class Time {
        private final Optional<Duration> limit;
        private final long began = System.nanoTime();

        private Time(Optional<Duration> limit) {
            this.limit = limit;
        }

        private Duration left() {
            Duration left = limit.orElseThrow().minusNanos(System.nanoTime() - began);
            return left.isNegative() ? Duration.ZERO : left;
        }

        Instance instantiate(Linker<Void> linker, Store<Void> store, WasmModule module) {
            return limit.isPresent() ? linker.instantiate(store, module, left()) : linker.instantiate(store, module);
        }

        Object[] call(Func function, Object... values) {
            return limit.isPresent() ? function.call(left(), values) : function.call(values);
        }
    }

    private RunLimits() {
    }

    /**
     * Looks at the lists of options that other engines take: a limit whose name is misspelt would else be none.
     *
     * @throws UselessException for a name that we do not know
     */
    static void known(Options asked) {
        known(asked, "-W", Set.of("fuel=", "timeout=", "max-memory-size=", TRAPPING));
        known(asked, "-S", Set.of("tcplisten="));
        known(asked, "-D", Set.of("coredump="));
    }

    private static void known(Options asked, String option, Set<String> names) {
        for (String list : asked.values(option)) {
            for (String one : list.split(",")) {
                boolean flag = one.equals(TRAPPING) || one.equals(TRAPPING + "=y");
                if (names.stream().noneMatch(name -> name.endsWith("=") ? one.startsWith(name) : flag)) {
                    throw new UselessException(option + ": expected " + names.stream().sorted().collect(Collectors.joining(" or "))
                            + ", found "
                            + one);
                }
            }
        }
    }

    /** The time that a program has, from now on. */
    static Time time(Options asked) {
        return new Time(value(asked, "--timeout", "timeout").map(RunLimits::duration));
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
        return asked.has("--" + TRAPPING) || asked.values("-W").stream().flatMap(list -> Stream.of(list.split(",")))
                .anyMatch(one -> one.equals(TRAPPING) || one.equals(TRAPPING + "=y"));
    }

    static OptionalLong fuel(Options asked) {
        Optional<String> given = value(asked, "--fuel", "fuel");
        return given.isPresent() ? OptionalLong.of(number("--fuel", given.get())) : OptionalLong.empty();
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
        int shift = (unit + 1) * KILO;
        try {
            long number = Long.parseLong(unit < 0 ? text : text.substring(0, text.length() - 1));
            if (number >= 0 && number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new UselessException("--max-memory: expected bytes, as 1000000, 64k, 64m or 2g, found " + text);
    }

    private static Duration duration(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String digits = lower.replaceAll("[a-z]+$", "");
        try {
            // of int's range: no unit passes what a duration can be
            int number = Integer.parseInt(digits);
            String unit = lower.substring(digits.length());
            if (number >= 0 && (unit.isEmpty() || Set.of("ms", "s", "m").contains(unit))) {
                return unit.equals("ms") ? Duration.ofMillis(number) : unit.equals("m") ? Duration.ofMinutes(number)
                        : Duration.ofSeconds(number);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new UselessException("--timeout: expected 500ms, 5s or 2m, found " + text);
    }
}
