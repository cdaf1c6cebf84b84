package org.granary.wasi.fs;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/**
 * A directory by an open handle of the platform's: what is opened, looked at, listed, removed and renamed is in this very directory,
 * wherever its path leads meanwhile. The rest is done by the path, with looks at it before and after. The handle is closed when nobody
 * uses it any more.
 */
final class SecureDirectory extends PathDirectory {
    private static final Path SELF = Path.of(".");

    private final SecureDirectoryStream<Path> stream;
    private int uses = 1;

    private SecureDirectory(SecureDirectoryStream<Path> stream, Path path, Object key, FineTimes fine) {
        super(path, key, fine);
        this.stream = stream;
    }

    static SecureDirectory over(SecureDirectoryStream<Path> stream, Path path, FineTimes fine) throws IOException {
        try {
            Object key = stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
            return new SecureDirectory(stream, path, key, fine);
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
            return over(sub(entry), path.resolve(entry), fine);
        });
    }

    @Override
    public Directory reopen() throws IOException {
        return FsException.told(".", () -> over(sub(SELF), path, fine));
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
                return names(entries);
            }
        });
    }

    @Override
    void delete(Path single, boolean directory) throws IOException {
        if (directory) {
            stream.deleteDirectory(single);
        } else {
            stream.deleteFile(single);
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
        stream.close();
    }
}
