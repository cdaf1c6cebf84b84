package org.granary.store;

/**
 * What a handle stands for: an item of its own, or one that was looked up in an instance. The latter is found by way of the instance each
 * time, so that the handle keeps nothing of it once it is closed. Which item of the instance it is knows who asks: the path is short then.
 */
final class Handle<V> {
    /** Null where no store owns it. */
    private final StoreCore<?> core;
    /** Null where it is found by way of an instance. */
    private final V own;
    /** Null where it was not looked up in one. */
    private final Instance via;
    private final int index;
    /** Stays when what it stands for has gone; 0 as long as nobody has asked. */
    private int hash;

    private Handle(StoreCore<?> core, V own, Instance via, int index) {
        this.core = core;
        this.own = own;
        this.via = via;
        this.index = index;
    }

    /** On an item that it keeps; the store, or null, has to be open. */
    static <V> Handle<V> on(StoreCore<?> core, V own) {
        return new Handle<>(core, own, null, -1);
    }

    /** On an item of an instance in the store, both of which have to be open. */
    static <V> Handle<V> within(StoreCore<?> core, Instance via, int index) {
        return new Handle<>(core, null, via, index);
    }

    /** The item, where it has one. */
    V own() {
        return own;
    }

    Instance via() {
        return via;
    }

    int index() {
        return index;
    }

    /**
     * Where it is found.
     *
     * @return the instance that has it, or null when it is {@link #own}
     * @throws IllegalStateException when its store, or the instance that it was looked up in, is closed
     */
    org.granary.vm.Instance live() {
        if (via != null) {
            return via.live();
        }
        if (core != null) {
            core.open();
        }
        return null;
    }

    /** As {@link #live}, but null also where that refuses. */
    org.granary.vm.Instance ifOpen() {
        return via == null ? null : via.ifOpen();
    }

    /** What was found in an instance, unless another thread is closing the store. */
    V there(V found) {
        if (found == null) {
            throw core.gone();
        }
        return found;
    }

    /**
     * A hash that stays.
     *
     * @param handle who is asked
     * @param known  what it stands for, or null when that has gone
     */
    int hash(Object handle, Object known) {
        if (hash == 0) {
            hash = System.identityHashCode(known == null ? handle : known);
        }
        return hash;
    }
}
