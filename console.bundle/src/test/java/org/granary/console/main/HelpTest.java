package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.granary.console.command.WasmCommands;
import org.junit.jupiter.api.Test;

class HelpTest {
    private static String of(String word) throws Exception {
        return String.valueOf(Help.answer(null, new WasmCommands(null), List.of(word)));
    }

    @Test
    void ofEachCommandWhatItTakesAndAnExample() throws Exception {
        List<String> usages = new WasmCommands(null).usages();
        assertEquals(8, usages.size());
        for (String usage : usages) {
            String command = usage.split(" ")[0];
            String help = of(command);
            assertEquals("usage: " + usage, help.lines().findFirst().orElseThrow());
            assertEquals(help, of(command.substring("wasm:".length())));
            assertTrue(help.contains("Example: " + command), help);
            for (String word : usage.replaceAll("[\\[\\].]", "").split(" ")) {
                assertTrue(help.indexOf(word) != help.lastIndexOf(word) || word.equals("OPTION"), word + " is not explained in: " + help);
            }
        }
    }

    @Test
    void whoTakesAFileIsKnown() {
        WasmCommands commands = new WasmCommands(null);
        for (String usage : commands.usages()) {
            String command = usage.split(" ")[0];
            assertEquals(usage.contains(" FILE"), commands.takesFile(List.of(command)), usage);
            assertEquals(command.equals("wasm:run"), commands.takesFile(List.of(command, "one")), usage);
        }
        assertFalse(commands.takesFile(List.of()));
    }

    @Test
    void ofAProgramAllOptions() throws Exception {
        String help = of("wasm:run");
        for (String option : List.of("--dir", "--env", "--listen", "--invoke", "--fuel", "--timeout", "--max-memory", "--trust",
                "--unknown-imports-trap", "--interpreter", "--features", "--host-key", "-D coredump=")) {
            assertTrue(help.contains("\n  " + option), option + " is missing in: " + help);
        }
    }

    @Test
    void oursComeFirstAndOnlyThoseThatAreThere() {
        Set<String> known = new TreeSet<>(Set.of("felix:bundles", "gogo:cat", "wasm:call", "wasm:ps"));
        assertEquals("""
                Plugins and modules (help wasm:call tells more of one):
                  wasm:ps
                  wasm:call PLUGIN FUNCTION
                  exit [STATUS]
                Of the framework and its shell:
                  felix:bundles gogo:cat""", Help.text(known, List.of("wasm:ps", "wasm:call PLUGIN FUNCTION", "wasm:print FILE")));
    }
}
