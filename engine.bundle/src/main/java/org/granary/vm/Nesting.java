package org.granary.vm;

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
     * The calling thread begins host code of a store.
     *
     * @param store the store
     * @return what is to be left by the same thread
     */
    public Level enter(VmStore store) {
        Object[] place = innermost.get();
        if (place == null) {
            place = new Object[1];
            innermost.set(place);
        }
        Level level = new Level(store, (Level) place[0], place);
        place[0] = level;
        return level;
    }

    /** The innermost of the calling thread, or null. */
    Level here() {
        Object[] place = innermost.get();
        return place == null ? null : (Level) place[0];
    }
}
