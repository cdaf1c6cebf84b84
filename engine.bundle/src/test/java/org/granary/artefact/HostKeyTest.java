package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whose the file of the host's key is. */
class HostKeyTest {
    @TempDir
    private Path folder;

    @Test
    void aKeyIsMadeOnceAndIsItsMakers() {
        Path file = folder.resolve("made/host.key");
        assertArrayEquals(HostKey.of(file), HostKey.of(file));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "files have no POSIX rights there")
    void aKeyMayBeReadAndWrittenByItsOwnerAndNothingElse() throws Exception {
        Path file = folder.resolve("host.key");
        byte[] key = HostKey.of(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertArrayEquals(key, HostKey.of(file));
        for (PosixFilePermission right : PosixFilePermission.values()) {
            Set<PosixFilePermission> rights = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, right);
            Files.setPosixFilePermissions(file, rights);
            if (rights.size() == 2) {
                assertArrayEquals(key, HostKey.of(file));
            } else {
                assertThrows(IllegalStateException.class, () -> HostKey.of(file), right::name);
            }
        }
    }

    @Test
    void whereNothingCanBeLinkedTheKeyIsMovedToItsPlace() throws Exception {
        try (FileSystem archive = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            Path file = archive.getPath("/granary/host.key");
            byte[] key = HostKey.of(file);
            assertArrayEquals(key, HostKey.of(file));
            try (Stream<Path> all = Files.list(file.getParent())) {
                assertEquals(List.of(file), all.toList());
            }
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "files have no POSIX owner there")
    void aKeyOfAnotherUserIsRefused() throws Exception {
        Path file = folder.resolve("host.key");
        byte[] key = HostKey.of(file);
        UserPrincipal owner = Files.getOwner(file);
        assertArrayEquals(key, HostKey.of(file, Optional.of(owner)));
        assertArrayEquals(key, HostKey.of(file, Optional.empty()));
        UserPrincipal other = file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("54321");
        assertEquals("host key " + file + ": expected a file of the user who runs this (" + other.getName() + "), found one of "
                + owner.getName() + ", who knows the key or can change it; take the file away, and a new one is made, or name another "
                + "place",
                assertThrows(IllegalStateException.class, () -> HostKey.of(file, Optional.of(other))).getMessage());
    }
}
