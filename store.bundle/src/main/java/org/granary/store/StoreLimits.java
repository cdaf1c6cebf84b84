package org.granary.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.Refusal;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.vm.HostException;
import org.granary.vm.LinearMemory;
import org.granary.vm.Nesting;
import org.granary.vm.SharedMemory;

/**
 * The limits of a store and the account of what it holds. Confined to the store's thread. Memories and tables are counted while they can be
 * reached; the account is made anew whenever it is asked.
 */
final class StoreLimits {
    private static final long DEFAULT_COUNT = 10_000;
    private static final long BYTES_PER_ELEMENT = 8;

    private final StoreCore<?> core;
    private final CollectedHeap collected;
    private final Account account = new Account();
    private final WeakList<LinearMemory> memories = new WeakList<>();
    /** Those that the store has made itself. */
    private final WeakList<LinearMemory> sharedMemories = new WeakList<>();
    private final WeakList<org.granary.vm.Table> tables = new WeakList<>();
    /** Those of both that the host has made: what it drops counts until the store is told to look, and not by the luck of a collection. */
    private final WeakList<LinearMemory> hostMemories = new WeakList<>();
    private final WeakList<org.granary.vm.Table> hostTables = new WeakList<>();
    private long memoryBytes = -1;
    private long tableElements = -1;
    private long maxInstances = DEFAULT_COUNT;
    private long maxTables = DEFAULT_COUNT;
    private long maxMemories = DEFAULT_COUNT;
    private ResourceLimiter limiter;
    /** Whether it is asked just now. */
    private boolean asking;
    private Refusal refusal;
    private boolean trapping;
    /** While an instance is made: what has been granted and is not in the lists yet. */
    private boolean creating;
    /** What the creation that goes on has made so far. */
    private final List<LinearMemory> fresh = new ArrayList<>();
    /** Whether something was let go since the JVM was last asked to collect. */
    private boolean letGo;
    private long grantedBytes;
    private int grantedMemories;
    private int grantedTables;

    StoreLimits(StoreCore<?> core, CollectedHeap collected) {
        this.core = core;
        this.collected = collected;
    }

    /** Structures and arrays have taken some more. */
    void collected() {
        long budget = account.budget();
        if (budget < 0 || account.hold(held()) || gone(used() - budget) && account.hold(held())) {
            return;
        }
        refuse("total budget of the store", budget, used(), " bytes");
        throw new Trap(TrapCode.ALLOCATION_TOO_LARGE, new LimitException(refusal));
    }

    /** An array is about to take some more: refused before the JVM has to find room for it. */
    void planned(long bytes) {
        long budget = account.budget();
        if (budget < 0 || used() + bytes <= budget || gone(used() + bytes - budget) && used() + bytes <= budget) {
            return;
        }
        refuse("total budget of the store", budget, used() + bytes, " bytes");
        throw new Trap(TrapCode.ALLOCATION_TOO_LARGE, new LimitException(refusal));
    }

    void set(long bytes, long elements, long instances, long tableCount, long memoryCount) {
        memoryBytes = bytes;
        tableElements = elements;
        maxInstances = instances < 0 ? DEFAULT_COUNT : instances;
        maxTables = tableCount < 0 ? DEFAULT_COUNT : tableCount;
        maxMemories = memoryCount < 0 ? DEFAULT_COUNT : memoryCount;
    }

    /** What guests meet whose growth a limit refuses. */
    void trapping(boolean on) {
        trapping = on;
    }

    StoreSnapshot.Limits snapshot() {
        return new StoreSnapshot.Limits(memoryBytes, tableElements, maxInstances, maxTables, maxMemories, account.budget());
    }

    void set(ResourceLimiter rule) {
        limiter = rule;
    }

    void budget(long bytes) {
        account.budget(bytes, held());
    }

    /** Whether the host's limiter is asked just now: something is half done, and the answer is not known. */
    boolean asking() {
        return asking;
    }

    /** Refuses what would change the store while the host's limiter is asked. */
    void requireAnswer(Object store) {
        if (asking) {
            throw new IllegalStateException("a resource limiter cannot use " + store + " while it is asked");
        }
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
        fresh.clear();
    }

    /**
     * The creation was refused: what it has made counts no more, without waiting for a collection.
     *
     * @return the shared memories among it
     */
    List<SharedMemory> abandon() {
        List<SharedMemory> shared = new ArrayList<>();
        for (LinearMemory memory : fresh) {
            if (memory instanceof SharedMemory one) {
                sharedMemories.remove(one);
                shared.add(one);
            } else {
                memories.remove(memory);
            }
        }
        fresh.clear();
        return shared;
    }

    /** Something is no longer held by the store, and gone when nobody else holds it. */
    void letGo() {
        letGo = true;
    }

    /** Whether it is worth asking again before something is refused: what was let go is gone after a collection. */
    boolean collects() {
        boolean collects = letGo && collected.collect();
        if (collects) {
            forget();
        }
        return collects;
    }

    /** The same for what is counted in bytes, of which so many are too many. */
    private boolean gone(long bytes) {
        return collects() || collected.shrinks(bytes);
    }

    /** Makes something for the host, which no stop ends; see {@link CollectedHeap#making}. */
    <R> R making(Supplier<R> maker) {
        return collected.making(maker);
    }

    /** What shared memories charge from other threads. */
    Account account() {
        return account;
    }

    void add(LinearMemory memory) {
        if (memory instanceof SharedMemory shared) {
            sharedMemories.add(shared);
            account.adopt(shared);
        } else {
            memories.add(memory);
        }
        if (creating) {
            grantedBytes -= memory.byteSize();
            grantedMemories--;
            fresh.add(memory);
        }
    }

