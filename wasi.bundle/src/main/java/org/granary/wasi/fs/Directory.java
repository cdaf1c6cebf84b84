package org.granary.wasi.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.granary.wasi.stream.Stop;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An open directory: what a file system has to offer. Each operation takes names in this directory: one component, neither empty nor
 * {@code .} nor {@code ..}. No operation follows a link. Failures are {@link FsException}s. For one thread at a time.
 */
@ConsumerType
public interface Directory extends Closeable {
    /**
     * Opens a directory of the host. A link that the path itself goes through is followed: the host has named it.
     *
     * @param path of any file system
     * @return a handle by which files are opened relative to the directory, free of races, where the platform has that
     * @throws IOException when it is not there, or no directory
     */
    static Directory of(Path path) throws IOException {
        return PathDirectory.open(path);
    }

    /**
     * Says who is asked whether what takes long has to end: between two entries of a list, and two blocks of a file that has to be copied
     * before it is changed. Holds for this handle and what is
     * opened from it later, not for other handles of the same directory; what {@link #openDirectory} has given may be one that others have,
     * too, and is opened once more for a stop of its own ({@link #reopen}). What has to end fails with {@link Fault#INTERRUPTED}
     * and has changed nothing. Directories that are quick need not ask, nor does any before this was called.
     *
     * @param stop never null
     */
    default void endedBy(Stop stop) {
        // what is quick need not end
    }

    /**
     * What is known of the directory itself.
     *
     * @return never null
     * @throws IOException when it fails
     */
    FileStat stat() throws IOException;

    /**
     * What is known of an entry; of the link itself where it is one.
     *
     * @param name the entry
     * @return never null
     * @throws IOException when it fails
     */
    FileStat stat(String name) throws IOException;

    /**
     * What a list of the directory tells of an entry: its identity and kind. The rest may be missing or old, for less effort.
     *
     * @param name the entry
     * @return never null
     * @throws IOException when it fails
     */
    default FileStat identity(String name) throws IOException {
        return stat(name);
    }

    /**
     * What {@link #identity} tells, where there may be nothing.
     *
     * @param name the entry
     * @return null when there is nothing
     * @throws IOException when it fails
     */
    default FileStat look(String name) throws IOException {
        try {
            return identity(name);
        } catch (FsException e) {
            if (e.fault() == Fault.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /**
     * Opens a directory in this one.
     *
     * @param name the entry, no link
     * @return to be closed by the caller
     * @throws IOException when it fails
     */
    Directory openDirectory(String name) throws IOException;

    /**
     * Opens this directory once more.
     *
     * @return to be closed by the caller
     * @throws IOException when it fails
     */
    Directory reopen() throws IOException;

    /**
     * Opens a regular file.
     *
     * @param name the entry, no link
     * @param mode how
     * @return to be closed by the caller; it does not need this directory any more
     * @throws IOException when it fails
     */
    OpenFile openFile(String name, OpenMode mode) throws IOException;

    /**
     * Opens a regular file that was looked at just now, and need not be looked at again.
     *
     * @param name the entry, no link
     * @param mode how
     * @param seen what {@link #look} told; null when nobody looked
     * @return as {@link #openFile(String, OpenMode)}
     * @throws IOException when it fails
     */
    default OpenFile openFile(String name, OpenMode mode, FileStat seen) throws IOException {
        return openFile(name, mode);
    }

    /**
     * The names of all entries, in no order.
     *
     * @return without {@code .} and {@code ..}
     * @throws IOException when it fails
     */
    List<String> list() throws IOException;

    /**
     * Makes a directory.
     *
     * @param name what is not there yet
     * @throws IOException when it fails
     */
    void createDirectory(String name) throws IOException;

    /**
     * Removes an empty directory.
     *
     * @param name the entry
     * @throws IOException when it fails
     */
    void removeDirectory(String name) throws IOException;

    /**
     * Removes what is no directory.
     *
     * @param name the entry
     * @throws IOException when it fails
     */
    void unlink(String name) throws IOException;

    /**
     * Renames an entry. A file takes the place of a file, a directory that of an empty directory, in one step.
     *
     * @param name    the entry
     * @param target  where to, of the same file system
     * @param newName the name there
     * @throws IOException when it fails
     */
    void rename(String name, Directory target, String newName) throws IOException;

    /**
     * Gives a file or link another name.
     *
     * @param name    the entry, no directory
     * @param target  where the name is added, of the same file system
     * @param newName the name there, not taken yet
     * @throws IOException when it fails
     */
    void link(String name, Directory target, String newName) throws IOException;

    /**
     * Makes a symbolic link.
     *
     * @param text what the link says
     * @param name the link, not there yet
     * @throws IOException when it fails
     */
    void symlink(String text, String name) throws IOException;

    /**
     * What a link says.
     *
     * @param name the entry, a link
     * @return never null
     * @throws IOException when it fails
     */
    String readLink(String name) throws IOException;

    /**
     * Sets the times of the directory itself.
     *
     * @param times never null
     * @throws IOException when it fails
     */
    void setTimes(Times times) throws IOException;

    /**
     * Sets the times of an entry; of the link itself where it is one.
     *
     * @param name  the entry
     * @param times never null
     * @throws IOException when it fails
     */
    void setTimes(String name, Times times) throws IOException;
}
