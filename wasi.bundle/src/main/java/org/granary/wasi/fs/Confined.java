package org.granary.wasi.fs;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.granary.wasi.stream.Stop;

/**
 * A directory with all below it, and no way out: paths are relative to it, absolute ones are refused, and neither {@code ..} nor a link
 * leads above it. Paths are the guest's: names with slashes between them, a slash at the end asks for a directory. Failures are {@link
 * FsException}s. For one thread at a time.
 */
public final class Confined implements Closeable {
    private final Directory base;
    private final boolean writable;

    /**
     * Confines guests to a directory.
     *
     * @param base     the directory, closed with this object; never null
     * @param writable whether anything can be changed
     */
    public Confined(Directory base, boolean writable) {
        this.base = Objects.requireNonNull(base, "base");
        this.writable = writable;
    }

    /**
     * What was opened: one of the two.
     *
     * @param file      a file, or null
     * @param directory a directory, with the same permission as the one it was opened from; or null
     */
    public record Opened(OpenFile file, Confined directory) {}

    /**
     * Whether anything can be changed.
     *
     * @return as was said when it was made
     */
    public boolean writable() {
        return writable;
    }

    /**
     * Says who is asked whether what takes long has to end; see {@link Directory#endedBy}.
     *
     * @param stop never null
     */
    public void endedBy(Stop stop) {
        base.endedBy(stop);
    }

    private void requireWritable(String path) throws FsException {
        if (!writable) {
            throw new FsException(Fault.READ_ONLY, path);
        }
    }

    /**
     * Opens a file or directory.
     *
     * @param path      of it
     * @param follow    whether a link at the end is followed
     * @param directory whether it has to be a directory
     * @param mode      how a file is opened
     * @return to be closed by the caller
     * @throws IOException when it fails
     */
    public Opened open(String path, boolean follow, boolean directory, OpenMode mode) throws IOException {
        if (mode.changes()) {
            Walk.check(path);
            requireWritableUnlessThere(path, follow, mode);
        }
        boolean followed = follow && mode.creation() != OpenMode.Creation.EXCLUSIVE;
        try (Walk walk = Walk.of(base, path, followed ? Walk.Last.FOLLOW : Walk.Last.KEEP)) {
            boolean named = walk.name() != null && !directory && !walk.slash();
            // what must not be there is not looked for: making it finds out
            FileType type = named && mode.creation() == OpenMode.Creation.EXCLUSIVE ? null : walk.type();
            if (type == FileType.DIRECTORY) {
                return new Opened(null, openDirectory(walk, mode));
            }
            if (type == FileType.SYMBOLIC_LINK && mode.creation() != OpenMode.Creation.EXCLUSIVE) {
                throw new FsException(Fault.LOOP, path);
            }
            if (directory || walk.slash()) {
                if (type != null) {
                    throw new FsException(Fault.NOT_DIRECTORY, path);
                }
                // no file can be made under a name that asks for a directory
                boolean makes = walk.slash() && mode.creation() != OpenMode.Creation.NEVER;
                throw new FsException(makes ? Fault.IS_DIRECTORY : Fault.NOT_FOUND, path);
            }
            OpenFile opened = openFile(walk, type, mode);
            return new Opened(writable ? opened : new ReadOnlyFile(opened, path), null);
        }
    }

    /** Creating what is there already, without more, changes nothing. */
    private void requireWritableUnlessThere(String path, boolean follow, OpenMode mode) throws IOException {
        if (writable) {
            return;
        }
        if (mode.write() || mode.truncate() || mode.creation() == OpenMode.Creation.EXCLUSIVE) {
            throw new FsException(Fault.READ_ONLY, path);
        }
        try {
            stat(path, follow);
        } catch (FsException e) {
            throw e.fault() == Fault.NOT_FOUND ? new FsException(Fault.READ_ONLY, path) : e;
        }
    }

