package org.granary.engine.impl;

import java.security.Key;
import java.security.interfaces.EdECKey;
import java.util.List;
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
            new Needs(Proposal.EXCEPTIONS, Proposal.REFERENCE_TYPES));

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
        if (config.cacheDirectory().isPresent() && !config.artefacts().hostKey()) {
            throw new IllegalArgumentException("two settings contradict each other: cacheDirectory is set, artefacts has noHostKey, whose "
                    + "key marks the cache's entries");
        }
        config.artefacts().signingKey().ifPresent(pair -> {
            ed25519("signingKey", pair.getPublic());
            ed25519("signingKey", pair.getPrivate());
        });
        config.artefacts().trustedKeys().forEach(key -> ed25519("trustedKey", key));
        range("asyncThreads: threads", 0, MOST_THREADS, config.asyncThreads());
        range("asyncThreads: waiting", 1, MOST_WAITING, config.asyncWaiting());
        if (config.asyncThreads() > 0 && !config.async()) {
            throw new IllegalArgumentException("two settings contradict each other: asyncThreads are given, async is off");
        }
        FuelCosts.of(config.fuelCosts());
        if (!config.fuelCosts().isEmpty() && !config.consumeFuel()) {
            throw new IllegalArgumentException("two settings contradict each other: fuelCosts are given, consumeFuel is off");
        }
        if (!config.proposal(Proposal.CORE)) {
            throw new IllegalArgumentException("proposal core: expected true, found false");
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
