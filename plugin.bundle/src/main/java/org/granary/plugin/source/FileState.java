package org.granary.plugin.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How a file looked at one moment.
 *
 * @param there      whether there is a regular file; where there is none, but something else of its name, {@code problem} says what
 * @param sizeBytes  its size
 * @param timeMillis when it was changed last, as it says of itself
 * @param mark       which file it is, and when the system last changed anything of it: what takes its place with the same size and time
 *                   differs in this
 * @param hash       SHA-256 of its content in hex, empty where there is none, {@code unread} when it was not looked at
 * @param problem    why it could not be read, empty when it could
 */
record FileState(boolean there, long sizeBytes, long timeMillis, String mark, String hash, String problem) {
    static final FileState ABSENT = new FileState(false, 0, 0, "", "", "");

    /** Stands for the hash of a content that was not read. */
    private static final String UNREAD = "unread";

    /** Looks at a file; links are followed, as Kubernetes mounts files by them. */
    static FileState of(Path file) {
        return of(file, true);
    }

    /** As {@link #of(Path)}, without reading the content. */
    static FileState glance(Path file) {
        return of(file, false);
    }

    /** The same with a content that was not read. */
    FileState unread() {
        return there && problem.isEmpty() ? new FileState(true, sizeBytes, timeMillis, mark, UNREAD, "") : this;
    }

    private static FileState of(Path file, boolean read) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return instead(attributes.isDirectory() ? "expected a file, found a directory" : "expected a file, found something else");
            }
            if (attributes.size() > FileContent.MOST_BYTES) {
                return new FileState(true, attributes.size(), 0, "", "", FileContent.tooLarge(attributes.size()));
            }
            String mark = mark(file, attributes);
            return new FileState(
                    true, attributes.size(), attributes.lastModifiedTime().toMillis(), mark, read ? hash(file) : UNREAD, "");
        } catch (NoSuchFileException e) {
            return Files.isSymbolicLink(file) ? instead("expected a file, found a link to what is not there" + target(file)) : ABSENT;
        } catch (IOException e) {
            return troubled(e);
        }
    }

    private static FileState instead(String problem) {
        return new FileState(false, 0, 0, "", "", problem);
    }

    private static String target(Path link) {
        try {
            return ": " + Files.readSymbolicLink(link);
        } catch (IOException e) {
            // it was there a moment ago, and the next look sees what became of it
            return "";
        }
    }

    /** A file that cannot be looked at. */
    static FileState troubled(Throwable problem) {
        return new FileState(true, 0, 0, "", "", words(problem));
    }

    private static String words(Throwable problem) {
        if (problem instanceof AccessDeniedException) {
            return "access denied: the user who runs the host may not read it";
        }
        return problem instanceof FileSystemException known && known.getReason() != null ? known.getReason() : problem.toString();
    }

    /** Whether there is nothing of that name, not even something that is no file. */
    boolean isNothing() {
        return !there && problem.isEmpty();
    }

    /** The same with another content. */
    FileState withHash(String other) {
        return new FileState(there, sizeBytes, timeMillis, mark, other, problem);
    }

    /** Tools that unpack, or that build the same bytes each time, set the time of a file; nobody sets this. */
    private static String mark(Path file, BasicFileAttributes attributes) throws IOException {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        return attributes.fileKey() + (unix ? " " + Files.getAttribute(file, "unix:ctime") : "");
    }

    /** Whether size, time and mark are what they were: then the content, which costs a read, is not looked at again. */
    boolean looksLike(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return there && problem.isEmpty() && now.isRegularFile() && now.size() == sizeBytes
                    && now.lastModifiedTime().toMillis() == timeMillis && mark(file, now).equals(mark);
        } catch (IOException e) {
            return isNothing() && Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return hash(in);
        }
    }

    /** The hash of what a stream gives until its end. */
    static String hash(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] part = new byte[1 << 16];
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                digest.update(part, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this JVM has no SHA-256", e);
        }
    }
}
