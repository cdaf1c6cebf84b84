package org.granary.wasi.fs;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.granary.wasi.fs.OpenMode.Creation;
import org.granary.wasi.stream.Stop;

/**
 * A directory by its path: all that a platform without {@link SecureDirectoryStream} has, and what that class lacks. Before and after a
 * step the path is looked at: whether it still leads to the directory that was opened. Who swaps directories of the path for links
 * between these looks can lead a single step astray, never a resolution: see docs/wasi.md.
 */
class PathDirectory implements Directory {
    /** Begins the names of what is not finished yet: guests have no such names. */
    static final String STAGED = ".granary.new.";

    /** About what a list of names may take, and what a name takes beside its characters; enough for a million files. */
    private static final long MOST_LIST_BYTES = 128 << 20;

    private static final int NAME_BYTES = 64;

    final Path path;
    final Object key;
    final FileStats stats;
    /** Of this handle alone: others of the same directory may serve other guests. */
    volatile Patience patience;

    PathDirectory(Path path, Object key) {
        this(path, key, new FileStats(path), Patience.ENDLESS);
    }

    PathDirectory(Path path, Object key, FileStats stats, Patience patience) {
        this.path = path;
        this.key = key;
        this.stats = stats;
        this.patience = patience;
    }

    static Directory open(Path given) throws IOException {
        return FsException.told("open directory " + given, () -> {
            Path real = given.toRealPath();
            DirectoryStream<Path> stream = Files.newDirectoryStream(real);
            // what other file systems do with handles is not what the platform does: some do not rename over what is there
            if (stream instanceof SecureDirectoryStream<Path> secure && real.getFileSystem().equals(FileSystems.getDefault())) {
                return SecureDirectory.first(secure, real);
            }
            stream.close();
            return new PathDirectory(real, Files.readAttributes(real, BasicFileAttributes.class).fileKey());
        });
    }

    /** The entry's path, from which no name can lead elsewhere: separators and drives of the host's are no part of a name. */
    final Path entry(String name) throws FsException {
        return path.resolve(single(name));
    }

    final Path single(String name) throws FsException {
        Path single = FsException.told(name, () -> path.getFileSystem().getPath(name));
        boolean whole = !single.isAbsolute() && single.getNameCount() == 1 && single.toString().equals(name);
        if (!whole || name.equals(".") || name.equals("..") || name.startsWith(STAGED)) {
            throw new FsException(Fault.ILLEGAL_NAME, name);
        }
        return single;
    }

