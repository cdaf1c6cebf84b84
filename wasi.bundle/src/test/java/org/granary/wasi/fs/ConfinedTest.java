package org.granary.wasi.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.granary.wasi.fs.OpenMode.Creation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfinedTest extends InConfined {
    private static final OpenMode EXCLUSIVE = new OpenMode(false, true, Creation.EXCLUSIVE, false);
    private static final OpenMode TRUNCATE = new OpenMode(true, false, Creation.NEVER, true);
    private static final OpenMode READ_CREATE = new OpenMode(true, false, Creation.IF_ABSENT, false);

    private Path inside;
    private Path outside;

    @BeforeEach
    void open() throws IOException {
        inside = Files.createDirectory(temporary.resolve("inside"));
        outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        guest = new Confined(Directory.of(inside), true);
    }

    @AfterEach
    void close() throws IOException {
        guest.close();
    }

    /** So many directories in each other, made as a program makes them that has no path for them. */
    private Path nest(int count) throws IOException {
        Path at = inside;
        for (int i = 0; i < count; i++) {
            at = at.resolve("d");
        }
        return Files.createDirectories(at);
    }

    @Test
    void aDeepPathHoldsFewDirectoriesOpen() throws IOException {
        Path own = Path.of("/proc/self/fd");
        Path deepest = nest(1_000);
        String deep = "d/".repeat(1_000);
        write(deep + "file", "deep");
        assertEquals("deep", read(deep + "file"));
        if (Files.isDirectory(own)) {
            try (Directory base = Directory.of(inside); Walk walk = Walk.of(base, deep + "file", Walk.Last.KEEP); var open =
                    Files.list(own)) {
                assertEquals("file", walk.name());
                long held = open.filter(this::held).count();
                // a handle of a directory is two descriptors
                assertTrue(held <= 2 * (Walk.MOST_OPEN + Handles.MOST + 1), held + " descriptors");
            }
        }
        // from below, for JUnit asks of each directory, by all above it, where it really is
        for (Path at = deepest.resolve("file"); !at.equals(inside); at = at.getParent()) {
            Files.delete(at);
        }
    }

    private boolean held(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(inside);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void upAgainLeadsAsFarAsDirectoriesStayOpen() throws IOException {
        nest(100);
        int most = Walk.MOST_OPEN - 1;
        write("d/".repeat(100 - most) + "file", "there");
        String down = "d/".repeat(100);
        assertEquals("there", read(down + "../".repeat(most) + "file"));
        fails(Fault.NAME_TOO_LONG, () -> read(down + "../".repeat(most + 1) + "d/file"));
        assertEquals("there", read("d/".repeat(Walk.MOST_OPEN) + "../".repeat(Walk.MOST_OPEN) + "d/".repeat(100 - most) + "file"),
                "nothing has been let go");
    }

    private void nothingOutside() throws IOException {
        assertEquals("secret", Files.readString(outside.resolve("secret")));
        try (var entries = Files.list(outside)) {
            assertEquals(1, entries.count());
        }
    }

    @Test
    void absolutePathsAreRefused() {
        fails(Fault.NOT_PERMITTED, () -> guest.open("/etc/passwd", true, false, READ));
        fails(Fault.NOT_PERMITTED, () -> guest.open(inside.toString(), true, false, READ));
    }

    @Test
    void leadingParentsAreRefusedEvenWhenTheyComeBack() {
        fails(Fault.NOT_PERMITTED, () -> guest.stat("../inside", true));
        fails(Fault.NOT_PERMITTED, () -> guest.stat("..", true));
        fails(Fault.NOT_PERMITTED, () -> guest.open("../outside/secret", true, false, READ));
    }

    @Test
    void parentsInTheMiddleGoBackTheWayThatWasCome() throws IOException {
        guest.createDirectory("a");
        guest.createDirectory("a/b");
        write("a/file", "here");
        assertEquals("here", read("a/b/../file"));
        assertEquals("here", read("./a//b/.././b/../../a/file"));
        fails(Fault.NOT_PERMITTED, () -> guest.stat("a/b/../../../outside/secret", true));
        // the name before the parent must be there, unlike in a path that is shortened as a text
        fails(Fault.NOT_FOUND, () -> guest.stat("missing/../a", true));
    }

    @Test
    void linksThatLeadOutAreRefusedWhereverTheyStand() throws IOException {
        Files.createSymbolicLink(inside.resolve("absolute"), outside);
        Files.createSymbolicLink(inside.resolve("climbing"), Path.of("../outside"));
        Files.createSymbolicLink(inside.resolve("file"), outside.resolve("secret"));
        for (String link : List.of("absolute", "climbing")) {
            fails(Fault.NOT_PERMITTED, () -> guest.open(link + "/secret", true, false, READ));
            fails(Fault.NOT_PERMITTED, () -> guest.open(link + "/new", true, false, WRITE));
            fails(Fault.NOT_PERMITTED, () -> guest.open(link, true, true, READ));
            fails(Fault.NOT_PERMITTED, () -> guest.stat(link, true));
            fails(Fault.NOT_PERMITTED, () -> guest.createDirectory(link + "/new"));
            fails(Fault.NOT_PERMITTED, () -> guest.unlink(link + "/secret"));
            fails(Fault.NOT_PERMITTED, () -> guest.rename(link + "/secret", guest, "stolen"));
            fails(Fault.NOT_PERMITTED, () -> guest.link(link + "/secret", true, guest, "stolen"));
            fails(Fault.NOT_PERMITTED, () -> guest.symlink("x", link + "/new"));
            fails(Fault.NOT_PERMITTED, () -> guest.setTimes(link, true, new Times(OptionalLong.of(0), OptionalLong.of(0))));
        }
        fails(Fault.NOT_PERMITTED, () -> guest.open("file", true, false, READ));
        fails(Fault.NOT_PERMITTED, () -> guest.open("file", true, false, WRITE));
        fails(Fault.NOT_PERMITTED, () -> guest.link("file", true, guest, "stolen"));
        nothingOutside();
    }

    @Test
    void slashesAfterLinksAndPathsChangeNothing() throws IOException {
        Files.createSymbolicLink(inside.resolve("out"), Path.of("../outside/"));
        Files.createSymbolicLink(inside.resolve("up"), Path.of("../"));
        for (String path : List.of("out/", "out//", "out/.", "up/", "up/outside/", "out/./secret", "up//outside//secret")) {
            fails(Fault.NOT_PERMITTED, () -> guest.open(path, false, false, READ));
            fails(Fault.NOT_PERMITTED, () -> guest.stat(path, false));
        }
        fails(Fault.NOT_PERMITTED, () -> guest.open("../", true, true, READ));
        nothingOutside();
    }

    @Test
    void creatingThroughADanglingLinkStaysInside() throws IOException {
        Files.createSymbolicLink(inside.resolve("out"), Path.of("../outside/new"));
        Files.createSymbolicLink(inside.resolve("in"), Path.of("made"));
        fails(Fault.NOT_PERMITTED, () -> guest.open("out", true, false, WRITE));
        fails(Fault.EXISTS, () -> guest.open("out", true, false, EXCLUSIVE));
        fails(Fault.EXISTS, () -> guest.open("in", true, false, EXCLUSIVE));
        write("in", "through the link");
        assertEquals("through the link", Files.readString(inside.resolve("made")));
        nothingOutside();
    }

    @Test
    void linksInsideAreFollowedAndLoopsEnd() throws IOException {
        guest.createDirectory("dir");
        write("dir/file", "text");
        guest.symlink("dir", "link");
        guest.symlink("../dir/file", "dir/again");
        guest.symlink("loop2", "loop1");
        guest.symlink("loop1", "loop2");
        assertEquals("text", read("link/file"));
        assertEquals("text", read("link/again"));
        assertEquals("../dir/file", guest.readLink("link/again"));
        fails(Fault.LOOP, () -> guest.stat("loop1", true));
        fails(Fault.LOOP, () -> guest.stat("loop1/x", true));
        fails(Fault.LOOP, () -> guest.open("link", false, false, READ));
        assertEquals(FileType.SYMBOLIC_LINK, guest.stat("link", false).type());
        assertEquals(FileType.DIRECTORY, guest.stat("link", true).type());
        assertEquals(FileType.DIRECTORY, guest.stat("link/", false).type());
    }

    @Test
    void linksWithAbsoluteTextAreNeitherMadeNorTold() throws IOException {
        fails(Fault.NOT_PERMITTED, () -> guest.symlink("/etc", "link"));
        Files.createSymbolicLink(inside.resolve("host"), outside);
        fails(Fault.NOT_PERMITTED, () -> guest.readLink("host"));
        guest.symlink("../anything", "dangling");
        assertEquals("../anything", guest.readLink("dangling"));
    }

    @Test
    void zeroBytesAndEmptyPathsAndSeparatorsOfTheHost() throws IOException {
        fails(Fault.INVALID, () -> guest.open("file\0", true, false, WRITE));
        fails(Fault.NOT_FOUND, () -> guest.open("", true, false, READ));
        fails(Fault.NOT_FOUND, () -> guest.symlink("", "link"));
        fails(Fault.NAME_TOO_LONG, () -> guest.open("a/".repeat(3000), true, false, READ));
        fails(Fault.NAME_TOO_LONG, () -> guest.open("a".repeat(300), true, false, WRITE));
        write("back\\slash", "one name");
        assertEquals(new TreeSet<>(List.of("back\\slash")), new TreeSet<>(guest.list()));
    }

    @Test
    void whatIsOnlyForReadingStaysAsItIs() throws IOException {
        write("file", "text");
        guest.createDirectory("dir");
        try (Confined reader = new Confined(Directory.of(inside), false)) {
            fails(Fault.READ_ONLY, () -> reader.open("file", true, false, WRITE));
            fails(Fault.READ_ONLY, () -> reader.open("file", true, false, TRUNCATE));
            fails(Fault.READ_ONLY, () -> reader.open("new", true, false, READ_CREATE));
            fails(Fault.READ_ONLY, () -> reader.createDirectory("new"));
            fails(Fault.READ_ONLY, () -> reader.removeDirectory("dir"));
            fails(Fault.READ_ONLY, () -> reader.unlink("file"));
            fails(Fault.READ_ONLY, () -> reader.symlink("file", "link"));
            fails(Fault.READ_ONLY, () -> reader.setTimes("file", true, new Times(OptionalLong.of(0), OptionalLong.of(0))));
            // by another name in a writable directory it would become writable
            fails(Fault.READ_ONLY, () -> reader.link("file", false, guest, "name"));
            fails(Fault.READ_ONLY, () -> reader.rename("file", guest, "name"));
            fails(Fault.READ_ONLY, () -> guest.link("file", false, reader, "name"));
            fails(Fault.READ_ONLY, () -> guest.rename("file", reader, "name"));
            try (Confined below = reader.open("dir", true, true, READ).directory()) {
                fails(Fault.READ_ONLY, () -> below.open("new", true, false, WRITE));
            }
            reader.open("file", true, false, READ_CREATE).file().close();
        }
        assertEquals("text", read("file"));
    }

    @Test
    void namesKeepTheirMeaningWhenTheTreeMoves() throws IOException {
        guest.createDirectory("a");
        guest.createDirectory("a/b");
        try (Confined below = guest.open("a/b", true, true, READ).directory()) {
            // the directory leaves, with the handle: what is below the handle is still what the guest was given
            Files.move(inside.resolve("a/b"), outside.resolve("b"));
            fails(Fault.NOT_PERMITTED, () -> below.stat("../secret", true));
            // what goes by the path notices
            fails(Fault.NOT_FOUND, () -> below.createDirectory("new"));
            fails(Fault.NOT_FOUND, () -> below.symlink("x", "new"));
        }
        assertFalse(Files.exists(inside.resolve("a/b"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void openingChecksTheKind() throws IOException {
        guest.createDirectory("dir");
        write("file", "text");
        fails(Fault.NOT_DIRECTORY, () -> guest.open("file", true, true, READ));
        fails(Fault.NOT_DIRECTORY, () -> guest.open("file/", true, false, READ));
        fails(Fault.NOT_DIRECTORY, () -> guest.open("file/x", true, false, READ));
        fails(Fault.IS_DIRECTORY, () -> guest.open("dir", true, false, WRITE));
        fails(Fault.NOT_FOUND, () -> guest.open("missing", true, false, READ));
        assertTrue(guest.open("dir", true, false, READ).directory().writable());
        guest.open("made", true, false, READ_CREATE).file().close();
        assertEquals(0, guest.stat("made", true).size());
        guest.open("file", true, false, TRUNCATE).file().close();
        assertEquals(0, guest.stat("file", true).size());
    }

    @Test
    void renameAndRemoveHaveTheErrorsOfPosix() throws IOException {
        guest.createDirectory("dir");
        guest.createDirectory("full");
        write("full/file", "x");
        write("file", "x");
        fails(Fault.NOT_EMPTY, () -> guest.rename("dir", guest, "full"));
        fails(Fault.NOT_DIRECTORY, () -> guest.rename("dir", guest, "file"));
        fails(Fault.IS_DIRECTORY, () -> guest.rename("file", guest, "dir"));
        fails(Fault.NOT_DIRECTORY, () -> guest.rename("file", guest, "new/"));
        fails(Fault.NOT_EMPTY, () -> guest.removeDirectory("full"));
        fails(Fault.NOT_DIRECTORY, () -> guest.removeDirectory("file/"));
        fails(Fault.IS_DIRECTORY, () -> guest.unlink("dir/"));
        fails(Fault.NOT_DIRECTORY, () -> guest.unlink("file/"));
        fails(Fault.NOT_FOUND, () -> guest.unlink("missing"));
        guest.rename("full", guest, "dir");
        assertEquals("x", read("dir/file"));
    }

    @Test
    void timesAreKeptToTheNanosecondOfFilesAndLinks() throws IOException {
        write("file", "x");
        guest.symlink("file", "link");
        FileStat before = guest.stat("file", true);
        guest.setTimes("file", true, new Times(OptionalLong.empty(), OptionalLong.of(1_600_000_000_123_456_789L)));
        guest.setTimes("link", false, new Times(OptionalLong.of(5), OptionalLong.of(1_500_000_000_000_000_001L)));
        assertEquals(1_600_000_000_123_456_789L, guest.stat("file", true).modifyNanos());
        assertEquals(before.accessNanos(), guest.stat("file", true).accessNanos());
        assertEquals(1_500_000_000_000_000_001L, guest.stat("link", false).modifyNanos());
        assertEquals(5, guest.stat("link", false).accessNanos());
    }

    @Test
    void aFileOutlivesItsNameAndItsDirectoryHandle() throws IOException {
        guest.createDirectory("dir");
        Confined below = guest.open("dir", true, true, READ).directory();
        try (OpenFile file = below.open("file", true, false, WRITE).file()) {
            below.close();
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 4);
            assertEquals(7, file.stat().size());
            guest.unlink("dir/file");
            write("dir/file", "another");
            file.setSize(2);
            assertEquals(2, file.stat().size());
            file.setSize(100);
            assertEquals(100, file.stat().size());
            assertEquals(7, guest.stat("dir/file", true).size());
        }
    }

    @Test
    void anInterruptNeitherEndsAnOperationNorHarmsTheFile() throws IOException {
        try (OpenFile file = guest.open("file", true, false, WRITE).file()) {
            Thread.currentThread().interrupt();
            file.write(ByteBuffer.wrap(new byte[] {1}), 0);
            assertTrue(Thread.interrupted(), "the interrupt is still there for whom it concerns");
            assertEquals(1, file.read(ByteBuffer.allocate(1), 0));
        }
    }

    @Test
    void hardLinksNameTheFileItself() throws IOException {
        write("file", "text");
        guest.symlink("file", "link");
        guest.link("file", false, guest, "second");
        guest.link("link", false, guest, "third");
        assertTrue(guest.stat("file", false).sameFile(guest.stat("second", false)));
        assertEquals(2, guest.stat("file", false).links());
        assertEquals(FileType.SYMBOLIC_LINK, guest.stat("third", false).type());
        fails(Fault.EXISTS, () -> guest.link("file", false, guest, "second"));
        fails(Fault.NOT_FOUND, () -> guest.link("file", false, guest, "new/"));
    }
}
