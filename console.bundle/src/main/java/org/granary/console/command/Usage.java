package org.granary.console.command;

import java.util.List;

/** How each command is used. Immutable. */
enum Usage {
    PS("ps", 0, 0, ""),
    INFO("info", 1, 1, " PLUGIN"),
    WHY("why", 1, 1, " PLUGIN"),
    CALL("call", 2, Integer.MAX_VALUE, " PLUGIN FUNCTION [ARGUMENT...]"),
    RUN("run", 1, Integer.MAX_VALUE, " [OPTION...] FILE [ARGUMENT...]"),
    VALIDATE("validate", 1, 1, " FILE"),
    PRINT("print", 1, 1, " FILE"),
    OBJDUMP("objdump", 1, 1, " FILE");

    static final String SCOPE = "wasm:";

    private final String command;
    private final int least;
    private final int most;
    private final String words;

    Usage(String command, int least, int most, String words) {
        this.command = SCOPE + command;
        this.least = least;
        this.most = most;
        this.words = words;
    }

    /** The command's name with its scope. */
    String command() {
        return command;
    }

    /** The command and what it takes. */
    String line() {
        return command + words;
    }

    /** Whether its first word is a plugin. */
    boolean takesPlugin() {
        return words.startsWith(" PLUGIN");
    }

    /** Whether a word of a command line, with the scope or without, is this command. */
    boolean isNamed(String word) {
        return word.equals(command) || word.equals(command.substring(SCOPE.length()));
    }

    /**
     * Counts the words.
     *
     * @return the words
     * @throws UsageException when there are fewer or more than the command takes
     */
    List<String> check(String... given) {
        if (given.length < least || given.length > most) {
            String wanted = most == 0 ? "no argument"
                    : (most == least ? "" : "at least ") + (least == 1 ? "1 argument" : least + " arguments");
            throw wrong("expected " + wanted + ", found " + (given.length == 0 ? "none" : given.length));
        }
        return List.of(given);
    }

    /** What is thrown when the words are no good for another reason. */
    UsageException wrong(String problem) {
        return new UsageException(command + ": " + problem,
                line() + (takesPlugin() ? "    (PLUGIN is an id or a name, see wasm:ps)" : ""));
    }

    /** The same, where it is known what is to follow the first two words. */
    UsageException wrong(String problem, String first, String second, List<String> rest) {
        return new UsageException(command + ": " + problem,
                String.join(" ", command, first, second) + (rest.isEmpty() ? "" : " " + String.join(" ", rest)));
    }
}
