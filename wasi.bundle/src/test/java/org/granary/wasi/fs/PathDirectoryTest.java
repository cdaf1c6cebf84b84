package org.granary.wasi.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.granary.wasi.fs.OpenMode.Creation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Directories without handles of the platform's: in a zip file, and on the disk as a platform without them has it. */
class PathDirectoryTest {
    private static final OpenMode READ = new OpenMode(true, false, Creation.NEVER, false);
    private static final OpenMode WRITE = new OpenMode(false, true, Creation.IF_ABSENT, false);

    @TempDir
    Path temporary;

    private static void fails(Fault fault, Executable what) {
        assertEquals(fault, assertThrows(FsException.class, what).fault());
    }

    private static void usual(Confined guest) throws IOException {
        guest.createDirectory("dir");
        try (OpenFile file = guest.open("dir/file", true, false, WRITE).file()) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
        }
        try (OpenFile file = guest.open("./dir/../dir/file", true, false, READ).file()) {
            ByteBuffer bytes = ByteBuffer.allocate(9);
            assertEquals(2, file.read(bytes, 1));
            assertEquals(2, bytes.get(0));
        }
        assertEquals(3, guest.stat("dir/file", true).size());
        fails(Fault.NOT_PERMITTED, () -> guest.open("dir/../../x", true, false, READ));
        fails(Fault.NOT_PERMITTED, () -> guest.open("/x", true, false, READ));
        fails(Fault.NOT_EMPTY, () -> guest.removeDirectory("dir"));
        guest.unlink("dir/file");
        guest.removeDirectory("dir");
        assertEquals(List.of(), guest.list());
    }

    @Test
    void aZipFile() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(temporary.resolve("x.zip"), Map.of("create", "true"));
                Confined guest = new Confined(Directory.of(zip.getPath("/")), true)) {
            usual(guest);
        }
    }

    private Confined plain(Path directory) throws IOException {
        Path real = directory.toRealPath();
        Object key = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
        return new Confined(new PathDirectory(real, key), true);
    }

    @Test
    void theDiskByPathsAlone() throws IOException {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        try (Confined guest = plain(inside)) {
            usual(guest);
            Files.createSymbolicLink(inside.resolve("out"), outside);
            fails(Fault.NOT_PERMITTED, () -> guest.open("out/x", true, false, WRITE));
            guest.symlink("target", "dangling");
            fails(Fault.LOOP, () -> guest.open("dangling", false, false, READ));
            guest.createDirectory("a");
            guest.rename("a", guest, "b");
            assertEquals(FileType.DIRECTORY, guest.stat("b", true).type());
        }
    }

    @Test
    void aDirectoryThatWasSwappedIsNoticed() throws IOException {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.createDirectory(inside.resolve("dir"));
        try (Confined guest = plain(inside);
                Confined opened = guest.open("dir", true, true, READ).directory()) {
            Files.move(inside.resolve("dir"), inside.resolve("aside"));
            Files.createSymbolicLink(inside.resolve("dir"), outside);
            fails(Fault.NOT_FOUND, () -> opened.open("new", true, false, WRITE));
            fails(Fault.NOT_FOUND, () -> opened.createDirectory("new"));
            fails(Fault.NOT_FOUND, opened::list);
        }
        try (var entries = Files.list(outside)) {
            assertEquals(0, entries.count());
        }
    }

    /** Many entries, each the same. */
    private record Entries(Path entry, int many) implements DirectoryStream<Path> {
        @Override
        public Iterator<Path> iterator() {
            return Collections.nCopies(many, entry).iterator();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @Test
    void aListThatWouldFillTheHostsMemoryIsRefused() throws IOException {
        Path entry = Path.of("x".repeat(200));
        assertEquals(400_000, PathDirectory.names(new Entries(entry, 400_000), Patience.ENDLESS).size());
        fails(Fault.TOO_MUCH, () -> PathDirectory.names(new Entries(entry, Integer.MAX_VALUE), Patience.ENDLESS));
    }

    @Test
    void aListEndsBetweenTwoEntries() {
        int[] asked = {0};
        Patience patience = new Patience(() -> ++asked[0] == 1_000);
        fails(Fault.INTERRUPTED, () -> PathDirectory.names(new Entries(Path.of("x"), Integer.MAX_VALUE), patience));
        assertEquals(1_000, asked[0]);
    }

    @Test
    void whoIsAskedIsAskedBelow() throws IOException {
        Path inside = Files.createDirectories(temporary.resolve("inside/dir/deep")).getParent();
        Files.createFile(inside.resolve("file"));
        boolean[] ends = {false};
        for (Confined guest : List.of(plain(inside), new Confined(Directory.of(inside), true))) {
            ends[0] = false;
            guest.endedBy(() -> ends[0]);
            try (guest; Confined deep = guest.open("deep", true, true, READ).directory()) {
                assertEquals(2, guest.list().size());
                ends[0] = true;
                fails(Fault.INTERRUPTED, guest::list);
                assertEquals(List.of(), deep.list(), "what has no entry is not asked about");
                Files.createFile(inside.resolve("deep/a"));
                fails(Fault.INTERRUPTED, deep::list);
                Files.delete(inside.resolve("deep/a"));
            }
        }
    }

    @Test
    void handlesOfOneDirectoryEndEachByTheirOwn() throws IOException {
        Files.createDirectories(temporary.resolve("shared/dir"));
        Files.createFile(temporary.resolve("shared/dir/file"));
        Path shared = temporary.resolve("shared");
        Files.createDirectories(temporary.resolve("upper/dir"));
        List<Directory> bases = List.of(
                PlainDirectories.of(shared), Directory.of(shared),
                LayeredDirectory.of(Directory.of(shared), Directory.of(temporary.resolve("upper"))));
        for (Directory base : bases) {
            boolean[] ends = {false};
            try (base; Directory first = base.reopen(); Directory second = base.reopen()) {
                first.openDirectory("dir").close();
                first.endedBy(() -> ends[0]);
                second.endedBy(() -> false);
                ends[0] = true;
                fails(Fault.INTERRUPTED, first::list);
                assertEquals(List.of("dir"), second.list());
                assertEquals(List.of("dir"), base.list());
                try (Directory in = first.openDirectory("dir"); Directory beside = second.openDirectory("dir")) {
                    fails(Fault.INTERRUPTED, in::list);
                    assertEquals(List.of("file"), beside.list());
                }
            }
        }
    }
}
