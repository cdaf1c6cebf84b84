package org.granary.store;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Told of every step between host and guest of a store, on the thread that takes it. Transitions are properly nested: each
 * {@code CALLING_…} from which it returned has its {@code RETURNING_FROM_…}, also when the call traps. In the place of an error that tells
 * the JVM's end ({@code OutOfMemoryError}) nothing is thrown: what is, is among its suppressed exceptions.
 *
 * @param <T> the type of the store's data
 */
@ConsumerType
@FunctionalInterface
public interface CallHook<T> {
    /** A step between host and guest. */
    enum Transition {
        /** The host calls a function of the store. What is thrown is thrown to the host; nothing runs. */
        CALLING_WASM,
        /** The call comes back, by its results or by an exception. What is thrown takes the place of either. */
        RETURNING_FROM_WASM,
        /** A host function is called. What is thrown ends the guest as if the host function, which does not run, had thrown it. */
        CALLING_HOST,
        /** The host function comes back, by its results or by an exception. What is thrown takes the place of either. */
        RETURNING_FROM_HOST
    }

    /**
     * Called at a step; not for calls that it makes itself. May throw more than once in one call: while an exception goes through several
     * guests each step is told.
     *
     * @param store      the store's context
     * @param transition which step
     * @throws Exception anything
     */
    void onTransition(StoreContext<T> store, Transition transition) throws Exception;
}
