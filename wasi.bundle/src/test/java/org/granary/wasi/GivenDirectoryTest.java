package org.granary.wasi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.granary.wasi.WasiConfig.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenDirectoryTest {
    @Test
    void namesAndAccess() {
        assertEquals(new GivenDirectory(Path.of("data"), "data", Access.READ_WRITE), GivenDirectory.of("data"));
        assertEquals(new GivenDirectory(Path.of("data"), "data", Access.READ_ONLY), GivenDirectory.of("data:ro"));
        assertEquals(new GivenDirectory(Path.of("a"), "/b", Access.READ_WRITE), GivenDirectory.of("a::/b"));
        assertEquals(new GivenDirectory(Path.of("a"), "/b", Access.READ_ONLY), GivenDirectory.of("a::/b:ro"));
        assertEquals("b::c", GivenDirectory.of("a::b::c").guest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "::", "a::", "::b", ":ro", "a:::ro"})
    void whatLacksANameIsRefused(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> GivenDirectory.of(text)).getMessage();
        assertEquals("expected HOST, HOST::GUEST or one of them with :ro, found \"" + text + "\"", message);
    }

    @Test
    void whatIsNoPathIsRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> GivenDirectory.of("a\0::b")).getMessage();
        assertEquals("expected a path, found \"a\0\": Nul character not allowed", message);
    }
}
