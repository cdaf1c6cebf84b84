package org.granary.store;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.granary.vm.SharedMemory;

/**
 * The total budget of a store and what is charged to it. Thread-safe: a shared memory that the store uses grows from other threads, and
 * charges it there; each question and its charge are one step.
 *
 * <p>What the store alone holds is measured by its own thread. Between two of its questions others reckon with the last answer, which may
 * be more than is still held and is never less.
 */
final class Account {
    private final List<Charge> shared = new ArrayList<>();
    private long budget = -1;
    private long own;

    /** What a shared memory is charged; it counts while the memory is there. */
    private static final class Charge {
        private final WeakReference<SharedMemory> memory;
        private long bytes;

        Charge(SharedMemory memory) {
            this.memory = new WeakReference<>(memory);
        }
    }

    /**
     * Sets the budget.
     *
     * @param bytes negative for none
     * @param held  what the store alone holds now
     */
    synchronized void budget(long bytes, long held) {
        budget = bytes;
        own = held;
    }

    /** The budget; negative for none. */
    synchronized long budget() {
        return budget;
    }

    /** What shared memories are charged, all together. */
    synchronized long shared() {
        shared.removeIf(charge -> charge.memory.refersTo(null));
        long sum = 0;
        for (Charge charge : shared) {
            sum += charge.bytes;
        }
        return sum;
    }

    /** The shared memories that are charged. */
    synchronized List<SharedMemory> memories() {
        List<SharedMemory> live = new ArrayList<>();
        for (Charge charge : shared) {
            SharedMemory memory = charge.memory.get();
            if (memory != null) {
                live.add(memory);
            }
        }
        return live;
    }

    /**
     * Asks for what the store alone holds.
     *
     * @param held all of it, what is asked for included
     * @return whether the budget has room
     */
    synchronized boolean hold(long held) {
        if (budget >= 0 && held + shared() > budget) {
            return false;
        }
        own = held;
        return true;
    }

    /**
     * Makes what was granted to the store alone the charge of a shared memory that it has made.
     *
     * @param memory the new memory
     */
    synchronized void adopt(SharedMemory memory) {
        own -= memory.byteSize();
        charged(memory).bytes = memory.byteSize();
    }

    /**
     * Charges a shared memory, in place of its charge before.
     *
     * @param memory the memory
     * @param bytes  0 ends its charge
     * @return whether the budget has room
     */
    synchronized boolean charge(SharedMemory memory, long bytes) {
        if (bytes == 0) {
            shared.removeIf(charge -> charge.memory.refersTo(memory));
            return true;
        }
        Charge known = known(memory);
        long before = known == null ? 0 : known.bytes;
        if (budget >= 0 && bytes > before && own + shared() - before + bytes > budget) {
            return false;
        }
        charged(memory).bytes = bytes;
        return true;
    }

    private Charge known(SharedMemory memory) {
        for (Charge charge : shared) {
            if (charge.memory.refersTo(memory)) {
                return charge;
            }
        }
        return null;
    }

    private Charge charged(SharedMemory memory) {
        Charge charge = known(memory);
        if (charge == null) {
            charge = new Charge(memory);
            shared.add(charge);
        }
        return charge;
    }
}
