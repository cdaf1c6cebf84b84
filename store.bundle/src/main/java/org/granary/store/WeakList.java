package org.granary.store;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** Things that count as long as somebody else holds them. */
final class WeakList<E> {
    private static final int FIRST_PURGE = 16;

    private final List<WeakReference<E>> entries = new ArrayList<>();
    private int purgeAt = FIRST_PURGE;

    void add(E item) {
        if (entries.size() >= purgeAt) {
            purgeAt = Math.max(FIRST_PURGE, size() * 2);
        }
        entries.add(new WeakReference<>(item));
    }

    /** Adds one that {@link #gone} tells of until somebody looks with {@link #size}. */
    void addUntilLooked(E item) {
        entries.add(new WeakReference<>(item));
    }

    /** How many are gone and have not been looked for. */
    int gone() {
        int gone = 0;
        for (WeakReference<E> entry : entries) {
            gone += entry.refersTo(null) ? 1 : 0;
        }
        return gone;
    }

    void remove(E item) {
        entries.removeIf(entry -> entry.refersTo(item));
    }

    int size() {
        entries.removeIf(entry -> entry.refersTo(null));
        return entries.size();
    }

    /** At least as many as there are: how many there were when somebody last looked, and those added since. */
    int most() {
        return entries.size();
    }

    List<E> live() {
        List<E> live = new ArrayList<>(entries.size());
        for (WeakReference<E> entry : entries) {
            E item = entry.get();
            if (item != null) {
                live.add(item);
            }
        }
        return live;
    }
}