    private static OpenFile openFile(Walk walk, FileType type, OpenMode mode) throws IOException {
        if (type == null && mode.creation() == OpenMode.Creation.IF_ABSENT) {
            try {
                return walk.parent().openFile(walk.name(), mode.with(OpenMode.Creation.EXCLUSIVE));
            } catch (FsException e) {
                if (e.fault() != Fault.EXISTS) {
                    throw e;
                }
                // somebody was quicker
            }
        }
        return walk.parent().openFile(walk.name(), mode, walk.seen());
    }

    private Confined openDirectory(Walk walk, OpenMode mode) throws IOException {
        if (mode.creation() == OpenMode.Creation.EXCLUSIVE) {
            throw new FsException(Fault.EXISTS, String.valueOf(walk.name()));
        }
        if (mode.changes()) {
            throw new FsException(Fault.IS_DIRECTORY, String.valueOf(walk.name()));
        }
        return new Confined(walk.name() == null ? walk.takeParent() : walk.parent().openDirectory(walk.name()), writable);
    }

    /**
     * What is known of the directory itself.
     *
     * @return never null
     * @throws IOException when it fails
     */
    public FileStat stat() throws IOException {
        return base.stat();
    }

    /**
     * What is known of a path.
     *
     * @param path   of it
     * @param follow whether a link at the end is followed
     * @return never null
     * @throws IOException when it fails
     */
    public FileStat stat(String path, boolean follow) throws IOException {
        try (Walk walk = Walk.of(base, path, follow ? Walk.Last.FOLLOW : Walk.Last.KEEP)) {
            if (walk.name() == null) {
                return walk.parent().stat();
            }
            FileStat stat = walk.parent().stat(walk.name());
            if (walk.slash() && stat.type() != FileType.DIRECTORY) {
                throw new FsException(Fault.NOT_DIRECTORY, path);
            }
            return stat;
        }
    }

    /**
     * Sets the times of the directory itself.
     *
     * @param times never null
     * @throws IOException when it fails
     */
    public void setTimes(Times times) throws IOException {
        requireWritable(".");
        base.setTimes(times);
    }

    /**
     * Sets the times of a path.
     *
     * @param path   of it
     * @param follow whether a link at the end is followed
     * @param times  never null
     * @throws IOException when it fails
     */
    public void setTimes(String path, boolean follow, Times times) throws IOException {
        requireWritable(path);
        try (Walk walk = Walk.of(base, path, follow ? Walk.Last.FOLLOW : Walk.Last.KEEP)) {
            if (walk.name() == null) {
                walk.parent().setTimes(times);
            } else {
                requireDirectoryAfterSlash(walk);
                walk.parent().setTimes(walk.name(), times);
            }
        }
    }

    private static void requireDirectoryAfterSlash(Walk walk) throws IOException {
        if (walk.slash() && walk.parent().stat(walk.name()).type() != FileType.DIRECTORY) {
            throw new FsException(Fault.NOT_DIRECTORY, walk.name());
        }
    }

    /**
     * The names in the directory itself, in no order.
     *
     * @return without {@code .} and {@code ..}
     * @throws IOException when it fails
     */
    public List<String> list() throws IOException {
        return base.list();
    }

    /**
     * What a list tells of an entry of the directory itself.
     *
     * @param name the entry
     * @return its identity and kind; the rest may be missing or old
     * @throws IOException when it fails
     */
    public FileStat identity(String name) throws IOException {
        return base.identity(name);
    }

    /**
     * Makes a directory.
     *
     * @param path of it
     * @throws IOException when it fails
     */
    public void createDirectory(String path) throws IOException {
        requireWritable(path);
        try (Walk walk = Walk.of(base, path, Walk.Last.ENTRY)) {
            if (walk.type() != null) {
                throw new FsException(Fault.EXISTS, path);
            }
            walk.parent().createDirectory(walk.name());
        }
    }

    /**
     * Removes an empty directory.
     *
     * @param path of it
     * @throws IOException when it fails
     */
    public void removeDirectory(String path) throws IOException {
        requireWritable(path);
        try (Walk walk = Walk.of(base, path, Walk.Last.ENTRY)) {
            if (walk.name() == null) {
                throw new FsException(Fault.INVALID, path);
            }
            walk.parent().removeDirectory(walk.name());
        }
    }

