package org.granary.console.main;

import java.time.Duration;
import java.util.Optional;

/**
 * What the host was asked on its command line.
 *
 * @param commands what to run in place of the shell
 * @param patience how long to wait, before these or others that are piped in, for the watched folder to settle
 */
record Arguments(Optional<String> commands, Duration patience) {

    static final String USAGE = "usage: granary host [-c COMMANDS] [--wait SECONDS] [--deploy DIR] [--data DIR]";

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

    /**
     * Reads the arguments of the process.
     *
     * @throws IllegalArgumentException when one is unknown, lacks its value, or has one that is no number of seconds
     */
    static Arguments parse(String... arguments) {
        Optional<String> commands = Optional.empty();
        Duration patience = DEFAULT_PATIENCE;
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (!name.equals("-c") && !name.equals("--wait")) {
                throw new IllegalArgumentException("unknown argument " + name);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(name + " lacks its value");
            }
            String value = arguments[i + 1];
            if (name.equals("-c")) {
                commands = Optional.of(value);
            } else {
                patience = seconds(value);
            }
        }
        return new Arguments(commands, patience);
    }

    private static Duration seconds(String value) {
        try {
            return Duration.ofSeconds(Integer.parseUnsignedInt(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--wait: expected a number of seconds, found " + value, e);
        }
    }
}
