package org.granary.vm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * The one call site behind all check points of a module. Nothing while no store of the module is to stop; then a look at the instance's
 * store. Thread-safe.
 *
 * <p>Why a call site: the JIT compiles it to nothing, and a change throws the compiled code away at the next safepoint.
 */
public final class CheckpointSite {
    private static final MethodType TYPE = MethodType.methodType(void.class, Instance.class);
    private static final MethodHandle NOTHING = MethodHandles.empty(TYPE);
    private static final MethodHandle LOOK = look();

    private final MutableCallSite site = new MutableCallSite(NOTHING);
    private int tripped;

    private static MethodHandle look() {
        try {
            return MethodHandles.lookup().findStatic(CheckpointSite.class, "look", TYPE);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The slow path. */
    static void look(Instance instance) {
        instance.store.checkStop();
    }

    /**
     * The site for the generated {@code invokedynamic} instructions.
     *
     * @return one object
     */
    MutableCallSite site() {
        return site;
    }

    /** Makes all check points look, until {@link #reset} has been called as often. */
    public synchronized void trip() {
        if (tripped++ == 0) {
            change(LOOK);
        }
    }

    /** Takes one {@link #trip} back. */
    public synchronized void reset() {
        if (--tripped == 0) {
            change(NOTHING);
        }
    }

    private void change(MethodHandle target) {
        site.setTarget(target);
        MutableCallSite.syncAll(new MutableCallSite[] {site});
    }
}
