package org.granary.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of an engine. Immutable, thread-safe; a setter cannot fail, contradictions are told when the engine is made.
 */
public final class EngineConfig {
    /** What is on or off, proposals aside. */
    private enum Switch {
        INTERRUPTABLE,
        CONSUME_FUEL,
        EPOCH_INTERRUPTION,
        ASYNC,
        LARGE_MEMORIES,
        INTERPRETER,
        CANONICALIZE_NANS,
        DETERMINISTIC,
        CORE_DUMP_ON_TRAP,
        EXCEPTION_FRAMES
    }

    /**
     * Who runs asynchronous calls.
     *
     * @param threads how many at a time, or 0
     * @param waiting how many calls may wait for one
     */
    private record AsyncPool(int threads, int waiting) {
    }

    /**
     * When functions are cut, in estimated bytes of bytecode.
     *
     * @param budget above this
     * @param target the size that a piece aims at
     */
    private record Splitting(int budget, int target) {
    }

    /**
     * The bounds of the cache.
     *
     * @param bytes how large it may be
     * @param age   how long an entry is kept after its last use
     */
    private record CacheLimits(long bytes, Duration age) {
    }

    // by ordinal: sets of constants are slow to make at first, and each process makes these
    private final boolean[] on;
    private final boolean[] proposals;
    private final Map<String, Integer> fuelCosts;
    private final AsyncPool asyncPool;
    private final Splitting splitting;
    private final ArtefactTrust artefacts;
    private final Path cacheDirectory;
    private final CacheLimits cacheLimits;

    private EngineConfig(Builder from) {
        on = from.on.clone();
        proposals = from.proposals.clone();
        fuelCosts = Collections.unmodifiableMap(new TreeMap<>(from.fuelCosts));
        asyncPool = from.asyncPool;
        splitting = from.splitting;
        artefacts = from.artefacts;
        cacheDirectory = from.cacheDirectory;
        cacheLimits = from.cacheLimits;
    }

    private boolean on(Switch which) {
        return on[which.ordinal()];
    }

    /**
     * Starts from the defaults: interruptable, consumeFuel, epochInterruption, async, largeMemories, interpreter, canonicalizeNans,
     * deterministic, coreDumpOnTrap, exceptionFrames off, every proposal as {@link Proposal#onByDefault()} says.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether guests of this engine can be interrupted (and so have deadlines).
     *
     * @return the setting
     */
    public boolean interruptable() {
        return on(Switch.INTERRUPTABLE);
    }

    /**
     * Whether guests of this engine consume fuel, which their store has to be given.
     *
     * @return the setting
     */
    public boolean consumeFuel() {
        return on(Switch.CONSUME_FUEL);
    }

    /**
     * The costs of instructions that differ from the usual ones.
     *
     * @return units by the instruction's name in the text format; unmodifiable, in the order of names
     */
    public Map<String, Integer> fuelCosts() {
        return fuelCosts;
    }

    /**
     * Whether guests of this engine look at its epoch.
     *
     * @return the setting
     */
    public boolean epochInterruption() {
        return on(Switch.EPOCH_INTERRUPTION);
    }

    /**
     * Whether functions can be called asynchronously, and calls yield.
     *
     * @return the setting
     */
    public boolean async() {
        return on(Switch.ASYNC);
    }

    /**
     * How many asynchronous calls may run at a time.
     *
     * @return the number of threads for them; 0 for a virtual thread each where the JDK has them, and else a thread for each processor
     */
    public int asyncThreads() {
        return asyncPool.threads();
    }

    /**
     * How many asynchronous calls may wait for a thread.
     *
     * @return 1,000 unless set
     */
    public int asyncWaiting() {
        return asyncPool.waiting();
    }

    /**
     * Whether 32-bit memories may grow past 32,767 pages.
     *
     * @return the setting
     */
    public boolean largeMemories() {
        return on(Switch.LARGE_MEMORIES);
    }

    /**
     * Whether instructions are interpreted and no class is defined.
     *
     * @return the setting; {@link Engine#isInterpreter} tells what an engine does
     */
    public boolean interpreter() {
        return on(Switch.INTERPRETER);
    }

    /**
     * Whether every NaN that a float instruction computes is the canonical one.
     *
     * @return the setting; true also where {@link #deterministic()} is
     */
    public boolean canonicalizeNans() {
        return on(Switch.CANONICALIZE_NANS) || deterministic();
    }

    /**
     * Whether guests run in the specification's deterministic profile.
     *
     * @return the setting
     */
    public boolean deterministic() {
        return on(Switch.DETERMINISTIC);
    }

    /**
     * Whether traps carry a core dump of their store.
     *
     * @return the setting
     */
    public boolean coreDumpOnTrap() {
        return on(Switch.CORE_DUMP_ON_TRAP);
    }

