package org.granary.wasi.fs;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A directory by an open handle of the platform's: what is opened, looked at, listed, removed and renamed is in this very directory,
 * wherever its path leads meanwhile. The rest is done by the path, with looks at it before and after. The handle is closed when nobody
 * uses it any more.
 */
final class SecureDirectory extends PathDirectory {
    private static final Path SELF = Path.of(".");

    private final SecureDirectoryStream<Path> stream;
    /** The path of the directory where all began. */
    private final Path root;
    /** Shared by all directories that were opened from the first one. */
    private final Handles handles;
    private int uses = 1;

    private SecureDirectory(SecureDirectoryStream<Path> stream, Path root, Path path, Object key, SecureDirectory from) {
        super(path, key, from == null ? new FileStats(path) : from.stats, from == null ? Patience.ENDLESS : from.patience);
        this.root = root;
        this.stream = stream;
        this.handles = from == null ? new Handles() : from.handles;
    }

    /** The directory where all begins. */
    static SecureDirectory first(SecureDirectoryStream<Path> stream, Path root) throws IOException {
        return over(stream, root, root, null);
    }

    private static SecureDirectory over(SecureDirectoryStream<Path> stream, Path root, Path path, SecureDirectory from)
            throws IOException {
        try {
            Object key = stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
            return new SecureDirectory(stream, root, path, key, from);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    @Override
    BasicFileAttributes attributes(Path single) throws IOException {
        BasicFileAttributeView view = single == null
                ? stream.getFileAttributeView(BasicFileAttributeView.class)
                : stream.getFileAttributeView(single, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return view.readAttributes();
    }

    /** How many directories stay open behind this one and its like. */
    int kept() {
        return handles.size();
    }

    private SecureDirectoryStream<Path> sub(Path single) throws IOException {
        return stream.newDirectoryStream(single, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Directory openDirectory(String name) throws IOException {
        Path entry = single(name);
        return FsException.told(name, () -> {
            // looked at first: opening a pipe would wait
            BasicFileAttributes found = attributes(entry);
            if (!found.isDirectory()) {
                throw new FsException(found.isSymbolicLink() ? Fault.LOOP : Fault.NOT_DIRECTORY, name);
            }
            SecureDirectory kept = handles.take(this, name, found.fileKey());
            if (kept != null) {
                return kept;
            }
            SecureDirectory opened = over(sub(entry), root, path.resolve(entry), this);
            handles.keep(this, name, opened);
            return opened;
        });
    }

    @Override
    public Directory reopen() throws IOException {
        return FsException.told(".", () -> over(sub(SELF), root, path, this));
    }

    @Override
    synchronized PathDirectory retain() {
        uses++;
        return this;
    }

    @Override
    SeekableByteChannel channel(Path single, Set<OpenOption> options) throws IOException {
        return stream.newByteChannel(single, options);
    }

    @Override
    public List<String> list() throws IOException {
        return FsException.told("list", () -> {
            // a stream of its own each time: a stream lists once
            try (DirectoryStream<Path> entries = sub(SELF)) {
                return names(entries, patience);
            }
        });
    }

    @Override
    void delete(Path single, boolean directory) throws IOException {
        if (directory) {
            stream.deleteDirectory(single);
            // what nobody can reach any more takes no room on the disk
            handles.forget(this, single.toString());
        } else {
            stream.deleteFile(single);
        }
    }

    /**
     * Made by a path, under a name that guests can neither say nor choose, looked at through a handle, and only then moved to its own: what
     * was made elsewhere is never given out, and never has the guest's name there. An empty file keeps the name until then. The path is
     * that of the directory where all began, which guests cannot swap; where nothing can be moved from there (another device) it is this
     * directory's.
     */
    @Override
    void place(String name, Object expected, Maker maker, Recognizer own) throws IOException {
        Path entry = single(name);
        FsException.told(name, () -> {
            requireInPlace(name);
            channel(entry, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS)).close();
            boolean placed = false;
            try {
                placed = stage(root, entry, expected, maker, false) || stage(path, entry, expected, maker, true);
            } finally {
                if (!placed) {
                    discard(stream, entry);
                }
            }
            return null;
        });
    }

    /**
     * By another link with the same text, which takes its place: the times of a link can be set by a path only, and this directory's path
     * may lead elsewhere meanwhile. A move replaces whatever has the name, so it is looked at once more, as late as can be.
     */
    @Override
    boolean linkTimes(String name, Maker times) throws IOException {
        Path entry = single(name);
        Object link = attributes(entry).fileKey();
        Path text = root.getFileSystem().getPath(readLink(name));
        return stage(root, entry, null, made -> {
            Files.createSymbolicLink(made, text);
            times.make(made);
            BasicFileAttributes now = attributes(entry);
            if (!now.isSymbolicLink() || link != null && !link.equals(now.fileKey())) {
                throw new FsException(Fault.NOT_FOUND, name + ": the link has been replaced meanwhile");
            }
        }, false);
    }

    /** Gives false where it does not work and is not the last try. */
    private boolean stage(Path at, Path entry, Object expected, Maker maker, boolean last) throws IOException {
        Path staged = SELF.resolveSibling(STAGED + UUID.randomUUID());
        try (SecureDirectoryStream<Path> handle = (SecureDirectoryStream<Path>) Files.newDirectoryStream(at)) {
            try {
                maker.make(at.resolve(staged));
                Object made = handle.getFileAttributeView(staged, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes()
                        .fileKey();
                if (expected != null && !expected.equals(made)) {
                    throw new FsException(Fault.NOT_FOUND, entry + ": the directory has been moved or replaced meanwhile");
                }
                handle.move(staged, stream, entry);
                return true;
            } finally {
                discard(handle, staged);
            }
        } catch (FsException e) {
            // something was swapped: no other way makes that good
            throw e;
        } catch (IOException e) {
            if (last) {
                throw e;
            }
            return false;
        }
    }

    private static void discard(SecureDirectoryStream<Path> in, Path single) {
        try {
            in.deleteFile(single);
        } catch (IOException | RuntimeException e) {
            // moved, or made elsewhere under a name that says nothing
            return;
        }
    }

    @Override
    void move(Path from, PathDirectory target, Path to) throws IOException {
        stream.move(from, ((SecureDirectory) target).stream, to);
    }

    @Override
    BasicFileAttributeView timesView(Path single, FileType type) throws IOException {
        if (single == null) {
            return stream.getFileAttributeView(BasicFileAttributeView.class);
        }
        if (type == FileType.SYMBOLIC_LINK) {
            return super.timesView(single, type);
        }
        return stream.getFileAttributeView(single, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (uses == 0 || --uses > 0) {
                return;
            }
        }
        try {
            stream.close();
        } finally {
            handles.forget(this);
        }
    }
}
