package org.granary.wasi.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.granary.wasi.fs.OpenMode.Creation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that a path went through stay open, and are used again only for what their names stand for. */
class HandlesTest {
    private static final OpenMode READ = new OpenMode(true, false, Creation.NEVER, false);

    @TempDir
    Path temporary;

    private Path inside;

    @BeforeEach
    void makeDirectories() throws IOException {
        inside = Files.createDirectory(temporary.resolve("inside"));
        make(inside.resolve("dir"), 1);
        make(temporary.resolve("outside"), 7);
    }

    private static void make(Path directory, int content) throws IOException {
        Files.createDirectory(directory);
        Files.write(directory.resolve("file"), new byte[] {(byte) content});
    }

    private static int read(Confined guest, String path) throws IOException {
        try (OpenFile file = guest.open(path, true, false, READ).file()) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, 0);
            return one.get(0);
        }
    }

    @Test
    void anotherDirectoryOfTheNameIsOpenedAnew() throws IOException {
        try (Confined guest = new Confined(Directory.of(inside), true)) {
            assertEquals(1, read(guest, "dir/file"));
            Files.move(inside.resolve("dir"), inside.resolve("moved"));
            make(inside.resolve("dir"), 2);
            assertEquals(2, read(guest, "dir/file"));
            assertEquals(1, read(guest, "moved/file"));
            Files.move(inside.resolve("dir"), temporary.resolve("gone"));
            assertEquals(Fault.NOT_FOUND, assertThrows(FsException.class, () -> read(guest, "dir/file")).fault());
            Files.move(inside.resolve("moved"), inside.resolve("dir"));
            assertEquals(1, read(guest, "dir/file"));
        }
    }

    @Test
    void aLinkInThePlaceOfADirectoryLeadsNowhereOutside() throws IOException {
        try (Confined guest = new Confined(Directory.of(inside), true)) {
            assertEquals(1, read(guest, "dir/file"));
            Files.move(inside.resolve("dir"), inside.resolve("moved"));
            Files.createSymbolicLink(inside.resolve("dir"), temporary.resolve("outside"));
            assertEquals(Fault.NOT_PERMITTED, assertThrows(FsException.class, () -> read(guest, "dir/file")).fault());
            assertThrows(FsException.class, () -> guest.unlink("dir/file"));
            assertTrue(Files.exists(inside.resolve("moved/file")));
        }
        assertEquals(7, Files.readAllBytes(temporary.resolve("outside/file"))[0]);
    }

    @Test
    void whatTheGuestHasOpenOutlastsTheOthers() throws IOException {
        Confined guest = new Confined(Directory.of(inside), true);
        try (Confined opened = guest.open("dir", true, true, READ).directory()) {
            guest.close();
            assertEquals(1, read(opened, "file"));
        }
    }

    @Test
    void fewStayOpenAndNoneBehindTheFirst() throws IOException {
        SecureDirectory base = (SecureDirectory) Directory.of(inside);
        try (Confined guest = new Confined(base, true)) {
            for (int i = 0; i < 2 * Handles.MOST; i++) {
                make(inside.resolve("d" + i), i);
                assertEquals(i, read(guest, "d" + i + "/file"));
            }
            assertEquals(Handles.MOST, base.kept());
            guest.unlink("d31/file");
            guest.removeDirectory("d31");
            assertEquals(Handles.MOST - 1, base.kept());
        }
        assertEquals(0, base.kept());
    }
}
