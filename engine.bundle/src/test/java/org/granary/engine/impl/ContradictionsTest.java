package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.junit.jupiter.api.Test;

class ContradictionsTest {
    /** Every setting, given in a way that differs from its default. */
    private static Map<String, UnaryOperator<EngineConfig.Builder>> settings() {
        Map<String, UnaryOperator<EngineConfig.Builder>> settings = new LinkedHashMap<>();
        settings.put("interruptable", builder -> builder.interruptable(true));
        settings.put("consumeFuel", builder -> builder.consumeFuel(true));
        settings.put("fuelCosts", builder -> builder.fuelCosts(Map.of("nop", 1)));
        settings.put("epochInterruption", builder -> builder.epochInterruption(true));
        settings.put("async", builder -> builder.async(true));
        settings.put("asyncThreads", builder -> builder.asyncThreads(0, 10));
        settings.put("largeMemories", builder -> builder.largeMemories(true));
        settings.put("interpreter", builder -> builder.interpreter(true));
        settings.put("canonicalizeNans", builder -> builder.canonicalizeNans(true));
        settings.put("deterministic", builder -> builder.deterministic(true));
        settings.put("coreDumpOnTrap", builder -> builder.coreDumpOnTrap(true));
        settings.put("splitting", builder -> builder.splitting(300, 150));
        settings.put("noHostKey", builder -> builder.artefacts(ArtefactTrust.builder().noHostKey().build()));
        settings.put("cacheDirectory", builder -> builder.cacheDirectory(Path.of("cache")));
        settings.put("cacheLimits", builder -> builder.cacheLimits(1 << 20, Duration.ofDays(1)));
        return settings;
    }

    /** What a setting needs to be of any use. */
    private static final Map<String, String> NEEDS = Map.of("fuelCosts", "consumeFuel", "asyncThreads", "async", "cacheLimits",
            "cacheDirectory");
    private static final Set<Set<String>> CONTRADICT = Set.of(Set.of("interpreter", "splitting"), Set.of("interpreter", "cacheDirectory"),
            Set.of("noHostKey", "cacheDirectory"));

    /** Looked at without an engine: nothing is made that a setting asks for. */
    private static String problem(EngineConfig.Builder builder) {
        try {
            Contradictions.check(builder.build());
            return "";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    @Test
    void ofAllPairsOfSettingsTheseAndNoOthersContradictEachOther() {
        Map<String, UnaryOperator<EngineConfig.Builder>> settings = settings();
        List<String> names = new ArrayList<>(settings.keySet());
        int pairs = 0;
        for (int i = 0; i < names.size(); i++) {
            for (int k = i + 1; k < names.size(); k++) {
                Set<String> pair = new TreeSet<>(List.of(names.get(i), names.get(k)));
                Set<String> whole = new TreeSet<>(pair);
                pair.forEach(name -> whole.add(NEEDS.getOrDefault(name, name)));
                EngineConfig.Builder builder = EngineConfig.builder();
                whole.forEach(name -> settings.get(name).apply(builder));
                String problem = problem(builder);
                Set<String> told = new TreeSet<>();
                for (Set<String> known : CONTRADICT) {
                    if (whole.containsAll(known)) {
                        told.addAll(known);
                    }
                }
                assertEquals(told.isEmpty(), problem.isEmpty(), whole + ": " + problem);
                assertTrue(told.isEmpty() || CONTRADICT.stream().anyMatch(known -> whole.containsAll(known)
                        && known.stream().allMatch(problem::contains)), whole + ": " + problem);
                pairs++;
            }
        }
        assertEquals(105, pairs);
    }

    @Test
    void aSettingThatIsOfNoUseWithoutAnotherIsToldWithBothNames() {
        NEEDS.forEach((name, needed) -> {
            String problem = problem(settings().get(name).apply(EngineConfig.builder()));
            assertTrue(problem.startsWith("two settings contradict each other: " + name) && problem.contains(needed), problem);
        });
    }

    @Test
    void aHostKeyThatIsNamedAndNotWanted() {
        ArtefactTrust both = ArtefactTrust.builder().hostKeyFile(Path.of("key")).noHostKey().build();
        assertEquals("two settings contradict each other: artefacts has a hostKeyFile, and noHostKey",
                problem(EngineConfig.builder().artefacts(both)));
        assertEquals("",
                problem(EngineConfig.builder().artefacts(ArtefactTrust.builder().noHostKey().hostKeyFile(Path.of("key")).build())));
    }

    private static String refused(EngineConfig.Builder builder) {
        EngineConfig config = builder.build();
        return assertThrows(IllegalArgumentException.class, () -> Engine.create(config)).getMessage();
    }

    @Test
    void sizesOutOfRangeAreToldWithTheRangeAndTheValue() {
        assertEquals("splitting: budgetBytes: expected 100 to 1000000, found 0", refused(EngineConfig.builder().splitting(0, 0)));
        assertEquals("splitting: budgetBytes: expected 100 to 1000000, found -7", refused(EngineConfig.builder().splitting(-7, 50)));
        assertEquals("splitting: budgetBytes: expected 100 to 1000000, found 1000001",
                refused(EngineConfig.builder().splitting(1_000_001, 50)));
        assertEquals("splitting: targetBytes: expected 50 to 300, found 49", refused(EngineConfig.builder().splitting(300, 49)));
        assertEquals("splitting: targetBytes: expected 50 to 300, found 301", refused(EngineConfig.builder().splitting(300, 301)));
        Engine.create(EngineConfig.builder().splitting(100, 50).build()).close();
    }

    @Test
    void theCoreCannotBeSwitchedOff() {
        assertEquals("proposal core: expected true, found false", refused(EngineConfig.builder().proposal(Proposal.CORE, false)));
    }

    @Test
    void aProposalWithoutTheOneItNeedsIsToldWithBothNames() {
        for (List<Proposal> pair : List.of(List.of(Proposal.RELAXED_SIMD, Proposal.SIMD),
                List.of(Proposal.GC, Proposal.FUNCTION_REFERENCES), List.of(Proposal.EXCEPTIONS, Proposal.REFERENCE_TYPES),
                List.of(Proposal.LEGACY_EXCEPTIONS, Proposal.EXCEPTIONS))) {
            EngineConfig.Builder builder = EngineConfig.builder().proposal(pair.get(0), true).proposal(pair.get(1), false);
            if (pair.get(1) == Proposal.REFERENCE_TYPES) {
                builder.proposal(Proposal.GC, false).proposal(Proposal.FUNCTION_REFERENCES, false);
            }
            String message = refused(builder);
            assertTrue(message.startsWith("two settings contradict each other"), message);
            assertTrue(message.contains(pair.get(0) + " is on") && message.contains(pair.get(1) + ", which it needs, is off"), message);
            Engine.create(builder.proposal(pair.get(0), false).build()).close();
        }
    }
}