    /**
     * Whether exceptions that guests throw carry the guest's call stack.
     *
     * @return the setting
     */
    public boolean exceptionFrames() {
        return on(Switch.EXCEPTION_FRAMES);
    }

    /**
     * Whether modules may use a proposal.
     *
     * @param proposal which one
     * @return the setting
     */
    public boolean proposal(Proposal proposal) {
        return proposals[Objects.requireNonNull(proposal, "proposal").ordinal()];
    }

    /**
     * The estimated bytes of bytecode above which a function is cut in pieces; 7,000 unless set. A function is cut anyway when it would
     * pass the 8,000 bytes that the JIT compiler takes.
     *
     * @return bytes
     */
    public int splitBudget() {
        return splitting.budget();
    }

    /**
     * The estimated bytes of bytecode that a piece aims at; 4,000 unless set.
     *
     * @return bytes
     */
    public int splitTarget() {
        return splitting.target();
    }

    /**
     * Which precompiled artefacts are believed, and how own ones are marked.
     *
     * @return the settings, never null
     */
    public ArtefactTrust artefacts() {
        return artefacts;
    }

    /**
     * Where compiled code is kept from run to run.
     *
     * @return the folder, or empty when nothing is kept
     */
    public Optional<Path> cacheDirectory() {
        return Optional.ofNullable(cacheDirectory);
    }

    /**
     * How large the cache may be; 512 MiB unless set.
     *
     * @return bytes
     */
    public long cacheBytes() {
        return cacheLimits.bytes();
    }

    /**
     * How long an entry of the cache is kept after its last use; 30 days unless set.
     *
     * @return the time
     */
    public Duration cacheAge() {
        return cacheLimits.age();
    }

    /** Collects settings; confined to one thread. */
    public static final class Builder {
        private final boolean[] on = new boolean[Switch.values().length];
        private final boolean[] proposals = new boolean[Proposal.values().length];
        private final Map<String, Integer> fuelCosts = new TreeMap<>();
        private AsyncPool asyncPool = new AsyncPool(0, 1_000);
        private Splitting splitting = new Splitting(7_000, 4_000);
        private ArtefactTrust artefacts = ArtefactTrust.builder().build();
        private Path cacheDirectory;
        private CacheLimits cacheLimits = new CacheLimits(512L << 20, Duration.ofDays(30));

        private Builder() {
            for (Proposal proposal : Proposal.values()) {
                proposals[proposal.ordinal()] = proposal.onByDefault();
            }
        }

        private Builder set(Switch which, boolean setting) {
            on[which.ordinal()] = setting;
            return this;
        }

        /**
         * Compiles check points at which an interrupt or a deadline takes hold.
         *
         * @param setting whether it is on
         * @return this
         */
        public Builder interruptable(boolean setting) {
            return set(Switch.INTERRUPTABLE, setting);
        }

        /**
         * Makes guests consume fuel: a store starts without any, and a guest traps when there is none left.
         *
         * @param setting whether it is on
         * @return this
         */
        public Builder consumeFuel(boolean setting) {
            return set(Switch.CONSUME_FUEL, setting);
        }

        /**
         * Gives instructions other costs than the usual ones (0 for {@code nop}, {@code drop}, {@code block}, {@code loop}, {@code try},
         * {@code try_table}, {@code else}, {@code end}, {@code return}, {@code unreachable}; 1 for all others; and 1 for each call of a
         * function, under the name {@code func}). Of use only with {@code consumeFuel}.
         *
         * @param costs units, 0 to 1,000,000, by the instruction's name in the text format; taken in addition to what was given before
         * @return this
         */
        public Builder fuelCosts(Map<String, Integer> costs) {
            fuelCosts.putAll(costs);
            return this;
        }

        /**
         * Makes guests look at the engine's epoch, and end or call back when it reaches their store's deadline.
         *
         * @param setting whether it is on
         * @return this
         */
        public Builder epochInterruption(boolean setting) {
            return set(Switch.EPOCH_INTERRUPTION, setting);
        }

        /**
         * Makes traps carry what is needed for a core dump of their store ({@code WasmCoreDump} of the store's
         * bundle). Costs nothing before a trap; a trap that is kept then keeps its instances, until their store is closed.
         *
         * @param setting whether it is on
         * @return this
         */
        public Builder coreDumpOnTrap(boolean setting) {
            return set(Switch.CORE_DUMP_ON_TRAP, setting);
        }

        /**
         * Makes exceptions that guests throw carry the guest's call stack ({@link GuestException#frames()}): the first 10,000 of each
         * store, each until 64 others have been thrown after it. Who throws more has somebody who catches them, and would pay for a stack
         * trace each time.
         *
         * @param setting whether it is on
         * @return this
         */
        public Builder exceptionFrames(boolean setting) {
            return set(Switch.EXCEPTION_FRAMES, setting);
        }

