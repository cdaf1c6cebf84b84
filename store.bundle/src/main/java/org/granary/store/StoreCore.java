package org.granary.store;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.granary.engine.Engine;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.trace.GuestTrace;
import org.granary.type.ImportType;
import org.granary.type.TableType;
import org.granary.vm.ArrayMemory;
import org.granary.vm.EngineCore;
import org.granary.vm.LinearMemory;
import org.granary.vm.Nesting;
import org.granary.vm.SharedMemory;
import org.granary.vm.VmStore;

/**
 * The store itself, behind all handles.
 *
 * @param <T> the type of the host's data
 */
final class StoreCore<T> extends VmStore {
    /** A program that throws more than so many has somebody who catches them. */
    private static final int TRACED_EXCEPTIONS = 10_000;

    final Entry entry = new Entry(this);
    final Stops stops = new Stops(this);
    final Fuel fuelTank = new Fuel(this);
    private final CollectedHeap collected = new CollectedHeap(this);
    final StoreLimits limits = new StoreLimits(this, collected);
    final Extensions extensions = new Extensions(this);
    final Finalisers finalisers = new Finalisers(this);
    final Epochs<T> epochs = new Epochs<>(this);
    final StoreContext<T> context = new StoreContext.Plain<>(this);

    /** Told of calls, or null. */
    CallHook<T> hook;
    private boolean telling;
    /** Calls by the host, of host functions, and how many of the former failed. */
    long calls;
    long hostCalls;
    long failures;
    /**
     * The host function that was called last, or null. It stays when that has come back: a guest calls the same again and again, and a
     * reference is dear to write, more so for a store that the collector has moved on.
     */
    HostCall<?> running;
    /** Whether it runs: both are read by others only to name it. */
    boolean hosting;
    final Thrower thrower = new Thrower();
    /** Whether somebody wants to know of calls of host functions: one look for both, as each is felt. */
    boolean watched;
    /** Where its host code is written down; null unless it has ever used a shared memory. Written first by its own thread. */
    private Nesting.Host host;
    /** Whether a host function that runs was told that the guest is to end. */
    private boolean stopTold;
    /** Whether a host function that comes back is to look whether its guest ends. */
    boolean ending;
    /** The asynchronous call that runs, or null. */
    AsyncCall asynchronous;
    private final EngineCore engine;
    final Instances instances = new Instances();
    final Ownership<T> ownership;
    /** What modules without a name are called in traces, by SHA-256. */
    final Map<String, String> moduleNames = new ConcurrentHashMap<>();
    /** Read by {@link Entry} where it can call nothing. */
    volatile boolean closed;
    private boolean reviewDue;
    /** The thread that runs a finaliser, or null. */
    private Thread finalising;

    StoreCore(Engine engine, T data, Consumer<? super T> finaliser) {
        this.ownership = new Ownership<>(this, data, finaliser);
        this.engine = ((EngineCore) engine).shareFor(this);
        this.metered = this.engine.config().consumeFuel();
        aftermath.traces(this.engine.config().exceptionFrames() ? TRACED_EXCEPTIONS : 0);
        this.epoch = this.engine.config().epochInterruption() ? this.engine.epoch() : null;
        seen = epoch == null ? null : new AtomicLong();
    }

    EngineCore engine() {
        return engine;
    }

    GuestTrace trace() {
        return new GuestTrace(stops.modules(), moduleNames);
    }

    boolean isClosed() {
        return closed;
    }

    /** This store, or the error that it is closed. */
    StoreCore<T> open() {
        if (closed) {
            throw gone();
        }
        if (finalising != null && finalising == Thread.currentThread()) {
            throw new IllegalStateException("a finaliser cannot use its store " + this);
        }
        return this;
    }

    /** This store, open or closed under a call that runs still, or the error that it is neither. */
    StoreCore<T> inUse() {
        return closed && entry.busy() && finalising != Thread.currentThread() ? this : open();
    }

    /** Refuses when this is closed, or the instance that a handle was looked up in; null for handles of no instance. */
    void live(Instance via) {
        open();
        if (via != null) {
            via.live();
        }
    }

    /** Runs a finaliser while the store is open; it cannot use it. */
    void finalise(Runnable finaliser) {
        Thread before = finalising;
        Nesting.Level level = hostBegins();
        finalising = Thread.currentThread();
        try {
            finaliser.run();
        } finally {
            finalising = before;
            hostEnds(level);
        }
    }

    /** What the host function that was called last holds is not kept by that. */
    private void forgetCalled() {
        if (!hosting) {
            running = null;
        }
    }

    /** Drops what nobody needs, and has the JVM look for more. */
    long collect() {
        instances.tidy();
        forgetCalled();
        try {
            return finalisers.collect();
        } finally {
            limits.forget();
            detachUnused();
        }
    }

    /** Ends the charges for shared memories of others that no instance reaches any more; after a collection. */
    void detachUnused() {
        for (org.granary.vm.SharedMemory memory : limits.account().memories()) {
            if (!instances.reach(memory)) {
                memory.detach(this);
            }
        }
    }

