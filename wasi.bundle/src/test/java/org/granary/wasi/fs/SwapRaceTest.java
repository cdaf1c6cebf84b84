package org.granary.wasi.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.granary.wasi.fs.OpenMode.Creation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory is swapped for a link to the outside, over and over, while a guest opens files in it. */
class SwapRaceTest {
    private static final int ROUNDS = 10_000;
    private static final int MAKING_ROUNDS = 2_000;
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
