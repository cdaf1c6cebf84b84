package org.granary.store;

import java.util.OptionalLong;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A host's own rule for the growth of memories and tables. Asked on the store's thread, after the store's own limits have agreed; what it
 * throws ends the guest's call as if a host function had thrown it.
 *
 * <p>While it is asked, something is half made: it may read the store's data, snapshot and last refusal, bytes of memories and sizes, and
 * it may close the store, which then ends the call. Whatever else it does with the store (calls, creation, growth, new limits, closing an
 * instance) is an {@link IllegalStateException}, and nothing has changed. Other stores are open to it.
 */
@ConsumerType
public interface ResourceLimiter {
    /**
     * Asked before a memory is made or grown.
     *
     * @param currentBytes the present size, 0 for a new memory
     * @param wantedBytes  the size that it is to have
     * @param maximumBytes the declared maximum, empty without one
     * @return false to refuse: {@code memory.grow} gives -1, a new memory is an error
     */
    boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes);

    /**
     * Asked before a table is made or grown.
     *
     * @param current the present number of elements, 0 for a new table
     * @param wanted  the number that it is to have
     * @param maximum the declared maximum, empty without one
     * @return false to refuse: {@code table.grow} gives -1, a new table is an error
     */
    boolean tableGrowing(long current, long wanted, OptionalLong maximum);
}
