package org.granary.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.granary.vm.Nesting;

/** What others keep with a store. Confined to the store's thread. */
final class Extensions {
    private final StoreCore<?> core;
    private final Map<Key<?>, Object> slots = new LinkedHashMap<>();

    Extensions(StoreCore<?> core) {
        this.core = core;
    }

    <E> E get(Key<E> key) {
        Object kept = slots.get(key);
        if (kept == null) {
            kept = first(key);
            if (kept == null) {
                throw new IllegalStateException("extension: expected something under " + key + ", found nothing: it has to be set first");
            }
            slots.put(key, kept);
        }
        return key.cast(kept);
    }

    private Object first(Key<?> key) {
        Nesting.Level level = core.hostBegins();
        try {
            return key.first();
        } finally {
            StoreCore.hostEnds(level);
        }
    }

    <E> void set(Key<E> key, E value) {
        // what is of another class is refused before anything has changed
        E kept = Objects.requireNonNull(key, "key").cast(value);
        Object before = slots.remove(key);
        if (kept != null) {
            slots.put(key, kept);
        }
        if (before != value) {
            Nesting.Level level = core.hostBegins();
            try {
                close(before);
            } finally {
                StoreCore.hostEnds(level);
            }
        }
    }

    boolean has(Key<?> key) {
        return slots.containsKey(Objects.requireNonNull(key, "key"));
    }

    /** Closes all, the youngest first; the first failure is thrown when all are closed. */
    void close() {
        List<Object> kept = new ArrayList<>(slots.values());
        slots.clear();
        Failures failures = new Failures();
        for (int i = kept.size() - 1; i >= 0; i--) {
            try {
                close(kept.get(i));
            } catch (Throwable e) {
                failures.add(e);
            }
        }
        failures.raise();
    }

    private static void close(Object kept) {
        if (kept instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new IllegalStateException("what was kept with the store cannot be closed: " + e, e);
            }
        }
    }
}
