package org.granary.artefact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The file of the host's key: 32 random bytes that only their owner may read. Whoever has the key can make artefacts that this host
 * believes. Stateless.
 */
final class HostKey {
    static final int LENGTH = 32;
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private HostKey() {
    }

    /**
     * Where the key is unless somebody says otherwise.
     *
     * @param environment the process's environment
     * @return empty where the environment names no folder of the user's
     */
    static Optional<Path> usualPlace(Map<String, String> environment) {
        String folder = environment.get("XDG_CONFIG_HOME");
        if (folder == null || folder.isBlank()) {
            folder = environment.get("APPDATA");
        }
        if (folder != null && !folder.isBlank()) {
            return Optional.of(Path.of(folder, "granary", "host.key"));
        }
        String home = environment.get("HOME");
        return home == null || home.isBlank() ? Optional.empty() : Optional.of(Path.of(home, ".config", "granary", "host.key"));
    }

    /**
     * Reads the key, or makes one where there is none. Several processes may do so at once: all of them get the same key.
     *
     * @param file the file
     * @return 32 bytes
     * @throws UncheckedIOException  when it can neither be read nor made
     * @throws IllegalStateException when it is no key, or others may read it
     */
    static byte[] of(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            check(file);
            byte[] key = Files.readAllBytes(file);
            if (key.length != LENGTH) {
                throw new IllegalStateException("host key " + file + ": expected " + LENGTH + " bytes, found " + key.length
                        + "; take the file away, and a new key is made");
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("host key " + file + " can neither be read nor made (ArtefactTrust names another place): " + e,
                    e);
        }
    }

    /** Whole under another name first, then linked: nobody ever sees half a key, and who comes second keeps the first one's. */
    private static void make(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        byte[] key = new byte[LENGTH];
        new SecureRandom().nextBytes(key);
        Path whole = Files.createTempFile(folder, "host", ".new");
        try {
            restrict(whole);
            Files.write(whole, key);
            try {
                Files.createLink(file, whole);
            } catch (UnsupportedOperationException e) {
                Files.copy(whole, file);
                restrict(file);
            }
        } catch (FileAlreadyExistsException e) {
            // somebody else was quicker; his key it is
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static void restrict(Path file) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(OWNER);
            return;
        }
        AclFileAttributeView acl = Files.getFileAttributeView(file, AclFileAttributeView.class);
        if (acl != null) {
            acl.setAcl(List.of(AclEntry.newBuilder().setType(AclEntryType.ALLOW).setPrincipal(acl.getOwner())
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class)).build()));
        }
    }

    private static void check(Path file) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class, new LinkOption[0]);
        if (posix != null && !OWNER.containsAll(posix.readAttributes().permissions())) {
            throw new IllegalStateException("host key " + file + ": expected rights " + PosixFilePermissions.toString(OWNER)
                    + " or less, found " + PosixFilePermissions.toString(posix.readAttributes().permissions())
                    + "; take the file away (others may know the key), and a new one is made");
        }
    }
}