        /**
         * Allows asynchronous calls, which may yield.
         *
         * @param setting whether it is on
         * @return this
         */
        public Builder async(boolean setting) {
            return set(Switch.ASYNC, setting);
        }

        /**
         * Says which threads run asynchronous calls. Of use only with {@code async}.
         *
         * @param threads how many at a time, 1 to 10,000; or 0 for a virtual thread each where the JDK has them, and else a thread for each
         *                processor
         * @param waiting how many calls may wait for one, 1 to 1,000,000, and how many for other calls, of which each keeps a thread beyond
         *                that number; what comes beyond is refused
         * @return this
         */
        public Builder asyncThreads(int threads, int waiting) {
            asyncPool = new AsyncPool(threads, waiting);
            return this;
        }

        /**
         * Lets 32-bit memories grow past 32,767 pages, at the price of slower access for those whose maximum allows it.
         *
         * @param setting whether it is on
         * @return this
         */
        public Builder largeMemories(boolean setting) {
            return set(Switch.LARGE_MEMORIES, setting);
        }

        /**
         * Interprets instructions in place of compiling them: some hundred times slower, and no class is ever defined. An engine does so by
         * itself where classes cannot be defined.
         *
         * @param setting whether it is on
         * @return this
         */
        public Builder interpreter(boolean setting) {
            return set(Switch.INTERPRETER, setting);
        }

        /**
         * Makes every NaN that a float instruction computes, of vectors too, the positive canonical one, so that its bits are the same on
         * every machine and whatever the JIT compiler does. Instructions that move bits (loads, constants, {@code neg}, {@code abs},
         * {@code copysign}, {@code pmin}, {@code pmax}, reinterpretations) keep moving them. Off unless set: float code grows and is
         * slower.
         *
         * @param setting whether it is on
         * @return this
         */
        public Builder canonicalizeNans(boolean setting) {
            return set(Switch.CANONICALIZE_NANS, setting);
        }

        /**
         * Runs guests in the specification's deterministic profile: NaNs are canonical, and relaxed vector instructions give the one
         * result that the profile fixes (they do so in every engine of ours). What the host's resources, its functions and other threads
         * do to a guest is not fixed by it. Off unless set.
         *
         * @param setting whether it is on
         * @return this
         */
        public Builder deterministic(boolean setting) {
            return set(Switch.DETERMINISTIC, setting);
        }

        /**
         * Switches a proposal.
         *
         * @param proposal which one
         * @param on       the setting
         * @return this
         */
        public Builder proposal(Proposal proposal, boolean on) {
            proposals[Objects.requireNonNull(proposal, "proposal").ordinal()] = on;
            return this;
        }

        /**
         * Sets when and how functions are cut; made for tests that cut small functions. Not with {@code interpreter}, which cuts none.
         *
         * @param budgetBytes estimated bytes of bytecode above which a function is cut, 100 to 1,000,000; what comes out longer than the
         *                    JIT compiler takes is cut whatever is said here
         * @param targetBytes estimated bytes that a piece aims at, 50 to {@code budgetBytes}
         * @return this
         */
        public Builder splitting(int budgetBytes, int targetBytes) {
            splitting = new Splitting(budgetBytes, targetBytes);
            return this;
        }

        /**
         * Says which precompiled artefacts are believed, and how own ones are marked.
         *
         * @param trust the settings, never null
         * @return this
         */
        public Builder artefacts(ArtefactTrust trust) {
            artefacts = Objects.requireNonNull(trust, "trust");
            return this;
        }

        /**
         * Keeps compiled code in a folder, from run to run and for all processes of the user. Its entries carry the host key's code, so
         * it needs {@link ArtefactTrust#hostKey()}; not with {@code interpreter}, which has no code to keep.
         *
         * @param folder made when it is not there; what others keep in it is left alone; never null
         * @return this
         */
        public Builder cacheDirectory(Path folder) {
            cacheDirectory = Objects.requireNonNull(folder, "folder");
            return this;
        }

        /**
         * Bounds the cache: what was not used for longest goes first. Only with {@code cacheDirectory}.
         *
         * @param bytes how large it may be, at least 1 MiB
         * @param age   how long an entry is kept after its last use, more than zero
         * @return this
         */
        public Builder cacheLimits(long bytes, Duration age) {
            cacheLimits = new CacheLimits(bytes, Objects.requireNonNull(age, "age"));
            return this;
        }

        /**
         * Makes the settings.
         *
         * @return an immutable copy of what was set
         */
        public EngineConfig build() {
            return new EngineConfig(this);
        }
    }
}
