package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HelpTest {
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
