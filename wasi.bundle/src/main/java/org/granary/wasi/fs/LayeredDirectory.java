package org.granary.wasi.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.granary.wasi.fs.OpenMode.Creation;
import org.granary.wasi.stream.Stop;

/**
 * A directory that is read through a writable one above it: the lower layer is never changed. What is changed is copied to the upper
 * layer first; what is removed gets a mark there, an empty file whose name begins with {@value #MARK}, so guests cannot have such names.
 * Every step keeps to an order in which a stop in the middle leaves the old or the new state.
 *
 * <p>Weaker than one file system in this: a file that is open for reading does not see what is written to it later when it had to be
 * copied for that; a directory of the lower layer cannot be renamed, as on other file systems of this kind ({@link Fault#CROSS_DEVICE});
 * a file gets another inode when it is copied. For one thread at a time.
 */
public final class LayeredDirectory implements Directory {
    static final String MARK = ".wh.";
    /** In a directory of the upper layer: nothing below it shines through. */
    static final String OPAQUE = MARK + MARK + "opaque";

    private static final int COPY_BYTES = 1 << 16;
    /** So much of a copy is handed to the disk at a time: nobody is asked while that goes on. */
    private static final int SYNC_BYTES = 16 << 20;

    private static final OpenMode READ = new OpenMode(true, false, Creation.NEVER, false);
    private static final OpenMode MAKE = new OpenMode(false, true, Creation.EXCLUSIVE, false);

    private final Layers layers;
    private final List<String> path;
    /** What shines through here; null when there is nothing. */
    private final Directory lower;
    /** Null until something is changed here. */
    private Directory upper;
    private Patience patience;
    /** How much had been changed when this one was last looked for in the upper layer. */
    private long seen;
    /** Whether it was removed through another handle: what is below shines no more. */
    private boolean gone;

    private LayeredDirectory(Layers layers, List<String> path, Directory lower, Directory upper, Patience patience) {
        this.patience = patience;
        this.layers = layers;
        this.path = path;
        this.lower = lower;
        this.upper = upper;
        seen = layers.changes();
    }

    /**
     * Puts a writable directory above another one.
     *
     * @param lower what is read, closed with the result and all that was opened from it
     * @param upper what is written, and read first; closed likewise
     * @return the two as one
     * @throws IOException when they cannot be opened once more; both are open then
     */
    public static LayeredDirectory of(Directory lower, Directory upper) throws IOException {
        Directory lowerPart = lower.reopen();
        try {
            return new LayeredDirectory(new Layers(lower, upper), List.of(), lowerPart, upper.reopen(), Patience.ENDLESS);
        } catch (IOException | RuntimeException e) {
            Layers.close(lowerPart, e);
            throw e;
        }
    }

    /** Where an entry is. */
    private enum Layer {
        NONE,
        LOWER,
        UPPER
    }

    private static void check(String name) throws FsException {
        if (name.startsWith(MARK)) {
            throw new FsException(Fault.ILLEGAL_NAME, name);
        }
    }

