package org.granary.engine.impl;

import java.security.Key;
import java.security.interfaces.EdECKey;
import java.util.List;
import java.util.function.Predicate;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.granary.op.FuelCosts;

/** Refuses settings that cannot hold together. */
final class Contradictions {
    private static final int MOST_THREADS = 10_000;
    private static final int MOST_WAITING = 1_000_000;
    private static final int LEAST_BUDGET = 100;
    private static final int MOST_BUDGET = 1_000_000;
    private static final int LEAST_TARGET = 50;
    private static final long LEAST_CACHE = 1 << 20;

    /** A proposal and one that it is written on top of. */
    private record Needs(Proposal proposal, Proposal other) {
    }

    /** Source: the proposals' overview pages, "dependencies". */
    private static final List<Needs> NEEDS = List.of(new Needs(Proposal.RELAXED_SIMD, Proposal.SIMD),
            new Needs(Proposal.GC, Proposal.FUNCTION_REFERENCES), new Needs(Proposal.FUNCTION_REFERENCES, Proposal.REFERENCE_TYPES),
            new Needs(Proposal.EXCEPTIONS, Proposal.REFERENCE_TYPES),
            new Needs(Proposal.LEGACY_EXCEPTIONS, Proposal.EXCEPTIONS));

    private static final EngineConfig DEFAULT = EngineConfig.builder().build();

    /** Two settings of which one makes the other impossible, or pointless: whoever gave both expects something that will not be. */
    private record Pair(String words, Predicate<EngineConfig> contradicts) {
    }

    private static final List<Pair> PAIRS = List.of(
            new Pair("cacheDirectory is set, artefacts has noHostKey, whose key marks the cache's entries",
                    config -> config.cacheDirectory().isPresent() && !config.artefacts().hostKey()),
            new Pair("cacheDirectory is set, interpreter is on, which makes no code to keep",
                    config -> config.cacheDirectory().isPresent() && config.interpreter()),
            new Pair("cacheLimits are given, cacheDirectory is not set", config -> config.cacheDirectory().isEmpty()
                    && (config.cacheBytes() != DEFAULT.cacheBytes() || !config.cacheAge().equals(DEFAULT.cacheAge()))),
            new Pair("splitting is given, interpreter is on, which cuts no functions", config -> config.interpreter()
                    && (config.splitBudget() != DEFAULT.splitBudget() || config.splitTarget() != DEFAULT.splitTarget())),
            new Pair("asyncThreads are given, async is off", config -> !config.async()
                    && (config.asyncThreads() != DEFAULT.asyncThreads() || config.asyncWaiting() != DEFAULT.asyncWaiting())),
            new Pair("fuelCosts are given, consumeFuel is off", config -> !config.fuelCosts().isEmpty() && !config.consumeFuel()),
            new Pair("artefacts has a hostKeyFile, and noHostKey",
                    config -> config.artefacts().hostKeyFile().isPresent() && !config.artefacts().hostKey()));

    private Contradictions() {
    }

    /**
     * Looks at the settings of an engine that is about to be made.
     *
     * @param config the settings
     * @throws IllegalArgumentException naming the setting, its range and its value, or the two settings that contradict each other
     */
    static void check(EngineConfig config) {
        range("splitting: budgetBytes", LEAST_BUDGET, MOST_BUDGET, config.splitBudget());
        range("splitting: targetBytes", LEAST_TARGET, config.splitBudget(), config.splitTarget());
        range("cacheLimits: bytes", LEAST_CACHE, Long.MAX_VALUE, config.cacheBytes());
        if (config.cacheAge().isZero() || config.cacheAge().isNegative()) {
            throw new IllegalArgumentException("cacheLimits: age: expected more than zero, found " + config.cacheAge());
        }
        config.artefacts().signingKey().ifPresent(pair -> {
            ed25519("signingKey", pair.getPublic());
            ed25519("signingKey", pair.getPrivate());
        });
        config.artefacts().trustedKeys().forEach(key -> ed25519("trustedKey", key));
        range("asyncThreads: threads", 0, MOST_THREADS, config.asyncThreads());
        range("asyncThreads: waiting", 1, MOST_WAITING, config.asyncWaiting());
        FuelCosts.of(config.fuelCosts());
        if (!config.proposal(Proposal.CORE)) {
            throw new IllegalArgumentException("proposal core: expected true, found false");
        }
        for (Pair pair : PAIRS) {
            if (pair.contradicts.test(config)) {
                throw new IllegalArgumentException("two settings contradict each other: " + pair.words);
            }
        }
        for (Needs needs : NEEDS) {
            if (config.proposal(needs.proposal) && !config.proposal(needs.other)) {
                throw new IllegalArgumentException("two settings contradict each other: proposal " + needs.proposal + " is on, proposal "
                        + needs.other + ", which it needs, is off; switch both off or both on");
            }
        }
    }

    private static void ed25519(String setting, Key key) {
        if (!(key instanceof EdECKey edwards) || !edwards.getParams().getName().equals("Ed25519")) {
            throw new IllegalArgumentException("artefacts: " + setting + ": expected an Ed25519 key, found " + key.getAlgorithm());
        }
    }

    private static void range(String setting, long least, long most, long value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(setting + ": expected " + least + " to " + most + ", found " + value);
        }
    }
}
