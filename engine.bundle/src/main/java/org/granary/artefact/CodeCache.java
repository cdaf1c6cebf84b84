package org.granary.artefact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Compiled code on disk: a file for each class, and one for the facts of a module's bodies, in a folder for each module and compatibility
 * hash. Shared by all processes that use the folder. Thread-safe.
 *
 * <p>A file is written whole under another name and then moved, and begins with a code under the host's key over its content, its name,
 * its module and the compatibility hash: what was cut off, changed, or moved from elsewhere is as good as not there. So nobody has to
 * lock anything, and a process may be killed at any moment. A cache that cannot be read or written is slow and nothing else.
 */
public final class CodeCache {
    private static final byte[] PURPOSE = "granary cache 1\0".getBytes(StandardCharsets.US_ASCII);
    private static final String UNFINISHED = ".new";
    /** A file that is used is marked as used this often. */
    private static final Duration TOUCH = Duration.ofHours(1);
    /** An unfinished file that is older was left by a process that was killed. */
    private static final Duration LEFT = Duration.ofHours(1);
    /** What part of the whole is written between two looks at the disk: eight processes at once pass the bound by a half at most. */
    private static final int LOOK_PART = 16;
    private static final int CODE_LENGTH = 32;
    /** Entries stand in the folder of a module in that of a compatibility hash. */
    private static final int ENTRY_DEPTH = 3;
    private static final long MOST_ENTRY = 256L << 20;

    private final Path folder;
    private final byte[] compatibility;
    private final Notary notary;
    private final long mostBytes;
    private final Duration age;
    private final InstantSource clock;
    /** How many bytes may still be written before the disk is looked at. */
    private long unseen;
    private volatile boolean closed;

    /** One file. */
    private record Entry(Path file, long size, Instant used) {
    }

    /**
     * A cache.
     *
     * @param folder        made when it is not there
     * @param compatibility the engine's compatibility hash: 32 bytes
     * @param notary        with a host key
     * @param mostBytes     how large it may be
     * @param age           how long an entry is kept after its last use
     * @param clock         tells the age of files
     */
    public CodeCache(Path folder, byte[] compatibility, Notary notary, long mostBytes, Duration age, InstantSource clock) {
        this.folder = folder;
        this.compatibility = compatibility;
        this.notary = notary;
        this.mostBytes = mostBytes;
        this.age = age;
        this.clock = clock;
    }

    /** By what has passed: there is no instant after the longest durations. */
    private static boolean isOver(Instant used, Duration most, Instant now) {
        return Duration.between(used, now).compareTo(most) > 0;
    }

    private Path file(String module, String name) {
        return folder.resolve(HexFormat.of().formatHex(compatibility, 0, 8)).resolve(module).resolve(name);
    }

    private Optional<byte[]> code(String module, String name, byte[] content) {
        try {
            return notary.hostCode(PURPOSE, compatibility, (module + "/" + name + "\0").getBytes(StandardCharsets.UTF_8), content);
        } catch (UncheckedIOException | IllegalStateException e) {
            // a host key of no use is told to whoever writes or loads an artefact; here it means that nothing is kept
            return Optional.empty();
        }
    }

    /**
     * Reads an entry.
     *
     * @param module the SHA-256 of the module, in hex
     * @param name   letters, digits and dollars
     * @return its content, or null when there is none that this host has written
     */
    public byte[] find(String module, String name) {
        Path file = file(module, name);
        try {
            // a pipe that somebody has put there would be waited for
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Instant used = found.lastModifiedTime().toInstant();
            Instant now = clock.instant();
            if (closed || !found.isRegularFile() || found.size() > MOST_ENTRY || isOver(used, age, now)) {
                return null;
            }
            byte[] whole = Files.readAllBytes(file);
            byte[] content = whole.length < CODE_LENGTH ? whole : Arrays.copyOfRange(whole, CODE_LENGTH, whole.length);
            Optional<byte[]> code = code(module, name, content);
            if (code.isEmpty()) {
                // without a key nobody knows whether it is good, and nobody could write it again
                return null;
            }
            if (whole.length < CODE_LENGTH || !MessageDigest.isEqual(code.get(), Arrays.copyOf(whole, CODE_LENGTH))) {
                Files.deleteIfExists(file);
                return null;
            }
            if (used.plus(TOUCH).isBefore(now)) {
                Files.setLastModifiedTime(file, FileTime.from(now));
            }
            return content;
        } catch (IOException e) {
            // not there, or of no use: the class is compiled
            return null;
        }
    }