    static FileStat look(Directory in, String name) throws IOException {
        if (in == null) {
            return null;
        }
        try {
            return in.stat(name);
        } catch (FsException e) {
            if (e.fault() == Fault.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private boolean marked(String name) throws IOException {
        return look(upper, MARK + name) != null;
    }

    /** Looks for this directory again after something was made or removed, maybe through another handle on it. */
    private void refresh() throws IOException {
        if (lower == null || gone || path.isEmpty() || seen == layers.changes()) {
            return;
        }
        long now = layers.changes();
        try {
            Directory found = layers.find(path);
            if (upper != null && found != null) {
                found.close();
            } else if (found != null) {
                found.endedBy(patience.stop());
                upper = found;
            }
        } catch (FsException e) {
            if (e.fault() != Fault.NOT_FOUND) {
                throw e;
            }
            gone = true;
        }
        seen = now;
    }

    private boolean opaque() throws IOException {
        refresh();
        return lower == null || gone || look(upper, OPAQUE) != null;
    }

    /** Whether the lower layer's entry of that name is to be seen where the upper one has none. */
    private boolean shines(String name) throws IOException {
        return !opaque() && !marked(name) && look(lower, name) != null;
    }

    private Layer layer(String name) throws IOException {
        check(name);
        refresh();
        if (look(upper, name) != null) {
            return Layer.UPPER;
        }
        return shines(name) ? Layer.LOWER : Layer.NONE;
    }

    private Layer present(String name) throws IOException {
        Layer found = layer(name);
        if (found == Layer.NONE) {
            throw new FsException(Fault.NOT_FOUND, name);
        }
        return found;
    }

    private Directory in(Layer layer) {
        return layer == Layer.UPPER ? upper : lower;
    }

    /** This directory in the upper layer. */
    private Directory upper() throws IOException {
        refresh();
        if (upper == null) {
            if (gone) {
                throw Layers.removed(path);
            }
            upper = layers.make(path);
            upper.endedBy(patience.stop());
            seen = layers.changes();
        }
        return upper;
    }

    @Override
    public void endedBy(Stop stop) {
        patience = new Patience(stop);
        if (lower != null) {
            lower.endedBy(stop);
        }
        if (upper != null) {
            upper.endedBy(stop);
        }
    }

    @Override
    public FileStat stat() throws IOException {
        refresh();
        return upper != null ? upper.stat() : lower.stat();
    }

    @Override
    public FileStat stat(String name) throws IOException {
        return in(present(name)).stat(name);
    }

    @Override
    public FileStat identity(String name) throws IOException {
        return in(present(name)).identity(name);
    }

    @Override
    public LayeredDirectory openDirectory(String name) throws IOException {
        Layer found = present(name);
        FileStat stat = in(found).stat(name);
        if (stat.type() != FileType.DIRECTORY) {
            throw new FsException(stat.type() == FileType.SYMBOLIC_LINK ? Fault.LOOP : Fault.NOT_DIRECTORY, name);
        }
        FileStat below = shines(name) ? look(lower, name) : null;
        Directory lowerPart = below != null && below.type() == FileType.DIRECTORY ? lower.openDirectory(name) : null;
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        try {
            Directory upperPart = found == Layer.UPPER ? upper.openDirectory(name) : null;
            return new LayeredDirectory(layers.retain(), longer, lowerPart, upperPart, patience);
        } catch (IOException | RuntimeException e) {
            Layers.close(lowerPart, e);
            throw e;
        }
    }

    @Override
    public Directory reopen() throws IOException {
        refresh();
        Directory lowerPart = lower == null ? null : lower.reopen();
        try {
            Directory upperPart = upper == null ? null : upper.reopen();
            LayeredDirectory again = new LayeredDirectory(layers.retain(), path, lowerPart, upperPart, patience);
            again.gone = gone;
            return again;
        } catch (IOException | RuntimeException e) {
            Layers.close(lowerPart, e);
            throw e;
        }
    }

    @Override
    public OpenFile openFile(String name, OpenMode mode) throws IOException {
        Layer found = layer(name);
        if (found == Layer.UPPER) {
            return upper.openFile(name, mode);
        }
        if (found == Layer.NONE) {
            if (mode.creation() == Creation.NEVER) {
                throw new FsException(Fault.NOT_FOUND, name);
            }
            OpenFile made = upper().openFile(name, mode);
            unmark(name);
            return made;
        }
        if (mode.creation() == Creation.EXCLUSIVE) {
            throw new FsException(Fault.EXISTS, name);
        }
        if (!mode.write() && !mode.truncate()) {
            return lower.openFile(name, READ);
        }
        copyUp(name);
        return upper.openFile(name, mode);
    }

    /** Brings an entry of the lower layer to the upper one, finished or not at all. */
    private void copyUp(String name) throws IOException {
        FileStat stat = lower.stat(name);
        if (stat.type() == FileType.OTHER) {
            throw new FsException(Fault.NOT_SUPPORTED, name);
        }
        Directory into = upper();
        String unfinished = layers.unfinished();
        boolean directory = stat.type() == FileType.DIRECTORY;
        try {
            if (directory) {
                into.createDirectory(unfinished);
            } else if (stat.type() == FileType.SYMBOLIC_LINK) {
                into.symlink(lower.readLink(name), unfinished);
            } else {
                copy(name, into, unfinished);
            }
            into.setTimes(unfinished, new Times(OptionalLong.of(stat.accessNanos()), OptionalLong.of(stat.modifyNanos())));
            into.rename(unfinished, into, name);
        } catch (IOException | RuntimeException e) {
            discard(into, unfinished, directory, e);
            throw e;
        }
        if (directory) {
            seen = layers.changed();
        }
    }

    /** Removes what was begun, if it is there. */
    private static void discard(Directory from, String unfinished, boolean directory, Exception because) {
        try {
            if (look(from, unfinished) == null) {
                return;
            }
            if (directory) {
                from.removeDirectory(unfinished);
            } else {
                from.unlink(unfinished);
            }
        } catch (IOException | RuntimeException left) {
            because.addSuppressed(left);
        }
    }

    private void copy(String name, Directory into, String to) throws IOException {
        try (OpenFile from = lower.openFile(name, READ);
                OpenFile copy = into.openFile(to, MAKE)) {
            ByteBuffer some = ByteBuffer.allocate(COPY_BYTES);
            long at = 0;
            int unsynced = 0;
            while (from.read(some, at) > 0) {
                patience.require(name);
                some.flip();
                int count = some.remaining();
                copy.write(some, at);
                at += count;
                unsynced += count;
                some.clear();
                if (unsynced >= SYNC_BYTES) {
                    // else all would be waited for at the end
                    copy.sync(false);
                    unsynced = 0;
                }
            }
            copy.sync(true);
        }
    }

    /** Brings an entry to the upper layer if it is not there. */
    private void raise(String name) throws IOException {
        if (present(name) == Layer.LOWER) {
            copyUp(name);
        }
    }

    @Override
    public List<String> list() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        if (!opaque()) {
            addAll(names, lower.list());
        }
        if (upper != null) {
            List<String> own = upper.list();
            for (String name : own) {
                patience.require("list");
                if (name.startsWith(MARK)) {
                    names.remove(name.substring(MARK.length()));
                }
            }
            // a mark hides what is below, not what is beside it
            addAll(names, own);
        }
        return new ArrayList<>(names);
    }

    private void addAll(Set<String> names, List<String> found) throws FsException {
        for (String name : found) {
            patience.require("list");
            if (!name.startsWith(MARK)) {
                names.add(name);
            }
        }
    }

    private void mark(String name) throws IOException {
        if (!marked(name)) {
            upper().openFile(MARK + name, MAKE).close();
            seen = layers.changed();
        }
    }

    private void unmark(String name) throws IOException {
        if (marked(name)) {
            upper.unlink(MARK + name);
        }
    }

    private void requireFree(String name) throws IOException {
        if (layer(name) != Layer.NONE) {
            throw new FsException(Fault.EXISTS, name);
        }
    }

    @Override
    public void createDirectory(String name) throws IOException {
        requireFree(name);
        if (!marked(name)) {
            upper().createDirectory(name);
            return;
        }
        String unfinished = layers.unfinished();
        upper.createDirectory(unfinished);
        makeOpaque(upper, unfinished);
        upper.rename(unfinished, upper, name);
        unmark(name);
    }

    private static void makeOpaque(Directory in, String name) throws IOException {
        try (Directory made = in.openDirectory(name)) {
            if (look(made, OPAQUE) == null) {
                made.openFile(OPAQUE, MAKE).close();
            }
        }
    }

    /** Fails unless a directory looks empty; takes the marks out of it. */
    private void requireEmpty(String name, boolean removeMarks) throws IOException {
        try (LayeredDirectory found = openDirectory(name)) {
            if (!found.list().isEmpty()) {
                throw new FsException(Fault.NOT_EMPTY, name);
            }
            if (removeMarks && found.upper != null) {
                for (String mark : found.upper.list()) {
                    found.upper.unlink(mark);
                }
            }
        }
    }

    @Override
    public void removeDirectory(String name) throws IOException {
        Layer found = present(name);
        if (in(found).stat(name).type() != FileType.DIRECTORY) {
            throw new FsException(Fault.NOT_DIRECTORY, name);
        }
        requireEmpty(name, false);
        if (shines(name)) {
            mark(name);
        }
        if (found == Layer.UPPER) {
            requireEmpty(name, true);
            upper.removeDirectory(name);
        }
    }

    @Override
    public void unlink(String name) throws IOException {
        Layer found = present(name);
        if (in(found).stat(name).type() == FileType.DIRECTORY) {
            throw new FsException(Fault.IS_DIRECTORY, name);
        }
        if (shines(name)) {
            mark(name);
        }
        if (found == Layer.UPPER) {
            upper.unlink(name);
        }
    }

    private LayeredDirectory alike(Directory target, String name) throws FsException {
        if (target instanceof LayeredDirectory other && other.layers == layers) {
            return other;
        }
        throw new FsException(Fault.CROSS_DEVICE, name);
    }

    @Override
    public void rename(String name, Directory target, String newName) throws IOException {
        LayeredDirectory to = alike(target, name);
        FileStat source = in(present(name)).stat(name);
        boolean directory = source.type() == FileType.DIRECTORY;
        if (directory && shines(name)) {
            throw new FsException(Fault.CROSS_DEVICE, name);
        }
        Layer taken = to.layer(newName);
        if (taken != Layer.NONE) {
            FileStat present = to.in(taken).stat(newName);
            if (directory != (present.type() == FileType.DIRECTORY)) {
                throw new FsException(directory ? Fault.NOT_DIRECTORY : Fault.IS_DIRECTORY, newName);
            }
            if (present.sameFile(source)) {
                return;
            }
        }
        boolean hides = to.marked(newName) || to.shines(newName);
        if (directory && taken != Layer.NONE) {
            to.requireEmpty(newName, false);
        }
        if (directory && taken == Layer.UPPER) {
            if (to.shines(newName)) {
                // or what was removed in it would be back after a stop in the middle
                to.mark(newName);
            }
            to.requireEmpty(newName, true);
        }
        raise(name);
        if (directory && hides) {
            makeOpaque(upper, name);
        }
        if (shines(name)) {
            mark(name);
        }
        upper.rename(name, to.upper(), newName);
        if (directory && hides) {
            to.seen = layers.changed();
        }
        to.unmark(newName);
    }

    @Override
    public void link(String name, Directory target, String newName) throws IOException {
        LayeredDirectory to = alike(target, name);
        to.requireFree(newName);
        if (in(present(name)).stat(name).type() == FileType.DIRECTORY) {
            throw new FsException(Fault.NOT_PERMITTED, name);
        }
        raise(name);
        upper.link(name, to.upper(), newName);
        to.unmark(newName);
    }

    @Override
    public void symlink(String text, String name) throws IOException {
        requireFree(name);
        upper().symlink(text, name);
        unmark(name);
    }

    @Override
    public String readLink(String name) throws IOException {
        return in(present(name)).readLink(name);
    }

    @Override
    public void setTimes(Times times) throws IOException {
        upper().setTimes(times);
    }

    @Override
    public void setTimes(String name, Times times) throws IOException {
        raise(name);
        upper.setTimes(name, times);
    }

    @Override
    public void close() throws IOException {
        try (Directory first = upper) {
            if (lower != null) {
                lower.close();
            }
        } finally {
            layers.close();
        }
    }

    @Override
    public String toString() {
        return "directory of two layers /" + String.join("/", path);
    }
}