    IllegalStateException gone() {
        return new IllegalStateException(this + " is closed");
    }

    /** Why a call that was accepted does not begin: that the store has been closed since, or else what was met. */
    RuntimeException ended(IllegalStateException met) {
        return closed ? new Trap(TrapCode.HOST_CLOSED) : met;
    }

    void requireInterruptable(String what) {
        if (!engine.config().interruptable()) {
            throw new IllegalStateException(what + " needs an engine that was made with interruptable(true)");
        }
    }

    void requireAsync(String what) {
        if (!engine.config().async()) {
            throw new IllegalStateException(what + " needs an engine that was made with async(true)");
        }
    }

    /**
     * A host function that runs when a deadline passes is not touched; but its guest ends when it comes back, for what does nothing after
     * it but return has no check point. Whether one runs is not looked at: it may begin just now, behind its guest's last check point.
     */
    @Override
    public void requestStop(TrapCode code) {
        super.requestStop(code);
        if (code == TrapCode.DEADLINE) {
            // seen behind the look whether the store is closed, which reads a volatile field; one that stays true asks for nothing
            ending = true;
        }
    }

    /** Whether a guest that looked now would end; a host function that is told so ends it when it comes back. From any thread. */
    boolean tellStop() {
        boolean asked = closed || stopRequested() || epochs.ends();
        if (asked && entry.mine()) {
            stopTold = true;
            ending = true;
        }
        return asked;
    }

    /**
     * A host function comes back that was told of a stop, or whose time has passed: the guest ends here, for its next check point may never
     * come. Who was not told has consumed no interrupt.
     */
    void end() {
        boolean told = stopTold;
        stopTold = false;
        ending = false;
        if (told || stopRequested(TrapCode.DEADLINE)) {
            checkStop();
        }
        if (stops.passed()) {
            // somebody's interrupt came after it and stands in its place, and is for the next call
            TrapCode reason = stops.reason();
            String detail = stops.late();
            throw detail == null ? new Trap(reason) : new Trap(reason, detail);
        }
        if (told && epochs.ends()) {
            epochs.reached();
        }
    }

    /** A call begins: what the last one was told is forgotten. */
    void beginUntold() {
        stopTold = false;
        ending = false;
    }

    void hook(CallHook<T> next) {
        hook = next;
        watched = next != null || host != null;
    }

    /** Code of the host's begins on this thread; what is given is for {@link #hostEnds}. Costs nothing without shared memories. */
    Nesting.Level hostBegins() {
        return host == null ? null : host.enter();
    }

    static void hostEnds(Nesting.Level level) {
        if (level != null) {
            level.leave();
        }
    }

    /** Tells the call hook, if there is one by now; not of what it does itself. */
    void transition(CallHook.Transition transition) throws Exception {
        CallHook<T> told = hook;
        if (told != null && !telling) {
            Nesting.Level level = hostBegins();
            telling = true;
            try {
                told.onTransition(context, transition);
            } finally {
                telling = false;
                hostEnds(level);
            }
        }
    }

    /** What guests may spend before they ask for more. */
    long spendable() {
        return fuel;
    }

    void spendable(long units) {
        fuel = units;
    }

    void epochDeadline(long at) {
        epochDeadline = at;
    }

    /** Lets others go first. The guest ends here when that was asked for: its code may have no other check points. */
    void yieldNow() {
        AsyncCall call = asynchronous;
        if (call == null) {
            Thread.yield();
        } else {
            call.yieldTurn();
        }
        endIfAsked();
    }

    /** Ends the guest when a stop stands, in engines whose code has no check points, too. */
    void endIfAsked() {
        if (stopRequested()) {
            checkStop();
        }
    }

    /** Finds out something under the thread rule without running guest code. */
    <R> R alone(Function<StoreCore<T>, R> question) {
        int before = entry.claim();
        try {
            return question.apply(this);
        } finally {
            entry.leave(before);
        }
    }

    /** As {@link #alone}, and also while the host's limiter is asked, which may want to know what there is. */
    <R> R seen(Function<StoreCore<T>, R> question) {
        return entry.mine() && limits.asking() ? question.apply(this) : alone(question);
    }

    void budget(long bytes) {
        collected.budget(bytes);
        limits.budget(bytes);
    }

    void chunk(Object token, long bytes) {
        beginChunk(token, bytes);
    }

    long left() {
        return chunkLeft();
    }

    /** Rests, or ends the guest by what asks for its end. */
    void pause(long nanos) {
        rest(nanos);
    }

    @Override
    protected void chunkFull() {
        collected.full();
        limits.collected();
    }

    @Override
    protected void requireRoom(long bytes) {
        limits.planned(bytes);
    }

    /** Does something under the thread rule without running guest code. */
    void exclusively(Consumer<StoreCore<T>> action) {
        int before = entry.claim();
        try {
            action.accept(this);
        } finally {
            entry.leave(before);
        }
    }

