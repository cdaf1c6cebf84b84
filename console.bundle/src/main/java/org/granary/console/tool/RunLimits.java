package org.granary.console.tool;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final String TRAPPING_OR_NOT = TRAPPING + "=";
    private static final Set<String> YES = Set.of("y", "yes", "true");
    private static final Set<String> NO = Set.of("n", "no", "false");
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)([a-z]*)");
    private static final Map<String, Long> NANOS = Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L, "", 1_000_000_000L,
            "m", 60_000_000_000L, "min", 60_000_000_000L, "h", 3_600_000_000_000L);

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
        known(asked, "-W", Set.of("fuel=", "timeout=", "max-memory-size=", TRAPPING_OR_NOT));
        known(asked, "-S", Set.of("tcplisten="));
        known(asked, "-D", Set.of("coredump="));
    }

    private static void known(Options asked, String option, Set<String> names) {
        for (String list : asked.values(option)) {
            for (String one : list.split(",")) {
                boolean known = one.equals(TRAPPING) && names.contains(TRAPPING_OR_NOT)
                        || names.stream().anyMatch(name -> name.endsWith("=") && one.startsWith(name));
                if (!known) {
                    throw new UselessException(option + ": expected " + names.stream().sorted().collect(Collectors.joining(" or "))
                            + ", found " + one);
                }
            }
        }
    }

    /** Whether a program has a time at all; whether that makes sense is another question. */
    static boolean isTimed(Options asked) {
        return value(asked, "--timeout", "timeout").isPresent();
    }

    /** The time that a program has, from now on. */
    static Time time(Options asked) {
        return new Time(value(asked, "--timeout", "timeout").map(RunLimits::duration));
    }

    /**
     * What was asked for.
     *
     * @param option how it was written, for messages
     * @param text   its value
     */
    private record Given(String option, String text) {
        UselessException wrong(String expected) {
            return new UselessException(option + ": expected " + expected + ", found " + text);
        }
    }

    private static Optional<Given> value(Options asked, String ours, String theirs) {
        Optional<Given> own = asked.value(ours).map(text -> new Given(ours, text));
        return own.isPresent() ? own : theirs(asked, "-W", theirs).map(text -> new Given("-W " + theirs, text));
    }

    /** A value of an option whose value is a list of {@code name=value}; of several the last counts. */
    static Optional<String> theirs(Options asked, String option, String name) {
        return allTheirs(asked, option, name).stream().reduce((first, second) -> second);
    }

    /** All values of an option whose value is a list of {@code name=value}. */
    static List<String> allTheirs(Options asked, String option, String name) {
        return asked.values(option).stream().flatMap(list -> Stream.of(list.split(","))).filter(one -> one.startsWith(name + "="))
                .map(one -> one.substring(name.length() + 1)).toList();
    }

    /** Whether functions that nothing provides are to trap when they are called. */
    static boolean unknownImportsTrap(Options asked) {
        boolean trap = asked.has("--" + TRAPPING);
        for (String list : asked.values("-W")) {
            for (String one : list.split(",")) {
                if (one.equals(TRAPPING)) {
                    trap = true;
                } else if (one.startsWith(TRAPPING_OR_NOT)) {
                    trap = isYes(new Given("-W " + TRAPPING, one.substring(TRAPPING_OR_NOT.length())));
                }
            }
        }
        return trap;
    }

    private static boolean isYes(Given given) {
        if (!YES.contains(given.text) && !NO.contains(given.text)) {
            throw given.wrong("y or n");
        }
        return YES.contains(given.text);
    }

    static OptionalLong fuel(Options asked) {
        Optional<Given> given = value(asked, "--fuel", "fuel");
        return given.isPresent() ? OptionalLong.of(number(given.get())) : OptionalLong.empty();
    }

    /** Where a trap's core dump is to be written. */
    static Optional<String> coreDump(Options asked) {
        return theirs(asked, "-D", "coredump");
    }

    private static long number(Given given) {
        try {
            return unsigned(given.text);
        } catch (NumberFormatException e) {
            throw given.wrong("a number");
        }
    }

    private static long unsigned(String text) {
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseUnsignedLong(text);
    }

    /** Sets what belongs to the store. */
    static void set(Store<?> store, Options asked) {
        fuel(asked).ifPresent(store::addFuel);
        value(asked, "--max-memory", "max-memory-size").ifPresent(given -> store.limiter(bytes(given), -1, -1, -1, -1));
    }

    private static long bytes(Given given) {
        String text = given.text;
        int unit = text.isEmpty() ? -1 : "kmg".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
        int shift = (unit + 1) * KILO;
        try {
            long number = unsigned(unit < 0 ? text : text.substring(0, text.length() - 1));
            if (number >= 0 && number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw given.wrong("bytes, as 1000000, 64k, 64m or 2g");
    }

    private static Duration duration(Given given) {
        Matcher part = TIME.matcher(given.text.toLowerCase(Locale.ROOT));
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end && NANOS.containsKey(part.group(2))) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.get(part.group(2)))));
            end = part.end();
        }
        if (end == 0 || end < given.text.length() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw given.wrong("a time, as 500ms, 1.5s, 2m or 1m30s");
        }
        return Duration.ofNanos(nanos.longValue());
    }
}
