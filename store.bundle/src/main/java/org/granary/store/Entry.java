package org.granary.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.invoke.WrongMethodTypeException;
import java.util.List;
import org.granary.engine.ArtefactException;
import org.granary.engine.LimitException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmException;
import org.granary.store.trace.GuestTrace;
import org.granary.vm.ExnRef;
import org.granary.vm.HostException;
import org.granary.vm.Traps;

/**
 * The one way into a store. Keeps other threads out, delivers a stop that waits, and turns what comes out of guest code into what callers
 * see.
 *
 * <p>Leaving writes plain fields: a stack overflow may just have happened, and {@link #leave} needs no more stack than {@link #claim} had.
 * It has no full fence either, which would be a fifth of a call: who closes the store pays for that, see {@link #seizeLast}.
 */
final class Entry {
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(Entry.class, "owner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final StoreCore<?> core;
    /** Read without {@link #OWNER} it tells a thread only whether it is itself inside. */
    private Thread owner;
    private int depth;

    Entry(StoreCore<?> core) {
        this.core = core;
    }

    /** Whether some thread is inside. */
    boolean busy() {
        return (Thread) OWNER.getVolatile(this) != null;
    }

    /** Whether the thread that is inside has come in more than once: a call may be around. For that thread. */
    boolean nested() {
        return depth > 1;
    }

    /** Whether the calling thread is inside. */
    boolean mine() {
        return owner == Thread.currentThread();
    }

    /**
     * Takes the store for this thread, without running guest code.
     *
     * @return what {@link #leave} is to be given
     */
    int claim() {
        Thread me = Thread.currentThread();
        if (owner == me) {
            core.open().limits.requireAnswer(core);
            return depth++;
        }
        if (!OWNER.compareAndSet(this, (Thread) null, me)) {
            core.open();
            throw new ConcurrentUseException(core.toString(), (Thread) OWNER.getVolatile(this), me);
        }
        // no call between here and the return: one that overflowed the stack would leave the store taken for ever
        if (core.closed) {
            leave(0);
            throw core.gone();
        }
        depth = 1;
        return 0;
    }

    /**
     * Takes the store for this thread to run guest code. At the outermost entry memories may change their form, and a stop that waits is
     * still to be delivered.
     *
     * @return what {@link #leave} is to be given
     */
    int arrive() {
        int before = claim();
        if (before == 0) {
            // nothing waits yet, whatever a stranger's code has told
            core.held = 0;
            core.beginUntold();
            try {
                core.review();
                core.finalisers.drain();
            } catch (Throwable e) {
                leave(0);
                throw e;
            }
        }
        return before;
    }

    /**
     * As {@link #arrive}, and a stop that waits is delivered at the outermost entry: before anything has been made.
     *
     * @return what {@link #leave} is to be given
     */
    int enter() {
        int before = arrive();
        if (before == 0 && core.stopRequested()) {
            try {
                core.checkStop();
            } catch (Throwable e) {
                leave(0);
                throw e;
            }
        }
        return before;
    }

    /**
     * Takes the store for a call from the host; the call hook is told.
     *
     * @return what {@link #leave} is to be given
     */
    int begin() {
        return begin(arrive());
    }

    /**
     * The same for who has arrived; the store is given back when this throws.
     *
     * @param before the answer of {@link #arrive}
     * @return the same
     */
    int begin(int before) {
        core.calls++;
        if (core.hook != null || before == 0 && core.stopRequested()) {
            tell(before);
        }
        return before;
    }

    /** The call hook is told. A call that ends by a stop that waits is one that traps: the hook is told of its end, too. */
    private void tell(int before) {
        boolean told = false;
        try {
            core.transition(CallHook.Transition.CALLING_WASM);
            told = true;
            core.endIfAsked();
        } catch (Throwable e) {
            try {
                throw told ? failed(e) : Entry.<RuntimeException>unchecked(e);
            } finally {
                leave(before);
            }
        }
    }

    /** A call has come back with its results; what the call hook throws takes their place. */
    void returned() {
        if (core.hook != null) {
            try {
                core.transition(CallHook.Transition.RETURNING_FROM_WASM);
            } catch (Throwable e) {
                throw Entry.<RuntimeException>unchecked(e);
            }
        }
    }

    /**
     * A call has come back with an exception; what the call hook throws takes its place, unless it tells the JVM's end.
     *
     * @param thrown anything
     * @return never returns; declared so that callers can write {@code throw}
     */
    RuntimeException failed(Throwable thrown) {
        core.failures++;
        try {
            returned();
        } catch (Throwable e) {
            if (Failures.inPlace(e, thrown instanceof HostException carrier ? carrier.getCause() : thrown) == e) {
                throw e;
            }
        }
        RuntimeException found = thrown instanceof RuntimeException raw ? ofGuest(raw) : null;
        if (found instanceof ArtefactException && core.stopRequested()) {
            // it was asked for to end this call, which has ended; how such code looks at its check points is its own affair
            core.takeStop();
            core.stopTaken();
        }
        throw raise(found == null ? thrown : found);
    }

    /**
     * What the JVM's checks raise becomes a trap in the guest's own frame; a stranger's code may have no handler there. A host function's
     * exceptions come in a carrier.
     */
    private static RuntimeException ofGuest(RuntimeException thrown) {
        if (thrown instanceof ArrayStoreException || thrown instanceof WrongMethodTypeException) {
            String does = thrown instanceof ArrayStoreException ? "stores what does not belong there" : "reads or writes by a wrong view";
            return new ArtefactException(ArtefactException.Reason.FORBIDDEN, "its code " + does + ": " + thrown.getMessage(), thrown);
        }
        return Traps.guest(thrown);
    }

    /**
     * Gives the store back.
     *
     * @param before the answer of {@link #claim} or {@link #enter}; a number and not a decrement, so that an outer entry also repairs what
     *               an inner one could not
     */
    void leave(int before) {
        depth = before;
        if (before == 0) {
            // what the call has done is seen by whoever comes next
            VarHandle.releaseFence();
            owner = null;
            if (core.stops.looking()) {
                core.stops.idle();
            }
            if (core.isClosed()) {
                core.ownership.releaseAfterCall();
            }
        }
    }

    /** Takes the store for its last act, unless a thread is inside. */
    boolean seize() {
        return OWNER.compareAndSet(this, (Thread) null, Thread.currentThread());
    }

    /**
     * Takes a store that is closed for its last act, unless a thread is inside that will see at its end that the store is closed. One that
     * has looked already while others do not yet see it gone is waited for: to read its stack the JVM has to stop it, and not between
     * these two.
     */
    boolean seizeLast() {
        if (seize()) {
            return true;
        }
        Thread inside = (Thread) OWNER.getVolatile(this);
        if (inside != null && inside != Thread.currentThread()) {
            inside.getStackTrace();
        }
        return seize();
    }

    /** Gives the store back after its last act. */
    void unseize() {
        OWNER.setVolatile(this, (Thread) null);
    }

    /**
     * What a caller is to see of something that came out of guest code.
     *
     * @param thrown anything
     * @return never returns; declared so that callers can write {@code throw}
     */
    RuntimeException raise(Throwable thrown) {
        core.takePending();
        if (thrown instanceof HostException carrier) {
            Throwable inside = carrier.getCause();
            throw Entry.<RuntimeException>unchecked(overflow(inside) ? exhausted(inside)
                    : noted(inside, core.thrower.take(inside)));
        }
        if (overflow(thrown)) {
            throw exhausted(thrown);
        }
        if (thrown instanceof ExnRef exception) {
            throw ThrownException.uncaught(core, exception);
        }
        if (thrown instanceof LinkageError error && strange(error)) {
            throw refusedByTheJvm(error);
        }
        throw Entry.<RuntimeException>unchecked(noted(thrown, null));
    }

    /** The same for a growth by the host, to which a limit's refusal is no trap. */
    RuntimeException refused(Throwable thrown) {
        if (thrown instanceof Trap && thrown.getCause() instanceof LimitException refusal) {
            throw refusal;
        }
        throw raise(thrown);
    }

    /**
     * Whether the JVM does not take a guest's code, or something in it refers to nothing, which code of ours never does. Classes of the
     * JDK's whose first use failed are not meant.
     */
    private static boolean strange(LinkageError error) {
        return error instanceof VerifyError || error instanceof ClassFormatError || error instanceof IncompatibleClassChangeError
                || error instanceof NoClassDefFoundError && error.getCause() instanceof ClassNotFoundException
                || error instanceof BootstrapMethodError && error.getCause() instanceof RuntimeException cause
                        && !(cause instanceof WasmException);
    }

    /** A host function's own classes are not meant: what it throws comes in a carrier. */
    private static ArtefactException refusedByTheJvm(LinkageError thrown) {
        String first = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
        String step = thrown instanceof VerifyError || thrown instanceof ClassFormatError ? "verify" : "link";
        return new ArtefactException(ArtefactException.Reason.FORBIDDEN, "the JVM does not " + step + " its code: " + first, thrown);
    }

    private Throwable noted(Throwable thrown, String function) {
        if (thrown instanceof Trap trap) {
            return located(trap);
        }
        GuestNote.leave(thrown, function, core.trace());
        return thrown;
    }

    /** The JDK wraps one that it meets while it links a lambda. */
    static boolean overflow(Throwable thrown) {
        return thrown instanceof StackOverflowError || thrown instanceof InternalError && thrown.getCause() instanceof StackOverflowError;
    }

    private Trap exhausted(Throwable overflow) {
        return located(new Trap(TrapCode.CALL_STACK_EXHAUSTED, overflow));
    }

    private Trap located(Trap trap) {
        if (!trap.located()) {
            List<GuestTrace.Place> places = core.trace().places(trap);
            if (!places.isEmpty()) {
                trap.locate(GuestTrace.told(places));
            }
            if (core.engine().config().coreDumpOnTrap()) {
                trap.attach(new WasmCoreDump(core, trap, places, core.aftermath.endedBy(trap)));
            }
        }
        return trap;
    }

    /** Lets a host function's checked exception pass through methods that do not declare it. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
