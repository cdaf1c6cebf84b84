package org.granary.store;

import java.util.List;
import java.util.OptionalLong;
import org.granary.type.MemoryType;
import org.granary.type.TableType;

/**
 * What a store held and had done at one moment; made by {@link StoreContext#snapshot}. Immutable.
 *
 * @param name          the store's name in messages
 * @param instances     the instances that are not closed
 * @param memories      the memories that can be reached, shared ones of others left out
 * @param tables        the tables that can be reached
 * @param usedBytes     what counts against the total budget
 * @param remainingFuel unsigned; empty where fuel is off
 * @param consumedFuel  unsigned; empty where fuel is off
 * @param limits        the limits in force
 * @param counters      what has happened since the store was created
 */
public record StoreSnapshot(String name, List<Instance> instances, List<Memory> memories, List<Table> tables, long usedBytes,
        OptionalLong remainingFuel,
        OptionalLong consumedFuel, Limits limits, Counters counters) {
    /**
     * An instance.
     *
     * @param module its module's name, or the first digits of its SHA-256
     * @param sha256 the hash of its module
     */
    public record Instance(String module, String sha256) {
    }

    /**
     * A memory.
     *
     * @param type  its declared type
     * @param bytes its present size
     */
    public record Memory(MemoryType type, long bytes) {
    }

    /**
     * A table.
     *
     * @param type     its declared type
     * @param elements its present size
     */
    public record Table(TableType type, long elements) {
    }

    /**
     * Limits; negative for none.
     *
     * @param memoryBytes   for each memory
     * @param tableElements for each table
     * @param instances     how many at a time
     * @param tables        how many at a time
     * @param memories      how many at a time
     * @param totalBudget   bytes
     */
    public record Limits(long memoryBytes, long tableElements, long instances, long tables, long memories, long totalBudget) {
    }

    /**
     * What has happened.
     *
     * @param calls       calls by the host
     * @param hostCalls   calls of host functions
     * @param failures    calls by the host that ended by a trap or another exception
     * @param instances   instances that were made
     */
    public record Counters(long calls, long hostCalls, long failures, long instances) {
    }
}
