package org.granary.console.main;

import java.time.Duration;
import java.util.Optional;

/**
 * What the host was asked on its command line.
 *
 * @param commands what to run in place of the shell
 * @param shell    whether there is to be a shell at all
 * @param patience how long to wait, before these or others that are piped in, for the watched folder to settle
 */
record Arguments(Optional<String> commands, boolean shell, Duration patience) {

    static final String USAGE = "usage: granary host [-c COMMANDS | --no-shell] [--wait SECONDS] [--deploy DIR] [--data DIR]";

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

    /**
     * Reads the arguments of the process: those that the script gives, and the same written with {@code =} for who starts the jar by hand.
     *
     * @throws IllegalArgumentException when one is unknown, lacks its value, stands twice or beside another that it contradicts, or is no
     *                                  number of seconds
     */
    static Arguments parse(String... arguments) {
        Optional<String> commands = Optional.empty();
        boolean shell = true;
        Duration patience = DEFAULT_PATIENCE;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            int sign = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = sign < 0 ? argument : argument.substring(0, sign);
            if (argument.equals("--no-shell")) {
                shell = false;
                continue;
            }
            if (!name.equals("-c") && !name.equals("--command") && !name.equals("--wait")) {
                throw new IllegalArgumentException("unknown argument " + argument);
            }
            if (sign < 0 && ++i == arguments.length) {
                throw new IllegalArgumentException(name + " lacks its value");
            }
            String value = sign < 0 ? arguments[i] : argument.substring(sign + 1);
            if (name.equals("--wait")) {
                patience = seconds(value);
            } else if (commands.isPresent()) {
                throw new IllegalArgumentException("-c stands twice");
            } else {
                commands = Optional.of(value);
            }
        }
        if (!shell && commands.isPresent()) {
            throw new IllegalArgumentException("expected -c or --no-shell, found both");
        }
        return new Arguments(commands, shell, patience);
    }

    private static Duration seconds(String value) {
        try {
            int seconds = Integer.parseInt(value);
            if (seconds >= 0) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--wait: expected a number of seconds, found " + value);
    }
}
