package org.granary.wasi.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.granary.wasi.fs.OpenMode.Creation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A directory is swapped for a link to the outside, over and over, while a guest opens files in it. */
@Timeout(120)
class SwapRaceTest {
    private static final int ROUNDS = 10_000;
    private static final int MAKING_ROUNDS = 2_000;
    private static final int WAY_ROUNDS = 2_000;
    private static final OpenMode READ = new OpenMode(true, false, Creation.NEVER, false);
    private static final OpenMode CUT = new OpenMode(false, true, Creation.NEVER, true);
    private static final OpenMode WRITE = new OpenMode(true, true, Creation.IF_ABSENT, false);

    @TempDir
    Path temporary;

    @Test
    void nothingOutsideIsTouched() throws Exception {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.write(outside.resolve("file"), new byte[] {7});
        Files.createDirectory(inside.resolve("dir"));
        Files.write(inside.resolve("dir/file"), new byte[] {1});
        Files.createSymbolicLink(inside.resolve("link"), outside);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> broken = new AtomicReference<>();
        Thread attacker = new Thread(() -> swap(inside, stop, broken), "attacker");
        attacker.start();
        int reached = 0;
        int refused = 0;
        try (Confined guest = new Confined(Directory.of(inside), true)) {
            while (reached + refused < ROUNDS || reached == 0 || refused == 0) {
                if (once(guest)) {
                    reached++;
                } else {
                    refused++;
                }
                assertNull(broken.get());
            }
        } finally {
            stop.set(true);
            attacker.join();
        }
        assertNull(broken.get());
        assertNotEquals(0, reached);
        assertNotEquals(0, refused);
        assertEquals(7, Files.readAllBytes(outside.resolve("file"))[0]);
        try (var entries = Files.list(outside)) {
            assertEquals(1, entries.count());
        }
    }

    @Test
    void whatIsMadeMeanwhileIsInsideOrIsSaidToHaveFailed() throws Exception {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.createDirectory(inside.resolve("dir"));
        Files.createSymbolicLink(inside.resolve("link"), outside);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> broken = new AtomicReference<>();
        Thread attacker = new Thread(() -> swap(inside, stop, broken), "attacker");
        List<String> made = new ArrayList<>();
        try (Confined guest = new Confined(Directory.of(inside), true)) {
            attacker.start();
            for (int round = 0; round < MAKING_ROUNDS; round++) {
                try {
                    guest.createDirectory("dir/made" + round);
                    made.add("made" + round);
                } catch (FsException e) {
                    assertTrue(e.fault() != Fault.IO, e::toString);
                }
            }
        } finally {
            stop.set(true);
            attacker.join();
        }
        assertNull(broken.get());
        for (String name : made) {
            assertTrue(Files.isDirectory(inside.resolve("dir").resolve(name)), name);
        }
        Map<String, String> after = picture(outside);
        removeEmptyDirectories(after, "made\\d+");
        assertEquals(Map.of("", "directory"), after);
    }

    /** The one thing that who swaps twice in the window gets: docs/wasi.md. What lies in one of them would be left. */
    private static void removeEmptyDirectories(Map<String, String> picture, String name) {
        picture.entrySet().removeIf(made -> made.getKey().matches(name) && made.getValue().equals("directory"));
    }

