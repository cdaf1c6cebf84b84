package org.granary.store;

import org.granary.vm.Nesting;

/**
 * What a host function sees of the store and the instance that call it. Of no use after the call has returned: every method then throws
 * {@code IllegalStateException}. For the thread of that call.
 *
 * @param <T> the type of the store's data
 */
public final class Caller<T> extends StoreContext<T> {
    private final StoreCore<T> core;
    final org.granary.vm.Instance importer;
    /** Whether the call hook was told of the call, and so is to be told of its end. */
    boolean told;
    /** The host function that was called before, or null. */
    HostCall<?> outer;
    /** Whether that one runs still. */
    boolean inner;
    /** Whether somebody wants to know of the call: the call hook, or who asks for the innermost store. */
    boolean watched;
    /** Where somebody may ask for the innermost store; or null. */
    Nesting.Level level;
    private boolean ended;

    Caller(StoreCore<T> core, org.granary.vm.Instance importer) {
        this.core = core;
        this.importer = importer;
    }

    void end() {
        ended = true;
    }

    @Override
    StoreCore<T> core() {
        requireRunning();
        return core.open();
    }

    @Override
    StoreCore<T> inUse() {
        requireRunning();
        return core.inUse();
    }

    private void requireRunning() {
        if (ended) {
            throw new IllegalStateException("the host function call that this Caller was made for has returned");
        }
    }

    /**
     * Whether a guest is calling; false when the host calls its own function through {@link Func#call(Object...)}.
     *
     * @return true when {@link #instance()} has an answer
     */
    public boolean hasInstance() {
        return core() == core && importer != null;
    }

    /**
     * The instance that imports the function.
     *
     * @return never null
     * @throws IllegalStateException when the host itself is calling
     */
    public Instance instance() {
        StoreCore<T> live = core();
        if (importer == null) {
            throw new IllegalStateException("the host itself is calling this function: there is no calling instance");
        }
        return live.wrap(importer);
    }

    /**
     * An exported memory of the calling instance; short for {@code instance().memory(name)}.
     *
     * @param name the export's name
     * @return the memory
     * @throws java.util.NoSuchElementException when there is none of this name
     */
    public Memory memory(String name) {
        return instance().memory(name);
    }

    /**
     * An exported shared memory of the calling instance; short for {@code instance().sharedMemory(name)}.
     *
     * @param name the export's name
     * @return the memory
     * @throws java.util.NoSuchElementException when there is none of this name
     */
    public SharedMemory sharedMemory(String name) {
        return instance().sharedMemory(name);
    }

    /**
     * An exported function of the calling instance; short for {@code instance().func(name)}.
     *
     * @param name the export's name
     * @return the function
     * @throws java.util.NoSuchElementException when there is none of this name
     */
    public Func func(String name) {
        return instance().func(name);
    }

    @Override
    public String toString() {
        return "caller in " + core;
    }
}