    // extensions are what every process with a system interface begins with, and the first lambdas take long

    <E> E extension(Key<E> key) {
        int before = entry.claim();
        try {
            return extensions.get(key);
        } finally {
            entry.leave(before);
        }
    }

    <E> void setExtension(Key<E> key, E value) {
        int before = entry.claim();
        try {
            extensions.set(key, value);
        } finally {
            entry.leave(before);
        }
    }

    /** Lets everything go that it owns, at its end. */
    void drop() {
        hook = null;
        stops.release();
        aftermath.drop();
        running = null;
        instances.release();
        // loops, since each store ends here, and lambdas take a new process longer
        for (LinearMemory memory : limits.memories()) {
            memory.release();
        }
        for (SharedMemory memory : limits.account().memories()) {
            memory.detach(this);
        }
    }

    void register(org.granary.vm.Instance vm, Instance instance) {
        instances.open(vm, instance);
        // imported ones were added when they were made; to look for them among all would be slow in a store of many instances
        int imported = 0;
        for (ImportType wanted : instance.module().imports()) {
            imported += wanted.type() instanceof TableType ? 1 : 0;
        }
        for (int i = imported; i < vm.tables.length; i++) {
            limits.add(vm.tables[i]);
        }
    }

    StoreSnapshot snapshot() {
        boolean metered = engine.config().consumeFuel();
        return new StoreSnapshot(toString(), instances.snapshot(), limits.memorySnapshots(), limits.tableSnapshots(), limits.used(),
                metered ? OptionalLong.of(fuelTank.remaining("snapshot")) : OptionalLong.empty(), fuelTank.consumed(), limits.snapshot(),
                new StoreSnapshot.Counters(calls, hostCalls, failures, instances.made()));
    }

    void forget(org.granary.vm.Instance vm) {
        instances.close(vm);
        forgetCalled();
        limits.letGo();
    }

    /** A creation was refused by a limit; what it has made so far is nobody's. */
    void abandon() {
        limits.abandon().forEach(memory -> memory.detach(this));
    }

    /** The instance around compiled code's; one that was closed, or failed, is seen anew while its functions live on. */
    Instance wrap(org.granary.vm.Instance vm) {
        Instance known = instances.around(vm);
        return known != null ? known : Instance.around(this, vm);
    }

    /**
     * Lets memories change their form; called with no guest frame in this store. A settled memory of ordinary form is looked at again only
     * after it has grown.
     */
    void review() {
        if (!reviewDue) {
            return;
        }
        boolean again = false;
        boolean changed = false;
        for (LinearMemory memory : limits.memories()) {
            if (memory instanceof ArrayMemory array) {
                changed |= array.review();
                again |= array.roomy();
            }
        }
        reviewDue = again;
        if (changed) {
            instances.reachable().forEach(instance -> instance.module.chooseVariant(instance));
        }
    }

    @Override
    protected TrapCode stopReason(TrapCode code) {
        return code == TrapCode.DEADLINE ? stops.reason() : code;
    }

    @Override
    protected String stopDetail(TrapCode code) {
        return code == TrapCode.DEADLINE ? stops.late() : null;
    }

    @Override
    protected void outOfFuel() {
        fuelTank.out();
    }

    @Override
    protected void epochReached() {
        epochs.reached();
    }

    @Override
    protected boolean epochEnds() {
        return epochs.ends();
    }

    @Override
    public boolean runsHere() {
        return entry.mine();
    }

    @Override
    protected void stopTaken() {
        stops.taken();
    }

    @Override
    public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
        reviewDue = true;
        return limits.answer(limits.memoryGrowing(currentBytes, wantedBytes, maximumBytes));
    }

    @Override
    public boolean sharedMemoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
        return limits.answer(limits.sharedMemoryGrowing(currentBytes, wantedBytes, maximumBytes));
    }

    @Override
    protected boolean charge(org.granary.vm.SharedMemory memory, long bytes) {
        if (host == null) {
            host = engine.nesting().host(this);
            watched = true;
        }
        return limits.account().charge(memory, bytes);
    }

    @Override
    protected void refusedBy(VmStore refuser, long wantedBytes) {
        limits.refusedBy(refuser.toString(), wantedBytes);
        limits.answer(false);
    }

    @Override
    public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
        return limits.answer(limits.tableGrowing(current, wanted, maximum));
    }

    @Override
    public void made(LinearMemory memory) {
        limits.add(memory);
        if (memory instanceof org.granary.vm.SharedMemory shared) {
            shared.attach(this);
        }
        reviewDue = true;
    }

    @Override
    protected void made(org.granary.vm.Instance instance) {
        instances.add(instance);
    }

    @Override
    public String toString() {
        T held = ownership.data();
        return "store-" + Integer.toHexString(System.identityHashCode(this))
                + (held == null ? "" : " (of " + held.getClass().getSimpleName() + ")");
    }
}