    @Test
    void noLinkIsMadeOutsideNorToIt() throws Exception {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.createDirectories(inside.resolve("dir/deep"));
        Files.createDirectory(outside.resolve("deep"));
        Files.write(inside.resolve("dir/deep/file"), new byte[] {1});
        Files.write(outside.resolve("deep/file"), new byte[] {7});
        Files.createSymbolicLink(inside.resolve("link"), outside);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> broken = new AtomicReference<>();
        try (Confined guest = new Confined(Directory.of(inside), true);
                Confined deep = guest.open("dir/deep", true, true, new OpenMode(true, false, Creation.NEVER, false)).directory()) {
            Thread attacker = new Thread(() -> swap(inside, stop, broken), "attacker");
            attacker.start();
            int made = 0;
            int refused = 0;
            try {
                for (int round = 0; round < ROUNDS / 2 || made == 0 || refused == 0; round++) {
                    try {
                        if (round % 2 == 0) {
                            deep.symlink("anywhere", "soft" + round);
                        } else {
                            deep.link("file", false, guest, "hard" + round);
                        }
                        made++;
                    } catch (FsException e) {
                        refused++;
                    }
                    assertNull(broken.get());
                }
            } finally {
                stop.set(true);
                attacker.join();
            }
            for (String name : guest.list()) {
                assertFalse(Files.isRegularFile(inside.resolve(name)) && Files.readAllBytes(inside.resolve(name))[0] != 1, name);
            }
        }
        try (var entries = Files.list(outside.resolve("deep"))) {
            assertEquals(1, entries.count());
        }
    }

    /** A step of the guest through the name that is swapped. */
    private interface Step {
        void run(Confined guest, Confined deep, int round) throws IOException;
    }

    /** What a guest does with a path, by both ends where it has two. */
    private enum Way implements Step {
        STAT((guest, deep, round) -> assertEquals(1, guest.stat("dir/file", true).size(), "a look at what is outside")),
        LIST((guest, deep, round) -> {
            try (Confined list = guest.open("dir", true, true, READ).directory()) {
                assertFalse(list.list().contains("treasure"), "a list of what is outside");
            }
        }),
        SET_TIMES((guest, deep, round) -> guest.setTimes("dir/file", true,
                new Times(OptionalLong.of(0), OptionalLong.of(round * 1_000_000L)))),
        SET_TIMES_OF_A_LINK((guest, deep, round) ->
                guest.setTimes("dir/soft", false, new Times(OptionalLong.of(0), OptionalLong.of(round * 1_000_000L)))),
        CREATE_AND_REMOVE_DIRECTORY((guest, deep, round) -> {
            guest.createDirectory("dir/deep/new" + round);
            guest.removeDirectory("dir/deep/new" + round);
        }),
        CREATE_AND_UNLINK((guest, deep, round) -> {
            guest.open("dir/new" + round, true, false, WRITE).file().close();
            guest.unlink("dir/new" + round);
        }),
        UNLINK((guest, deep, round) -> guest.unlink("dir/treasure")),
        REMOVE_DIRECTORY((guest, deep, round) -> guest.removeDirectory("dir/chest")),
        TRUNCATE((guest, deep, round) -> guest.open("dir/treasure", true, false, CUT).file().close()),
        RENAME_FROM((guest, deep, round) -> guest.rename("dir/treasure", guest, "mine")),
        RENAME_DIRECTORY_FROM((guest, deep, round) -> guest.rename("dir/chest", guest, "mine")),
        RENAME_TO((guest, deep, round) -> {
            if (guest.list().contains("own")) {
                guest.rename("own", guest, "dir/own");
            } else {
                guest.rename("dir/own", guest, "own");
            }
        }),
        LINK_FROM((guest, deep, round) -> guest.link("dir/treasure", false, guest, "mine")),
        LINK_TO((guest, deep, round) -> {
            guest.link("plain", false, guest, "dir/linked" + round);
            guest.unlink("dir/linked" + round);
        }),
        SYMLINK((guest, deep, round) -> {
            guest.symlink("anywhere", "dir/soft" + round);
            guest.unlink("dir/soft" + round);
        }),
        READ_LINK((guest, deep, round) -> assertEquals("inside", guest.readLink("dir/text"), "a text from outside")),
        BACK((guest, deep, round) -> {
            try (OpenFile file = guest.open("dir/deep/../../plain", true, false, READ).file()) {
                assertEquals(5, file.size());
            }
        }),
        FROM_A_HANDLE((guest, deep, round) -> {
            try (OpenFile file = deep.open("inner", true, false, WRITE).file()) {
                file.write(ByteBuffer.wrap(new byte[] {1}), 0);
            }
        });

        private final Step step;

        Way(Step step) {
            this.step = step;
        }