    /**
     * Writes an entry, and takes old ones away where the cache has become too large.
     *
     * @param module  the SHA-256 of the module, in hex
     * @param name    letters, digits and dollars
     * @param content what is kept
     */
    public void keep(String module, String name, byte[] content) {
        Optional<byte[]> code = closed || content.length > Math.min(mostBytes, MOST_ENTRY) - CODE_LENGTH ? Optional.empty()
                : code(module, name, content);
        if (code.isEmpty()) {
            return;
        }
        Path file = file(module, name);
        Path whole = null;
        try {
            Files.createDirectories(file.getParent());
            whole = Files.createTempFile(file.getParent(), name, UNFINISHED);
            byte[] both = Arrays.copyOf(code.get(), CODE_LENGTH + content.length);
            System.arraycopy(content, 0, both, CODE_LENGTH, content.length);
            Files.write(whole, both);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
            grown(both.length);
        } catch (IOException e) {
            // no room or no right: the class was compiled, and is compiled again next time
            remove(whole);
        }
    }

    private static void remove(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // taken away with the files that were left by killed processes
            return;
        }
    }

    /**
     * Takes an entry away.
     *
     * @param module the SHA-256 of the module, in hex
     * @param name   letters, digits and dollars
     */
    public void forget(String module, String name) {
        remove(file(module, name));
    }

    /** Nothing is read and written any more. */
    public void close() {
        closed = true;
    }

    private synchronized void grown(long by) throws IOException {
        unseen -= by;
        if (unseen < 0) {
            unseen = Math.min(mostBytes - evict(), mostBytes / LOOK_PART);
        }
    }

    /** Whether a folder is a cache's: one for a compatibility hash, or in such a one for a module. Others may stand beside. */
    private boolean isOurs(Path inner) {
        int depth = depth(inner);
        return depth < ENTRY_DEPTH && inner.getFileName().toString().matches(depth == 1 ? "[0-9a-f]{16}" : "[0-9a-f]{64}");
    }

    private int depth(Path inner) {
        return folder.relativize(inner).getNameCount();
    }

    /** What is there of ours, once what is too old has been taken away. */
    final class Inventory extends SimpleFileVisitor<Path> {
        private final List<Entry> entries = new ArrayList<>();
        private final Instant now;

        Inventory(Instant now) {
            this.now = now;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
            return inner.equals(folder) || isOurs(inner) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (depth(file) < ENTRY_DEPTH) {
                return FileVisitResult.CONTINUE;
            }
            Instant used = attributes.lastModifiedTime().toInstant();
            boolean unfinished = file.toString().endsWith(UNFINISHED);
            if (isOver(used, unfinished ? LEFT : age, now)) {
                remove(file);
            } else if (!unfinished) {
                entries.add(new Entry(file, attributes.size(), used));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            // another process was quicker, or nobody may look into it: the rest is looked at all the same
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path inner, IOException e) {
            // empty ones go; the others refuse
            if (!inner.equals(folder)) {
                remove(inner);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** Gives how many bytes are left. Looks at the disk: other processes write, too. */
    private long evict() throws IOException {
        Inventory inventory = new Inventory(clock.instant());
        Files.walkFileTree(folder, inventory);
        List<Entry> entries = inventory.entries;
        entries.sort(Comparator.comparing(Entry::used));
        long total = entries.stream().mapToLong(Entry::size).sum();
        // a tenth more, so that not every file that comes is followed by a look at the whole folder
        long goal = total > mostBytes ? mostBytes / 10 * 9 : mostBytes;
        for (Entry entry : entries) {
            if (total <= goal) {
                break;
            }
            remove(entry.file());
            total -= entry.size();
        }
        return total;
    }

    /**
     * Makes the folder.
     *
     * @param folder where the cache is to be
     * @throws UncheckedIOException when it is not there and cannot be made
     */
    public static void prepare(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cacheDirectory " + folder + " cannot be made: " + e, e);
        }
    }
}
