package org.granary.store;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * Names a slot of stores, in which somebody keeps state with a store: a system interface its open files, say. Compared by identity: only
 * who has the key gets at the slot. Immutable.
 *
 * @param <E> what is kept; closed with the store when it is {@code AutoCloseable}
 */
public final class Key<E> {
    private final String name;
    private final Class<E> type;
    private final Supplier<? extends E> maker;

    private Key(String name, Class<E> type, Supplier<? extends E> maker) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = Objects.requireNonNull(type, "type");
        this.maker = maker;
    }

    /**
     * A key of slots that are empty until they are set.
     *
     * @param name for messages
     * @param type what is kept
     * @param <E>  the type
     * @return a new key
     */
    public static <E> Key<E> of(String name, Class<E> type) {
        return new Key<>(name, type, null);
    }

    /**
     * A key of slots that are filled when somebody first asks.
     *
     * @param name  for messages
     * @param type  what is kept
     * @param maker makes it for a store, never null
     * @param <E>   the type
     * @return a new key
     */
    public static <E> Key<E> of(String name, Class<E> type, Supplier<? extends E> maker) {
        return new Key<>(name, type, Objects.requireNonNull(maker, "maker"));
    }

    E cast(Object value) {
        return type.cast(value);
    }

    /** What a slot begins with, or null. */
    E first() {
        return maker == null ? null : Objects.requireNonNull(type.cast(maker.get()), () -> "what " + this + " makes");
    }

    @Override
    public String toString() {
        return "key " + name;
    }
}
