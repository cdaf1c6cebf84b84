package org.granary.console.main;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.granary.console.command.WasmCommands;

/** The command {@code help}: our commands before the many of the framework. Stateless. */
final class Help {
    private static final String OURS = "wasm:";
    private static final String OF_FRAMEWORK = "felix:help";

    private Help() {
    }

    /**
     * Answers.
     *
     * @param session   where the command was given
     * @param commands  ours, which know how they are used
     * @param arguments what was asked about; nothing asks about all commands
     * @return what is to be shown, or null when it has been
     * @throws Exception what the framework's own {@code help} throws
     */
    static Object answer(CommandSession session, WasmCommands commands, List<Object> arguments) throws Exception {
        if (!arguments.isEmpty()) {
            Optional<String> ours = arguments.size() == 1 ? commands.help(String.valueOf(arguments.get(0))) : Optional.empty();
            if (ours.isPresent()) {
                return ours.get();
            }
            String about = arguments.stream().map(String::valueOf).map(word -> "'" + word.replace("'", "") + "'")
                    .collect(Collectors.joining(" "));
            return session.execute(OF_FRAMEWORK + " " + about);
        }
        Set<String> known = new TreeSet<>();
        if (session.get(".commands") instanceof Set<?> names) {
            names.forEach(name -> known.add(name.toString()));
        }
        return text(known, commands.usages());
    }

    /** All commands that are there, ours with what they take. */
    static String text(Set<String> known, List<String> usages) {
        String ours = usages.stream().filter(usage -> known.contains(usage.split(" ")[0])).map(usage -> "  " + usage + "\n")
                .collect(Collectors.joining());
        String others = known.stream().filter(name -> !name.startsWith(OURS)).collect(Collectors.joining(" "));
        return "Plugins and modules (help wasm:call tells more of one):\n" + ours + "  exit [STATUS]\nOf the framework and its shell:\n  "
                + others;
    }
}