    /**
     * Removes what is no directory.
     *
     * @param path of it
     * @throws IOException when it fails
     */
    public void unlink(String path) throws IOException {
        requireWritable(path);
        try (Walk walk = Walk.of(base, path, Walk.Last.ENTRY)) {
            if (walk.name() == null) {
                throw new FsException(Fault.IS_DIRECTORY, path);
            }
            if (walk.slash() && walk.parent().stat(walk.name()).type() != FileType.DIRECTORY) {
                throw new FsException(Fault.NOT_DIRECTORY, path);
            }
            walk.parent().unlink(walk.name());
        }
    }

    /**
     * Renames. Both directories have to be writable: what is only for reading does not become writable by another name.
     *
     * @param path    the present path
     * @param target  where the new path begins
     * @param newPath the new path
     * @throws IOException when it fails
     */
    public void rename(String path, Confined target, String newPath) throws IOException {
        requireWritable(path);
        target.requireWritable(newPath);
        try (Walk from = Walk.of(base, path, Walk.Last.ENTRY);
                Walk to = Walk.of(target.base, newPath, Walk.Last.ENTRY)) {
            if (from.name() == null || to.name() == null) {
                throw new FsException(Fault.BUSY, from.name() == null ? path : newPath);
            }
            FileType type = from.parent().stat(from.name()).type();
            if ((from.slash() || to.slash()) && type != FileType.DIRECTORY) {
                throw new FsException(Fault.NOT_DIRECTORY, path);
            }
            from.parent().rename(from.name(), to.parent(), to.name());
        }
    }

    /**
     * Gives a file another name. Both directories have to be writable: what is only for reading does not become writable by another name.
     *
     * @param path    the present path
     * @param follow  whether a link at its end is followed
     * @param target  where the new path begins
     * @param newPath the new path
     * @throws IOException when it fails
     */
    public void link(String path, boolean follow, Confined target, String newPath) throws IOException {
        requireWritable(path);
        target.requireWritable(newPath);
        try (Walk from = Walk.of(base, path, follow ? Walk.Last.FOLLOW : Walk.Last.KEEP);
                Walk to = Walk.of(target.base, newPath, Walk.Last.ENTRY)) {
            if (from.name() == null || from.parent().stat(from.name()).type() == FileType.DIRECTORY) {
                throw new FsException(Fault.NOT_PERMITTED, path);
            }
            requireDirectoryAfterSlash(from);
            requireFree(to, newPath);
            from.parent().link(from.name(), to.parent(), to.name());
        }
    }

    /** A name for something that will be no directory. */
    private static void requireFree(Walk walk, String path) throws IOException {
        FileType type = walk.type();
        if (type != null) {
            throw new FsException(walk.slash() && type != FileType.DIRECTORY ? Fault.NOT_DIRECTORY : Fault.EXISTS, path);
        }
        if (walk.slash()) {
            throw new FsException(Fault.NOT_FOUND, path);
        }
    }

    /**
     * Makes a symbolic link. It may lead to nothing; where it leads is looked at when it is followed.
     *
     * @param text what the link says: a path that is not absolute
     * @param path of the link
     * @throws IOException when it fails
     */
    public void symlink(String text, String path) throws IOException {
        requireWritable(path);
        Walk.check(text);
        try (Walk walk = Walk.of(base, path, Walk.Last.ENTRY)) {
            requireFree(walk, path);
            walk.parent().symlink(text, walk.name());
        }
    }

    /**
     * What a link says.
     *
     * @param path of the link
     * @return never absolute: such a link tells of the host, and is refused
     * @throws IOException when it fails
     */
    public String readLink(String path) throws IOException {
        try (Walk walk = Walk.of(base, path, Walk.Last.KEEP)) {
            if (walk.name() == null) {
                throw new FsException(Fault.INVALID, path);
            }
            String text = walk.parent().readLink(walk.name());
            if (text.startsWith("/")) {
                throw new FsException(Fault.NOT_PERMITTED, path);
            }
            return text;
        }
    }

    @Override
    public void close() throws IOException {
        base.close();
    }
}
