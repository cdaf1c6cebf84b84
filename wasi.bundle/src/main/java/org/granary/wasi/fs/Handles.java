package org.granary.wasi.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Directories that stay open after a path led through them: the next path of the same names looks at each once and opens none. A handle
 * is taken only when its name still stands for the very directory that is open, which numbers no other can have for as long as it is.
 * The newest few below one directory that was given. Thread-safe.
 */
final class Handles {
    /** Enough for a deep path and some neighbours, little beside what a process may have open. */
    static final int MOST = 16;

    private record Way(SecureDirectory parent, String name) {}

    private final Map<Way, SecureDirectory> kept = new LinkedHashMap<>(MOST, 0.75f, true);

    /**
     * What is open of a name.
     *
     * @param key what the name stands for now; null where directories have no identity
     * @return one use more of the directory, for the caller to close; null when another one or none is open
     */
    synchronized SecureDirectory take(SecureDirectory parent, String name, Object key) throws IOException {
        Way way = new Way(parent, name);
        SecureDirectory found = kept.get(way);
        if (found == null) {
            return null;
        }
        // one that was opened before its parent got another stop would ask the former one
        if (found.key.equals(key) && found.patience == parent.patience) {
            found.retain();
            return found;
        }
        kept.remove(way);
        found.close();
        return null;
    }

    /** Keeps a directory that was opened under a name, and closes the one that nobody went through for the longest time. */
    synchronized void keep(SecureDirectory parent, String name, SecureDirectory opened) throws IOException {
        if (opened.key == null) {
            return;
        }
        opened.retain();
        SecureDirectory before = kept.put(new Way(parent, name), opened);
        if (before != null) {
            before.close();
        }
        if (kept.size() > MOST) {
            Iterator<SecureDirectory> oldest = kept.values().iterator();
            SecureDirectory leaving = oldest.next();
            oldest.remove();
            leaving.close();
        }
    }

    synchronized int size() {
        return kept.size();
    }

    /** Lets go of what a name led to. */
    synchronized void forget(SecureDirectory parent, String name) throws IOException {
        SecureDirectory found = kept.remove(new Way(parent, name));
        if (found != null) {
            found.close();
        }
    }

    /** Lets go of all that was opened from a directory which is closed itself. */
    synchronized void forget(SecureDirectory parent) throws IOException {
        List<SecureDirectory> leaving = new ArrayList<>();
        kept.entrySet().removeIf(entry -> entry.getKey().parent == parent && leaving.add(entry.getValue()));
        for (SecureDirectory directory : leaving) {
            directory.close();
        }
    }
}