        @Override
        public void run(Confined guest, Confined deep, int round) throws IOException {
            step.run(guest, deep, round);
        }
    }

    /** Everything that is outside, with names, sizes, times and texts of links. */
    private static Map<String, String> picture(Path outside) throws IOException {
        Map<String, String> picture = new TreeMap<>();
        try (var all = Files.walk(outside)) {
            for (Path path : all.toList()) {
                BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                String what = found.isSymbolicLink()
                        ? Files.readSymbolicLink(path).toString()
                        : found.isDirectory() ? "directory" : Files.readString(path) + " " + found.lastModifiedTime() + " "
                                + Files.getAttribute(path, "unix:nlink");
                picture.put(outside.relativize(path).toString(), what);
            }
        }
        return picture;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void everyWayOfAPathEndsInside(Way way) throws Exception {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(inside.resolve("plain"), "plain");
        Files.writeString(inside.resolve("own"), "own");
        for (Path at : List.of(Files.createDirectory(inside.resolve("dir")), outside)) {
            Files.createDirectory(at.resolve("deep"));
            Files.writeString(at.resolve("file"), at.equals(outside) ? "outside" : "1");
            Files.writeString(at.resolve("deep/inner"), at.equals(outside) ? "outside" : "1");
            Files.createSymbolicLink(at.resolve("text"), Path.of(at.equals(outside) ? "outside" : "inside"));
        }
        Files.writeString(outside.resolve("treasure"), "treasure");
        Files.writeString(outside.resolve("soft"), "a file where the guest has a link");
        Files.createSymbolicLink(inside.resolve("dir/soft"), Path.of("file"));
        Files.createDirectory(outside.resolve("chest"));
        Files.createSymbolicLink(inside.resolve("link"), outside);
        Map<String, String> before = picture(outside);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> broken = new AtomicReference<>();
        try (Confined guest = new Confined(Directory.of(inside), true);
                Confined deep = guest.open("dir/deep", true, true, READ).directory()) {
            Thread attacker = new Thread(() -> swap(inside, stop, broken), "attacker");
            attacker.start();
            try {
                for (int round = 0; round < WAY_ROUNDS; round++) {
                    try {
                        way.run(guest, deep, round);
                    } catch (FsException e) {
                        assertTrue(e.fault() != Fault.IO, e::toString);
                    }
                    assertNull(broken.get());
                }
            } finally {
                stop.set(true);
                attacker.join();
            }
        }
        assertNull(broken.get());
        Map<String, String> after = picture(outside);
        if (way == Way.CREATE_AND_REMOVE_DIRECTORY) {
            removeEmptyDirectories(after, "deep/new\\d+");
        }
        assertEquals(before, after);
        assertFalse(Files.exists(inside.resolve("mine"), LinkOption.NOFOLLOW_LINKS));
    }

    private static boolean once(Confined guest) throws IOException {
        try (OpenFile file = guest.open("dir/file", true, false, WRITE).file()) {
            ByteBuffer content = ByteBuffer.allocate(1);
            if (file.read(content, 0) == 1) {
                assertEquals(1, content.get(0), "read from outside");
            }
            file.write(ByteBuffer.wrap(new byte[] {1}), 0);
            return true;
        } catch (FsException e) {
            assertTrue(e.fault() != Fault.IO, e::toString);
            return false;
        }
    }

    private static void swap(Path inside, AtomicBoolean stop, AtomicReference<Throwable> broken) {
        try {
            while (!stop.get()) {
                Files.move(inside.resolve("dir"), inside.resolve("aside"), StandardCopyOption.ATOMIC_MOVE);
                Files.move(inside.resolve("link"), inside.resolve("dir"), StandardCopyOption.ATOMIC_MOVE);
                Files.move(inside.resolve("dir"), inside.resolve("link"), StandardCopyOption.ATOMIC_MOVE);
                Files.move(inside.resolve("aside"), inside.resolve("dir"), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException | RuntimeException e) {
            broken.set(e);
        }
    }
}
