package org.granary.plugin.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceNameTest {

    @ParameterizedTest
    @CsvSource({"json.wasm, json,", "json-0.24.0.wasm, json, 0.24.0", "json-1.0-rc.1.wasm, json, 1.0-rc.1", "my-tool-2.wasm, my-tool, 2",
        "my-tool.wat, my-tool,", "x-86-tool.wasm, x-86-tool,", "tool-v1.2.wasm, tool, 1.2", "a.b-1.2.3.wasm, a.b, 1.2.3", "1.0.wasm, 1.0,",
        "UPPER.WASM, UPPER,"})
    void nameAndVersion(String file, String name, String version) {
        assertEquals(new SourceName(name, Optional.ofNullable(version)), SourceName.of(file));
    }

    @ParameterizedTest
    @CsvSource({"a.wasm, true", "a.wat, true", "A.WASM, true", ".a.wasm, false", "a.wasm.part, false", "a.wasm.tmp, false", "a.part, false",
            "a.txt, false",
        ".wasm, false", "wasm, false"})
    void modules(String file, boolean is) {
        assertEquals(is, SourceName.isModule(file));
    }

    @Test
    void programsMustGivePlainNames() {
        assertEquals("true false false true", SourceName.isLegal("a-b.1") + " " + SourceName.isLegal("") + " " + SourceName.isLegal("../x")
                + " " + SourceName.isLegal("ö"));
    }
}
