package org.granary.artefact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
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
    /** Belongs to whom the process belongs to, where there is such a thing. */
    private static final Path OWN_PROCESS = Path.of("/proc/self");
    private static final Set<PosixFilePermission> OWNER = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    /** All rights but those, as the mode of a file has them. */
    private static final int OTHER_RIGHTS = 0177;

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
     * Reads the key, or makes one where there is none. Several processes may do so at once: all of them get the same key, unless
     * files cannot be linked there.
     *
     * @param file the file
     * @return 32 bytes
     * @throws UncheckedIOException  when it can neither be read nor made
     * @throws IllegalStateException when it is no key, others may read it, or it is another user's
     */
    static byte[] of(Path file) {
        return of(file, user());
    }

    /** As {@link #of(Path)}, for a user; for nobody where the system does not tell who runs this. */
    static byte[] of(Path file, Optional<UserPrincipal> user) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            check(file, user);
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
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (UnsupportedOperationException | FileSystemException e) {
                // whole, too; of two at once the second one's key may take the first one's place
                Files.move(whole, file);
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

    /** Whose process this is. */
    private static Optional<UserPrincipal> user() {
        try {
            if (Files.exists(OWN_PROCESS)) {
                return Optional.of(Files.getOwner(OWN_PROCESS));
            }
            Optional<String> name = ProcessHandle.current().info().user();
            return name.isPresent() ? Optional.of(OWN_PROCESS.getFileSystem().getUserPrincipalLookupService()
                    .lookupPrincipalByName(name.get())) : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Whether nobody else may do anything with it; by the system's own number where there is one. */
    private static boolean isOwners(Path file, PosixFileAttributes found) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            // rights as a set of an enumeration take a new process five to ten milliseconds
            return ((Integer) Files.getAttribute(file, "unix:mode") & OTHER_RIGHTS) == 0;
        }
        return OWNER.containsAll(found.permissions());
    }

    private static void check(Path file, Optional<UserPrincipal> user) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class, new LinkOption[0]);
        if (posix == null) {
            return;
        }
        PosixFileAttributes found = posix.readAttributes();
        if (!isOwners(file, found)) {
            throw new IllegalStateException("host key " + file + ": expected rights " + PosixFilePermissions.toString(OWNER)
                    + " or less, found " + PosixFilePermissions.toString(found.permissions())
                    + "; take the file away (others may know the key), and a new one is made");
        }
        if (user.isPresent() && !user.get().equals(found.owner())) {
            throw new IllegalStateException("host key " + file + ": expected a file of the user who runs this (" + user.get().getName()
                    + "), found one of " + found.owner().getName() + ", who knows the key or can change it; take the file away, and a new "
                    + "one is made, or name another place");
        }
    }
}
