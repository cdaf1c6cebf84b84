package org.granary.vm;

import java.lang.invoke.MethodHandle;
import org.granary.type.DefType;

/**
 * A host function as a value. A generated subclass turns typed arguments into boxed ones and back; the interpreter's has nothing to turn.
 */
public abstract class HostFuncRef extends FuncRef {
    /** Beyond these, parameters of host functions are boxed: handles are put together of others that need slots of their own. */
    public static final int MOST_TYPED_SLOTS = 100;

    /** What runs. */
    protected final HostTarget target;
    /** The instance that imports it, or null when it was never imported. */
    protected final Instance caller;
    /** What runs without boxing, or null. */
    protected final MethodHandle typed;
    /** What runs without boxing where all are integers, or null. */
    protected final HostIntegers integers;
    /** Whether there is neither of these: one look for both, as each is felt. */
    protected final boolean boxed;

    /**
     * For subclasses.
     *
     * @param store  the owning store
     * @param type   the canonical type
     * @param target what runs
     * @param caller the importing instance, or null
     */
    protected HostFuncRef(VmStore store, DefType type, HostTarget target, Instance caller) {
        super(store, null, -1, type);
        this.target = target;
        this.caller = caller;
        this.typed = target.typed();
        this.integers = target.integers();
        this.boxed = typed == null && integers == null;
    }

    @Override
    public final Object identity() {
        return target;
    }

    /**
     * Whether this is a given host function, whoever imports it.
     *
     * @param asked what runs
     * @return true when this runs it
     */
    public final boolean runs(HostTarget asked) {
        return target == asked;
    }

    /**
     * Runs the host function; whatever it throws is carried; a stack overflow and exceptions of guests pass.
     *
     * @param arguments boxed as {@link Untyped} says
     * @return the results
     */
    protected final Object[] run(Object[] arguments) {
        try {
            return target.call(caller, arguments);
        } catch (HostException | ExnRef | StackOverflowError e) {
            throw e;
        } catch (Throwable e) {
            throw new HostException(e);
        }
    }
}
