package org.granary.plugin.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest {
    private static final String ONE = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a";

    @TempDir
    private Path folder;

    private final List<String> read = new ArrayList<>();

    @Test
    void whatWasReadOnceIsGivenAgain() throws IOException {
        Path file = Files.write(folder.resolve("x.wasm"), new byte[] {1});
        Artefact.Content first = FileContent.once(file, read::add);
        assertArrayEquals(new byte[] {1}, first.read());
        assertEquals(List.of(ONE), read);
        Files.write(file, new byte[] {2});
        assertArrayEquals(new byte[] {1}, first.read());
        assertArrayEquals(new byte[] {2}, FileContent.once(file, read::add).read());
    }

    @Test
    void failureIsNotRemembered() throws IOException {
        Path file = folder.resolve("late.wasm");
        Artefact.Content content = FileContent.once(file, read::add);
        assertThrows(IOException.class, content::read);
        assertEquals(List.of(""), read);
        Files.write(file, new byte[] {3});
        assertArrayEquals(new byte[] {3}, content.read());
    }
}
