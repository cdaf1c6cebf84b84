package org.granary.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.Refusal;
import org.granary.vm.HostException;
import org.granary.vm.LinearMemory;

/** The limits of a store and the account of what it holds. Confined to the store's thread. Memories and tables are counted while they can be reached; the account is made anew whenever it is asked. */
final class StoreLimits {
    private static final long DEFAULT_COUNT = 10_000;
    private static final long BYTES_PER_ELEMENT = 8;

    private final WeakList<LinearMemory> memories = new WeakList<>();
    private final WeakList<org.granary.vm.Table> tables = new WeakList<>();
    private long memoryBytes = -1;
    private long tableElements = -1;
    private long maxInstances = DEFAULT_COUNT;
    private long maxTables = DEFAULT_COUNT;
    private long maxMemories = DEFAULT_COUNT;
    private long budget = -1;
    private ResourceLimiter limiter;
    private Refusal refusal;
    /** While an instance is made: what has been granted and is not in the lists yet. */
    private boolean creating;
    private long grantedBytes;
    private int grantedMemories;
    private int grantedTables;

    void set(long bytes, long elements, long instances, long tableCount, long memoryCount) {
        memoryBytes = bytes;
        tableElements = elements;
        maxInstances = instances < 0 ? DEFAULT_COUNT : instances;
        maxTables = tableCount < 0 ? DEFAULT_COUNT : tableCount;
        maxMemories = memoryCount < 0 ? DEFAULT_COUNT : memoryCount;
    }

    void set(ResourceLimiter rule) {
        limiter = rule;
    }

    void budget(long bytes) {
        budget = bytes;
    }

    Optional<String> lastRefusal() {
        return Optional.ofNullable(refusal).map(Refusal::toString);
    }

    /** Begins the creation of an instance, memory or table: whatever is asked for until {@link #created} is new. */
    void create() {
        creating = true;
        refusal = null;
    }

    /** Ends what {@link #create} began, whether it came to something or not. */
    void created() {
        creating = false;
        grantedBytes = 0;
        grantedMemories = 0;
        grantedTables = 0;
    }

    void add(LinearMemory memory) {
        memories.add(memory);
        if (creating) {
            grantedBytes -= memory.byteSize();
            grantedMemories--;
        }
    }

    /** Adds a table, unless it is there. */
    void add(org.granary.vm.Table table) {
        if (!tables.contains(table)) {
            tables.add(table);
        }
    }

    /** The refusal that made a creation fail, in place of an exception that only knows that there was one. */
    LimitException refused(LimitException general) {
        return refusal == null ? general : new LimitException(refusal);
    }

    /** The exception for a growth that was refused. */
    LimitException refused(String what, long wanted, String unit) {
        return new LimitException(refusal != null ? refusal
                : Refusal.of(Failure.TOO_LARGE).detail(what + " cannot grow: its declared maximum or the machine refuses").expected("less", wanted + unit));
    }

    /** Forgets the last refusal, so that the next one is known to belong to what is done now. */
    void clear() {
        refusal = null;
    }

    void instance(int present) {
        if (present >= maxInstances) {
            refuse("instances of the store", maxInstances, present + 1L, "");
            throw new LimitException(refusal);
        }
    }

    boolean memoryGrowing(long current, long wanted, OptionalLong maximum) {
        if (creating && memories.size() + grantedMemories >= maxMemories) {
            return refuse("memories of the store", maxMemories, memories.size() + grantedMemories + 1L, "");
        }
        if (memoryBytes >= 0 && Long.compareUnsigned(wanted, memoryBytes) > 0) {
            return refuse("size of a memory", memoryBytes, wanted, " bytes");
        }
        if (!affordable(wanted - current) || !asked(() -> limiter.memoryGrowing(current, wanted, maximum), "memory", wanted, " bytes")) {
            return false;
        }
        if (creating) {
            grantedBytes += wanted;
            grantedMemories++;
        }
        return true;
    }

    boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
        if (creating && tables.size() + grantedTables >= maxTables) {
            return refuse("tables of the store", maxTables, tables.size() + grantedTables + 1L, "");
        }
        if (tableElements >= 0 && Long.compareUnsigned(wanted, tableElements) > 0) {
            return refuse("size of a table", tableElements, wanted, " elements");
        }
        if (!affordable((wanted - current) * BYTES_PER_ELEMENT) || !asked(() -> limiter.tableGrowing(current, wanted, maximum), "table", wanted, " elements")) {
            return false;
        }
        if (creating) {
            grantedBytes += wanted * BYTES_PER_ELEMENT;
            grantedTables++;
        }
        return true;
    }

    private boolean affordable(long more) {
        if (budget < 0) {
            return true;
        }
        long wanted = used() + grantedBytes + more;
        return wanted <= budget || refuse("total budget of the store", budget, wanted, " bytes");
    }

    /** The bytes of all memories and tables. */
    long used() {
        long sum = 0;
        for (LinearMemory memory : memories.live()) {
            sum += memory.byteSize();
        }
        for (org.granary.vm.Table table : tables.live()) {
            sum += table.size() * BYTES_PER_ELEMENT;
        }
        return sum;
    }

    List<LinearMemory> memories() {
        return memories.live();
    }

    private interface Question {
        boolean ask();
    }

    private boolean asked(Question question, String what, long wanted, String unit) {
        if (limiter == null) {
            return true;
        }
        boolean granted;
        try {
            granted = question.ask();
        } catch (Throwable e) {
            throw new HostException(e);
        }
        if (!granted) {
            refusal = Refusal.of(Failure.TOO_LARGE).detail("the host's resource limiter refuses a " + what + " of " + wanted + unit);
        }
        return granted;
    }

    private boolean refuse(String limit, long value, long wanted, String unit) {
        refusal = Refusal.of(Failure.TOO_LARGE).detail(limit).expected("at most " + value + unit, Long.toUnsignedString(wanted) + unit);
        return false;
    }
}
