package org.granary.vm;

import java.lang.ref.WeakReference;

/**
 * Whose host code each thread runs, of the stores of an engine that use shared memories: with these somebody asks for the innermost.
 * Thread-safe.
 */
public final class Nesting {
    /**
     * The innermost of a thread, in an array of one: leaving is a plain write, for the stack may be at its end. The array stays with the
     * thread, so it is of a class of the JDK's: one of ours would keep our loader.
     */
    private final ThreadLocal<Object[]> innermost = new ThreadLocal<>();

    /** Host code that a store runs on a thread, inside of other such. Confined to the thread. */
    public static final class Level {
        final VmStore store;
        final Level outer;
        private final Object[] place;

        private Level(VmStore store, Level outer, Object[] place) {
            this.store = store;
            this.outer = outer;
            this.place = place;
        }

        /** The host code has ended. */
        public void leave() {
            place[0] = outer;
        }
    }

    /**
     * The host code of one store. Remembers where the thread that was in it last writes it down, and its level there that has nothing
     * around it: a call of a host function has no time to look for the one and to make the other. Confined to the store's thread.
     */
    public final class Host {
        private final VmStore store;
        /** Weak, for a store may outlive those who use it. */
        private WeakReference<Thread> thread = new WeakReference<>(null);
        private Object[] place;
        private Level alone;

        private Host(VmStore store) {
            this.store = store;
        }

        /**
         * The calling thread begins host code of the store.
         *
         * @return what is to be left by the same thread
         */
        public Level enter() {
            Thread current = Thread.currentThread();
            if (!thread.refersTo(current)) {
                place = place();
                alone = new Level(store, null, place);
                thread = new WeakReference<>(current);
            }
            Object[] place = this.place;
            Level outer = (Level) place[0];
            Level level = outer == null ? alone : new Level(store, outer, place);
            place[0] = level;
            return level;
        }
    }

    /**
     * The host code of a store.
     *
     * @param store the store
     * @return to be used by whatever thread is inside
     */
    public Host host(VmStore store) {
        return new Host(store);
    }

    private Object[] place() {
        Object[] place = innermost.get();
        if (place == null) {
            place = new Object[1];
            innermost.set(place);
        }
        return place;
    }

    /** The innermost of the calling thread, or null. */
    Level here() {
        Object[] place = innermost.get();
        return place == null ? null : (Level) place[0];
    }
}
