package org.granary.plugin.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest {
    @TempDir
    private Path folder;

    @Test
    void whatWasReadOnceIsGivenAgain() throws IOException {
        Path file = Files.write(folder.resolve("x.wasm"), new byte[] {1});
        Artefact.Content first = FileContent.once(file);
        assertArrayEquals(new byte[] {1}, first.read());
        Files.write(file, new byte[] {2});
        assertArrayEquals(new byte[] {1}, first.read());
        assertArrayEquals(new byte[] {2}, FileContent.once(file).read());
    }

    @Test
    void failureIsNotRemembered() throws IOException {
        Path file = folder.resolve("late.wasm");
        Artefact.Content content = FileContent.once(file);
        assertThrows(IOException.class, content::read);
        Files.write(file, new byte[] {3});
        assertArrayEquals(new byte[] {3}, content.read());
    }
}