    void add(org.granary.vm.Table table) {
        tables.add(table);
    }

    void addOfHost(LinearMemory memory) {
        hostMemories.addUntilLooked(memory);
    }

    void addOfHost(org.granary.vm.Table table) {
        add(table);
        hostTables.addUntilLooked(table);
    }

    /** The refusal that made a creation fail, in place of an exception that only knows that there was one. */
    LimitException refused(LimitException general) {
        return refusal == null ? general : new LimitException(refusal);
    }

    /** The exception for a growth that was refused. */
    LimitException refused(String what, long wanted, String unit) {
        return new LimitException(refusal != null ? refusal
                : Refusal.of(Failure.TOO_LARGE).detail(what + " cannot grow: its declared maximum or the machine refuses")
                        .expected("less", wanted + unit));
    }

    /** Drops what can no longer be reached; the JVM has just collected. */
    void forget() {
        letGo = false;
        memories.size();
        tables.size();
        hostMemories.size();
        hostTables.size();
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
        if (creating && memories.most() + hostMemories.most() + sharedMemories.most() + grantedMemories >= maxMemories
                && memoryCount() >= maxMemories && (!collects() || memoryCount() >= maxMemories)) {
            return refuse("memories of the store", maxMemories, memoryCount() + 1L, "");
        }
        if (!withinLimit(wanted) || !affordable(wanted - current) || !memoryAsked(current, wanted, maximum)) {
            return false;
        }
        if (creating) {
            grantedBytes += wanted;
            grantedMemories++;
        }
        return true;
    }

    private int memoryCount() {
        return memories.size() + hostMemories.gone() + sharedMemories.size() + grantedMemories;
    }

    private int tableCount() {
        return tables.size() + hostTables.gone() + grantedTables;
    }

    /** Asks for the growth of a shared memory all but the budgets, which are asked of every store that uses it. */
    boolean sharedMemoryGrowing(long current, long wanted, OptionalLong maximum) {
        return withinLimit(wanted) && memoryAsked(current, wanted, maximum);
    }

    /** The budget of a store, which may be this one, has refused the growth of a shared memory. */
    void refusedBy(String store, long wanted) {
        refusal = Refusal.of(Failure.TOO_LARGE)
                .detail("the total budget of " + store + " has no room for a shared memory of " + wanted + " bytes");
    }

    private boolean withinLimit(long wanted) {
        return memoryBytes < 0 || Long.compareUnsigned(wanted, memoryBytes) <= 0
                || refuse("size of a memory", memoryBytes, wanted, " bytes");
    }

    private boolean memoryAsked(long current, long wanted, OptionalLong maximum) {
        return limiter == null || asked(() -> limiter.memoryGrowing(current, wanted, maximum), "memory", wanted, " bytes");
    }

    boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
        if (creating && tables.most() + hostTables.most() + grantedTables >= maxTables && tableCount() >= maxTables
                && (!collects() || tableCount() >= maxTables)) {
            return refuse("tables of the store", maxTables, tableCount() + 1L, "");
        }
        if (tableElements >= 0 && Long.compareUnsigned(wanted, tableElements) > 0) {
            return refuse("size of a table", tableElements, wanted, " elements");
        }
        if (!affordable((wanted - current) * BYTES_PER_ELEMENT)
                || limiter != null && !asked(() -> limiter.tableGrowing(current, wanted, maximum), "table", wanted, " elements")) {
            return false;
        }
        if (creating) {
            grantedBytes += wanted * BYTES_PER_ELEMENT;
            grantedTables++;
        }
        return true;
    }

    private boolean affordable(long more) {
        long budget = account.budget();
        if (budget < 0) {
            return true;
        }
        long wanted = held() + grantedBytes + more;
        if (account.hold(wanted) || gone(wanted + account.shared() - budget) && account.hold(held() + grantedBytes + more)) {
            return true;
        }
        return refuse("total budget of the store", budget, wanted + account.shared(), " bytes");
    }

    /** The bytes of all memories and tables, shared memories included. */
    long used() {
        return held() + account.shared();
    }

    private long held() {
        long sum = 0;
        for (LinearMemory memory : memories.live()) {
            sum += memory.byteSize();
        }
        for (org.granary.vm.Table table : tables.live()) {
            sum += table.size() * BYTES_PER_ELEMENT;
        }
        return sum + collected.bytes();
    }

    List<LinearMemory> memories() {
        return memories.live();
    }

    /** All that the store holds itself. */
    List<StoreSnapshot.Memory> memorySnapshots() {
        List<LinearMemory> all = new ArrayList<>(memories.live());
        all.addAll(sharedMemories.live());
        return all.stream().map(memory -> new StoreSnapshot.Memory(memory.type, memory.byteSize())).toList();
    }

    List<StoreSnapshot.Table> tableSnapshots() {
        return tables.live().stream().map(table -> new StoreSnapshot.Table(table.type, table.size())).toList();
    }

    /** The answer to a growth; where so configured, a refusal ends the guest. */
    boolean answer(boolean granted) {
        if (!granted && trapping && !creating && refusal != null) {
            throw new Trap(TrapCode.ALLOCATION_TOO_LARGE, new LimitException(refusal));
        }
        return granted;
    }

    private interface Question {
        boolean ask();
    }

    private boolean asked(Question question, String what, long wanted, String unit) {
        boolean granted;
        Nesting.Level level = core.hostBegins();
        asking = true;
        try {
            granted = question.ask();
        } catch (Throwable e) {
            throw new HostException(e);
        } finally {
            asking = false;
            StoreCore.hostEnds(level);
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
