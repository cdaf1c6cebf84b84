package org.granary.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the command line asked for. Immutable. */
record Options(List<String> kernels, double seconds, int rounds, String jdk, List<String> jvmArguments, String data,
        Set<Section> sections) {
    /** The parts of a run. */
    enum Section {
        /** The kernels: native, ours with and without check points, V8. */
        KERNELS,
        /** Every kernel cut in small pieces gives the same result. */
        SPLITTING,
        /** SQLite against V8. */
        SQLITE,
        /** A guest that allocates 64 MB in small pieces. */
        GROWTH,
        /** From bytes to the first answer, in a fresh process. */
        FIRST,
        /** What calls between host and guest, and short-lived stores, cost. */
        CALLS,
        /** What fuel and epochs cost on the kernels. */
        METERING,
        /** What canonical NaNs and the deterministic profile cost on kernels that compute floats. */
        NANS,
        /** Large modules of other people, compiled whole. */
        COMPILE,
        /** How many instances one process of 4 GiB has room for. */
        INSTANCES,
        /** From an artefact to the first call, against compiling. */
        ARTEFACT,
        /** Programs with the system interface: pipes and files. */
        WASI,
        /** What it costs to stop a guest or to ask its host, once and often. */
        DELIVERY,
        /** Eight threads that do everything at once. */
        RACES
    }

    static final String USAGE = """
            usage: granary bench [--kernels a,b] [--seconds S] [--rounds N] [--jdk PATH] [--jvm ARG]… [--data DIR]
                                 [--sections s,t] [--with-splitting] [--quick]
              --kernels   which of kernels.txt (default all)
              --seconds   how long a process runs a kernel (default 2)
              --rounds    how many times the engines take turns (default 3)
              --jdk       the JDK whose java runs our side (default the one that runs this)
              --jvm       an argument for that java; may be given several times
              --data      where the npm packages sql.js and @dprint/json lie unpacked or shall be fetched to (default bench/target/data)
              --sections  of kernels, splitting, sqlite, growth, first, calls, instances, metering, nans, compile,
                          artefact, wasi, delivery, races (default all but splitting)
              --with-splitting  adds the section splitting
              --quick     one round of one second on six kernels; without the section compile;
                          a smoke test, not a measurement""";

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException for what is not in {@link #USAGE}; the message is for a person
     */
    static Options parse(String[] given) {
        List<String> kernels = List.of();
        double seconds = 2;
        int rounds = 3;
        String jdk = null;
        String data = null;
        List<String> jvm = new ArrayList<>();
        Set<Section> sections = EnumSet.complementOf(EnumSet.of(Section.SPLITTING));
        String[] arguments = given;
        for (int i = 0; i < arguments.length; i++) {
            arguments = parted(arguments, i);
            String option = arguments[i];
            switch (option) {
                case "--quick" -> {
                    kernels = List.of("fib", "sha256", "vm", "hashmap", "icall", "bigvm");
                    seconds = 1;
                    rounds = 1;
                    sections.remove(Section.COMPILE);
                    sections.remove(Section.METERING);
                    sections.remove(Section.NANS);
                    sections.remove(Section.DELIVERY);
                    sections.remove(Section.ARTEFACT);
                    sections.remove(Section.INSTANCES);
                }
                case "--with-splitting" -> sections.add(Section.SPLITTING);
                case "--kernels" -> kernels = List.of(value(arguments, ++i, option).split(","));
                case "--seconds" -> seconds = positive(option, value(arguments, ++i, option));
                case "--rounds" -> rounds = (int) Math.ceil(positive(option, value(arguments, ++i, option)));
                case "--jdk" -> jdk = value(arguments, ++i, option);
                case "--jvm" -> jvm.add(value(arguments, ++i, option));
                case "--data" -> data = value(arguments, ++i, option);
                case "--sections" -> sections = sections(value(arguments, ++i, option));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new Options(kernels, seconds, rounds, jdk, List.copyOf(jvm), data, sections);
    }

    /** The same, with an option and its value behind an equals sign as two words. */
    private static String[] parted(String[] arguments, int at) {
        int sign = arguments[at].startsWith("--") ? arguments[at].indexOf('=') : -1;
        if (sign < 0) {
            return arguments;
        }
        List<String> words = new ArrayList<>(List.of(arguments));
        words.set(at, arguments[at].substring(0, sign));
        words.add(at + 1, arguments[at].substring(sign + 1));
        return words.toArray(String[]::new);
    }

    private static String value(String[] arguments, int at, String option) {
        if (at >= arguments.length) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return arguments[at];
    }

    private static double positive(String option, String text) {
        try {
            double value = Double.parseDouble(text);
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below with the option's name
        }
        throw new IllegalArgumentException(option + ": a positive number expected, found " + text);
    }

    private static Set<Section> sections(String text) {
        Set<Section> chosen = EnumSet.noneOf(Section.class);
        for (String name : text.split(",")) {
            try {
                chosen.add(Section.valueOf(name.trim().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("--sections: no section " + name.trim());
            }
        }
        return chosen;
    }
}