    /** Whether the path still leads here. */
    private boolean inPlace() {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return now.isDirectory() && (key == null || key.equals(now.fileKey()));
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    final void requireInPlace(String what) throws FsException {
        if (!inPlace()) {
            throw new FsException(Fault.NOT_FOUND, what + ": the directory has been moved or replaced");
        }
    }

    @Override
    public void endedBy(Stop stop) {
        patience = new Patience(stop);
    }

    @Override
    public FileStat stat() throws IOException {
        return FsException.told(".", () -> stats.full(attributes(null), path));
    }

    @Override
    public FileStat stat(String name) throws IOException {
        Path entry = single(name);
        return FsException.told(name, () -> stats.full(attributes(entry), path.resolve(entry)));
    }

    @Override
    public FileStat identity(String name) throws IOException {
        Path entry = single(name);
        return FsException.told(name, () -> FileStats.plain(attributes(entry), path.resolve(entry)));
    }

    /** The attributes of an entry, or of the directory itself. */
    BasicFileAttributes attributes(Path single) throws IOException {
        requireInPlace("stat");
        return Files.readAttributes(single == null ? path : path.resolve(single), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public FileStat look(String name) throws IOException {
        Path entry = single(name);
        return FsException.told(name, () -> {
            BasicFileAttributes found = present(entry);
            return found == null ? null : FileStats.plain(found, path.resolve(entry));
        });
    }

    /** What the open directory itself says of an open file: enough to know it again. */
    final FileStat known(String name) throws IOException {
        Path entry = single(name);
        return FsException.told(name, () -> {
            BasicFileAttributes found = present(entry);
            if (found != null) {
                return FileStats.plain(found, path.resolve(entry));
            }
            // zip file systems have a new file only when it is closed
            return FileStats.unknown(path.resolve(entry));
        });
    }

    @Override
    public Directory openDirectory(String name) throws IOException {
        Path entry = entry(name);
        return FsException.told(name, () -> {
            BasicFileAttributes found = attributes(single(name));
            if (!found.isDirectory()) {
                throw new FsException(found.isSymbolicLink() ? Fault.LOOP : Fault.NOT_DIRECTORY, name);
            }
            return new PathDirectory(entry, found.fileKey(), stats, patience);
        });
    }

    @Override
    public Directory reopen() throws IOException {
        requireInPlace("open");
        return new PathDirectory(path, key, stats, patience);
    }

    /** Makes another handle for as long as a file is open. */
    PathDirectory retain() {
        return this;
    }

    @Override
    public OpenFile openFile(String name, OpenMode mode) throws IOException {
        return openFile(name, mode, null);
    }

    @Override
    public OpenFile openFile(String name, OpenMode mode, FileStat seen) throws IOException {
        Path entry = single(name);
        FsException last = null;
        for (int round = 0; round < 8; round++) {
            try {
                return open(entry, name, mode, round == 0 ? seen : null);
            } catch (FsException e) {
                // made or removed by somebody between two steps: once more
                if (mode.creation() != Creation.IF_ABSENT || e.fault() != Fault.EXISTS && e.fault() != Fault.NOT_FOUND) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    private OpenFile open(Path entry, String name, OpenMode mode, FileStat seen) throws FsException {
        return FsException.told(name, () -> {
            FileStat before = mode.creation() == Creation.EXCLUSIVE ? null : file(entry, name, mode.creation() == Creation.IF_ABSENT, seen);
            boolean there = before != null;
            Set<OpenOption> options = new HashSet<>(Set.of(LinkOption.NOFOLLOW_LINKS));
            if (mode.read() || !mode.write()) {
                options.add(StandardOpenOption.READ);
            }
            if (!there) {
                options.add(StandardOpenOption.WRITE);
                options.add(StandardOpenOption.CREATE_NEW);
            } else if (mode.write() || mode.truncate()) {
                options.add(StandardOpenOption.WRITE);
            }
            if (there && mode.truncate()) {
                options.add(StandardOpenOption.TRUNCATE_EXISTING);
            }
            SeekableByteChannel channel = channel(entry, options);
            try {
                options.removeAll(Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.TRUNCATE_EXISTING));
                // the look before says which file this is: if another came in between, it is told as one that has lost its name
                return new HostFile(this, name, channel, options, there ? before : known(name));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        });
    }

    /** Looks before opening: reading a directory opens in Java, and a pipe would wait. */
    private FileStat file(Path entry, String name, boolean mayLack, FileStat seen) throws IOException {
        FileStat found = seen;
        if (found == null) {
            BasicFileAttributes now = mayLack ? present(entry) : attributes(entry);
            if (now == null) {
                return null;
            }
            found = FileStats.plain(now, path.resolve(entry));
        }
        return switch (found.type()) {
            case REGULAR_FILE -> found;
            case DIRECTORY -> throw new FsException(Fault.IS_DIRECTORY, name);
            case SYMBOLIC_LINK -> throw new FsException(Fault.LOOP, name);
            case OTHER -> throw new FsException(Fault.ACCESS, name);
        };
    }

    SeekableByteChannel channel(Path single, Set<OpenOption> options) throws IOException {
        requireInPlace("open");
        try {
            return Files.newByteChannel(path.resolve(single), options);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            if (path.getFileSystem().equals(FileSystems.getDefault())) {
                throw e;
            }
            // zip file systems have no links, and do not know that one can decline to follow them
            Set<OpenOption> known = new HashSet<>(options);
            known.remove(LinkOption.NOFOLLOW_LINKS);
            return Files.newByteChannel(path.resolve(single), known);
        }
    }

    @Override
    public List<String> list() throws IOException {
        return FsException.told("list", () -> {
            requireInPlace("list");
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                return names(entries, patience);
            }
        });
    }

    static List<String> names(DirectoryStream<Path> entries, Patience patience) throws FsException {
        List<String> names = new ArrayList<>();
        long bytes = 0;
        for (Path entry : entries) {
            patience.require("list");
            String name = entry.getFileName().toString();
            bytes += NAME_BYTES + name.length();
            if (bytes > MOST_LIST_BYTES) {
                throw new FsException(Fault.TOO_MUCH, "a directory of more than " + names.size() + " entries");
            }
            // zip file systems end the names of directories with a slash
            if (!name.startsWith(STAGED)) {
                names.add(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
            }
        }
        return names;
    }

    @Override
    public void createDirectory(String name) throws IOException {
        make(name, Files::createDirectory, made -> Files.isDirectory(made, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void symlink(String text, String name) throws IOException {
        Path target = FsException.told(text, () -> path.getFileSystem().getPath(text));
        place(
                name,
                null,
                made -> Files.createSymbolicLink(made, target),
                made -> Files.isSymbolicLink(made) && Files.readSymbolicLink(made).equals(target));
    }

    /** Makes an entry by its path. */
    interface Maker {
        void make(Path entry) throws IOException;
    }

    /** Tells whether something can be what was made. */
    interface Recognizer {
        boolean knows(Path entry) throws IOException;
    }

    /** Makes an entry, and takes it away again when it was not made in this directory. */
    private void make(String name, Maker maker, Recognizer own) throws IOException {
        Path entry = entry(name);
        FsException.told(name, () -> {
            requireInPlace(name);
            maker.make(entry);
            Object made = keyOf(entry);
            Object here = keyHere(name);
            // without identities there is nothing to compare
            if (key != null && (here == null || !here.equals(keyOf(entry)) || !inPlace())) {
                // what is here is not taken for ours by mistake, nor what others have elsewhere
                if (here == null && made != null && made.equals(keyOf(entry)) && own.knows(entry)) {
                    Files.deleteIfExists(entry);
                }
                throw moved(name);
            }
            return null;
        });
    }

    /** Makes a link of either kind; expected is the identity that it must have, or null for a new one or where there are none. */
    void place(String name, Object expected, Maker maker, Recognizer own) throws IOException {
        make(name, maker, own);
        if (expected != null && !expected.equals(keyHere(name))) {
            // a name for another file
            delete(single(name), false);
            throw moved(name);
        }
    }

    private static Object keyOf(Path entry) {
        try {
            return Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** The identity of an entry as the open directory sees it. */
    private Object keyHere(String name) {
        try {
            return attributes(single(name)).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void removeDirectory(String name) throws IOException {
        Path entry = single(name);
        FsException.told(name, () -> {
            if (!attributes(entry).isDirectory()) {
                throw new FsException(Fault.NOT_DIRECTORY, name);
            }
            try {
                delete(entry, true);
            } catch (FileAlreadyExistsException e) {
                throw new FsException(Fault.NOT_EMPTY, name);
            }
            return null;
        });
    }

    @Override
    public void unlink(String name) throws IOException {
        Path entry = single(name);
        FsException.told(name, () -> {
            if (attributes(entry).isDirectory()) {
                throw new FsException(Fault.IS_DIRECTORY, name);
            }
            delete(entry, false);
            return null;
        });
    }

    void delete(Path single, boolean directory) throws IOException {
        requireInPlace("remove");
        Files.delete(path.resolve(single));
    }

    /** A directory of the same kind, which steps of two directories need. */
    final PathDirectory alike(Directory target, String what) throws FsException {
        if (target instanceof PathDirectory other
                && other.getClass() == getClass()
                && other.path.getFileSystem().equals(path.getFileSystem())) {
            return other;
        }
        throw new FsException(Fault.CROSS_DEVICE, what);
    }

    @Override
    public void rename(String name, Directory target, String newName) throws IOException {
        PathDirectory other = alike(target, name);
        Path from = single(name);
        Path to = other.single(newName);
        FsException.told(name, () -> {
            boolean directory = attributes(from).isDirectory();
            BasicFileAttributes present = other.present(to);
            if (present != null && directory != present.isDirectory()) {
                throw new FsException(directory ? Fault.NOT_DIRECTORY : Fault.IS_DIRECTORY, newName);
            }
            try {
                move(from, other, to);
            } catch (IOException e) {
                // the words for a directory with entries are the platform's
                if (present != null && directory && !other.isEmpty(newName)) {
                    throw new FsException(Fault.NOT_EMPTY, newName);
                }
                throw e;
            }
            return null;
        });
    }

    private BasicFileAttributes present(Path single) throws IOException {
        try {
            return attributes(single);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private boolean isEmpty(String name) throws IOException {
        try (Directory opened = openDirectory(name)) {
            return opened.list().isEmpty();
        }
    }

    void move(Path from, PathDirectory target, Path to) throws IOException {
        requireInPlace("rename");
        target.requireInPlace("rename");
        Path source = path.resolve(from);
        Path other = target.path.resolve(to);
        // over what is there: with an atomic move the platform's own file system does so anyhow, others have to be told
        try {
            Files.move(source, other, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException | UnsupportedOperationException e) {
            if (path.getFileSystem().equals(FileSystems.getDefault())) {
                throw e;
            }
            Files.move(source, other, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void link(String name, Directory target, String newName) throws IOException {
        PathDirectory other = alike(target, name);
        Path from = entry(name);
        FsException.told(name, () -> {
            BasicFileAttributes source = attributes(single(name));
            if (source.isDirectory()) {
                throw new FsException(Fault.NOT_PERMITTED, name);
            }
            Object identity = source.fileKey();
            requireInPlace(name);
            other.place(newName, identity, made -> Files.createLink(made, from), made -> identity != null && identity.equals(keyOf(made)));
            return null;
        });
    }

    @Override
    public String readLink(String name) throws IOException {
        Path entry = entry(name);
        String text = readLink(name, entry);
        // who swaps twice between two looks would have to do so twice, and as exactly
        if (!text.equals(readLink(name, entry))) {
            throw moved(name);
        }
        return text;
    }

    private static FsException moved(String name) {
        return new FsException(Fault.NOT_FOUND, name + ": the directory has been moved or replaced meanwhile");
    }

    private String readLink(String name, Path entry) throws IOException {
        return FsException.told(name, () -> {
            BasicFileAttributes before = attributes(single(name));
            if (!before.isSymbolicLink()) {
                throw new FsException(Fault.INVALID, name);
            }
            requireInPlace(name);
            String text = Files.readSymbolicLink(entry).toString();
            if (!inPlace() || before.fileKey() != null && !before.fileKey().equals(keyOf(entry))) {
                throw moved(name);
            }
            return text;
        });
    }

    @Override
    public void setTimes(Times times) throws IOException {
        setTimes(null, null, times);
    }

    @Override
    public void setTimes(String name, Times times) throws IOException {
        setTimes(name, single(name), times);
    }

    private void setTimes(String name, Path single, Times times) throws IOException {
        FsException.told(name == null ? "." : name, () -> {
            FileStat present = name == null ? stat() : stat(name);
            long access = FineTimes.or(times.accessNanos(), present.accessNanos());
            long modify = FineTimes.or(times.modifyNanos(), present.modifyNanos());
            FileTime accessTime = FileTime.from(access, TimeUnit.NANOSECONDS);
            FileTime modifyTime = FileTime.from(modify, TimeUnit.NANOSECONDS);
            if (present.type() == FileType.SYMBOLIC_LINK && linkTimes(name, made -> Files.getFileAttributeView(
                            made, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(modifyTime, accessTime, null))) {
                stats.remember(stat(name), access, modify);
                return null;
            }
            // where both are given, nothing is read in between
            timesView(single, present.type()).setTimes(modifyTime, accessTime, null);
            stats.remember(present, access, modify);
            return null;
        });
    }

    /** Sets the times of a link in a way that nobody can lead astray; false where there is none. */
    boolean linkTimes(String name, Maker times) throws IOException {
        return false;
    }

    BasicFileAttributeView timesView(Path single, FileType type) throws IOException {
        requireInPlace("set times");
        return Files.getFileAttributeView(
                single == null ? path : path.resolve(single), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() throws IOException {
        // nothing is held
    }

    @Override
    public String toString() {
        return "directory " + path;
    }
}
