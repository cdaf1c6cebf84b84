package org.granary.console.command;

import java.util.List;
import org.granary.console.tool.ProgramRun;

/** How each command is used. Immutable. */
enum Usage {
    PS("ps", 0, 0, "", """
            Lists the plugins, a line each: id, name, version, state, and the reason of a state that is not ACTIVE.
            Example: wasm:ps"""),
    INFO("info", 1, 1, " PLUGIN", """
            Shows all that is known of a plugin: source, state, imports and who offers them, exports, limits, times, counts.
              PLUGIN   its id or its name, as wasm:ps shows them
            Example: wasm:info 1"""),
    WHY("why", 1, 1, " PLUGIN", """
            Says why a plugin is in its state, and how it came there.
              PLUGIN   its id or its name, as wasm:ps shows them
            Example: wasm:why hello"""),
    CALL("call", 2, Integer.MAX_VALUE, " PLUGIN FUNCTION [ARGUMENT...]", """
            Calls an exported function and prints its results; Ctrl-C ends it, and shell.call.millis is the longest that it may take.
              PLUGIN     the plugin's id or its name, as wasm:ps shows them
              FUNCTION   the name of an exported function, as wasm:info shows them
              ARGUMENT   a value for each of its parameters: decimal or 0x numbers, nan, inf, 0x for vectors, null for references
            Example: wasm:call 1 add 2 0x10"""),
    RUN("run", 1, Integer.MAX_VALUE, " [OPTION...] FILE [ARGUMENT...]", """
            Runs a program (binary, text, or what granary compile has made of one) with the streams of the command; Ctrl-C ends it. The
            command fails when the program ends with another exit code than 0. Each ARGUMENT behind FILE is the program's, options too.
            It gets nothing of the system but what the options give it:
            """ + ProgramRun.OPTIONS + """

            Example: wasm:run --dir data::/data --timeout 5s app.wasm /data/in.txt"""),
    VALIDATE("validate", 1, 1, " FILE", """
            Says whether a module is valid, and if not, what is wrong where. Faults of custom sections are told as warnings.
              FILE   a module, binary or text
            Example: wasm:validate app.wasm"""),
    PRINT("print", 1, 1, " FILE", """
            Prints a module in the text format.
              FILE   a module, binary or text
            Example: wasm:print app.wasm"""),
    OBJDUMP("objdump", 1, 1, " FILE", """
            Shows what a module consists of: sections, types, imports, exports, the largest functions, the proposals that it uses.
              FILE   a module, binary or text
            Example: wasm:objdump app.wasm""");

    static final String SCOPE = "wasm:";

    private final String command;
    private final int least;
    private final int most;
    private final String words;
    private final String help;

    Usage(String command, int least, int most, String words, String help) {
        this.command = SCOPE + command;
        this.least = least;
        this.most = most;
        this.words = words;
        this.help = help;
    }

    /** The command's name with its scope. */
    String command() {
        return command;
    }

    /** The command and what it takes. */
    String line() {
        return command + words;
    }

    /** All that is to be said of it: what it takes and does, its options, an example. */
    String help() {
        return "usage: " + line() + "\n\n" + help;
    }

    /** Whether its first word is a plugin. */
    boolean takesPlugin() {
        return words.startsWith(" PLUGIN");
    }

    /** Whether a word may be a file, behind so many others: of a program's, any, since its options and arguments may name some, too. */
    boolean takesFile(int others) {
        return words.contains(" FILE") && (this == RUN || others == 0);
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
        for (int i = 0; i < given.length; i++) {
            if (given[i] == null) {
                throw wrong("argument " + (i + 1) + " is nothing: a variable that has no value?");
            }
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
