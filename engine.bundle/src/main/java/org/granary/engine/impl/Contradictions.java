package org.granary.engine.impl;

import java.security.Key;
import java.security.KeyPair;
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
            new Needs(Proposal.EXCEPTIONS, Proposal.REFERENCE_TYPES),
            new Needs(Proposal.LEGACY_EXCEPTIONS, Proposal.EXCEPTIONS));

    private static final EngineConfig DEFAULT = EngineConfig.builder().build();

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
        if (config.artefacts().signingKey().isPresent()) {
            KeyPair pair = config.artefacts().signingKey().get();
            ed25519("signingKey", pair.getPublic());
            ed25519("signingKey", pair.getPrivate());
        }
        for (Key key : config.artefacts().trustedKeys()) {
            ed25519("trustedKey", key);
        }
        range("asyncThreads: threads", 0, MOST_THREADS, config.asyncThreads());
        range("asyncThreads: waiting", 1, MOST_WAITING, config.asyncWaiting());
        FuelCosts.of(config.fuelCosts());
        if (!config.proposal(Proposal.CORE)) {
            throw new IllegalArgumentException("proposal core: expected true, found false");
        }
        pair(config.cacheDirectory().isPresent() && !config.artefacts().hostKey(),
                "cacheDirectory is set, artefacts has noHostKey, whose key marks the cache's entries");
        pair(config.cacheDirectory().isPresent() && config.interpreter(),
                "cacheDirectory is set, interpreter is on, which makes no code to keep");
        pair(config.cacheDirectory().isEmpty() && (config.cacheBytes() != DEFAULT.cacheBytes()
                || !config.cacheAge().equals(DEFAULT.cacheAge())), "cacheLimits are given, cacheDirectory is not set");
        pair(config.interpreter() && (config.splitBudget() != DEFAULT.splitBudget() || config.splitTarget() != DEFAULT.splitTarget()),
                "splitting is given, interpreter is on, which cuts no functions");
        pair(!config.async() && (config.asyncThreads() != DEFAULT.asyncThreads() || config.asyncWaiting() != DEFAULT.asyncWaiting()),
                "asyncThreads are given, async is off");
        pair(!config.fuelCosts().isEmpty() && !config.consumeFuel(), "fuelCosts are given, consumeFuel is off");
        pair(config.artefacts().hostKeyFile().isPresent() && !config.artefacts().hostKey(), "artefacts has a hostKeyFile, and noHostKey");
        for (Needs needs : NEEDS) {
            if (config.proposal(needs.proposal) && !config.proposal(needs.other)) {
                throw new IllegalArgumentException("two settings contradict each other: proposal " + needs.proposal + " is on, proposal "
                        + needs.other + ", which it needs, is off; switch both off or both on");
            }
        }
    }

    /** Two settings of which one makes the other impossible, or pointless: whoever gave both expects something that will not be. */
    private static void pair(boolean contradicts, String words) {
        if (contradicts) {
            throw new IllegalArgumentException("two settings contradict each other: " + words);
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
