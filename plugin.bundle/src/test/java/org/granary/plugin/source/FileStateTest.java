package org.granary.plugin.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What lies under the name of a module. */
class FileStateTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("x.wasm");
    }

    @Test
    void aFileHasItsHash() throws IOException {
        Files.writeString(file(), "abc");
        FileState state = FileState.of(file());
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", state.hash());
        assertTrue(state.looksLike(file()));
        assertEquals(FileState.ABSENT, FileState.of(folder.resolve("y.wasm")));
        assertTrue(FileState.ABSENT.looksLike(folder.resolve("y.wasm")));
    }

    @Test
    void aDirectoryIsToldAndNotLeftOut() throws IOException {
        Files.createDirectory(file());
        assertEquals("expected a file, found a directory", FileState.of(file()).problem());
        assertEquals(FileState.of(file()), FileState.glance(file()));
        assertFalse(FileState.of(file()).there());
        assertFalse(FileState.ABSENT.looksLike(file()));
    }

    @Test
    void aLinkThatLeadsNowhereIsToldWithItsTarget() throws IOException {
        Links.make(file(), Path.of("missing"));
        FileState state = FileState.of(file());
        assertEquals("expected a file, found a link to what is not there: missing", state.problem());
        assertFalse(state.isNothing());
        assertFalse(FileState.ABSENT.looksLike(file()));
        Files.writeString(folder.resolve("missing"), "abc");
        assertEquals("", FileState.of(file()).problem());
        assertFalse(state.looksLike(file()));
    }

    @Test
    @Timeout(120)
    void ofAFileThatIsTooLargeNothingIsRead() throws IOException {
        long size = 3L << 30;
        try (SeekableByteChannel sparse = Files.newByteChannel(file(),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE))) {
            sparse.position(size - 1).write(ByteBuffer.allocate(1));
        }
        FileState state = FileState.of(file());
        assertEquals("expected at most 1073741824 bytes, found 3221225472", state.problem());
        assertEquals("", state.hash());
    }

    @Test
    void whatTheSystemRefusesIsToldInPlainWords() {
        assertEquals("access denied: the user who runs the host may not read it",
                FileState.troubled(new AccessDeniedException("/deploy/x.wasm")).problem());
        assertEquals("Too many levels of symbolic links",
                FileState.troubled(new FileSystemException("/deploy/x.wasm", null, "Too many levels of symbolic links")).problem());
        assertEquals("java.io.IOException: broken", FileState.troubled(new IOException("broken")).problem());
    }
}
