package org.granary.store;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Asked at a check point when the engine's epoch has reached the store's deadline. Runs on the thread of the call.
 *
 * @param <T> the type of the store's data
 */
@ConsumerType
@FunctionalInterface
public interface EpochCallback<T> {
    /**
     * Says how the guest goes on. May use the store, but a guest that it calls traps while the deadline is reached. What it throws ends the
     * call, as if a host function had thrown it.
     *
     * @param store the store's context
     * @return the new deadline, never null
     * @throws Exception anything; whoever called the guest gets it
     */
    UpdateDeadline onDeadline(StoreContext<T> store) throws Exception;
}
