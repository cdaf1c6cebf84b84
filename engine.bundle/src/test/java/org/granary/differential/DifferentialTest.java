package org.granary.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.granary.vm.EngineCore;
import org.junit.jupiter.api.Test;

/**
 * Compiled code and the interpreter do the same with random modules: results, traps, exceptions, memories, globals and the table, bit for
 * bit; and spend the same fuel. A longer run: {@code -Dgranary.differential.count=100000 -Dgranary.differential.seed=1}.
 */
class DifferentialTest {
    private static final int CALLS = 3;
    private static final int FUEL = 150;

    private final EngineCore plain = engine(config().interpreter(true));
    private final EngineCore canonical = engine(config().canonicalizeNans(true).interpreter(true));
    private final EngineCore metered = engine(config().consumeFuel(true).interpreter(true));
    /** Functions whole and cut in pieces, with check points and without, with fuel, with NaNs that the engine makes canonical. */
    private final List<Pair> pairs = List.of(
            new Pair(plain, engine(config())),
            new Pair(plain, engine(config().splitting(300, 150))),
            new Pair(plain, engine(config().splitting(300, 150).interruptable(true))),
            new Pair(canonical, engine(config().canonicalizeNans(true))),
            new Pair(metered, engine(config().consumeFuel(true))),
            new Pair(metered, engine(config().consumeFuel(true).splitting(300, 150))));

    /**
     * Two engines that are to do the same.
     *
     * @param interpreting one
     * @param compiling    the other
     */
    private record Pair(EngineCore interpreting, EngineCore compiling) {
        boolean canonical() {
            return interpreting.config().canonicalizeNans();
        }
    }

    @Test
    void compiledCodeDoesWhatTheInterpreterDoes() {
        long seed = Long.getLong("granary.differential.seed", 20_260_101);
        int count = Integer.getInteger("granary.differential.count", 120);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            compare(seed + i, outcomes);
        }
        int returned = outcomes.getOrDefault("returns", 0);
        int all = outcomes.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(returned > all / 10, () -> "too few calls return for this test to say much: " + outcomes);
    }

    private static EngineConfig.Builder config() {
        return EngineConfig.builder().proposal(Proposal.LEGACY_EXCEPTIONS, true);
    }

    private static EngineCore engine(EngineConfig.Builder config) {
        return (EngineCore) Engine.create(config.build());
    }

    private void compare(long seed, Map<String, Integer> outcomes) {
        Pair pair = pairs.get((int) Math.floorMod(seed, pairs.size()));
        RandomModule module = new RandomModule(seed, !pair.canonical());
        try (Side compiled = new Side(module, pair.compiling); Side interpreted = new Side(module, pair.interpreting)) {
            for (int call = 0; call < CALLS; call++) {
                for (int function = 1; function < module.surroundings.functions.size(); function++) {
                    String where = "seed " + seed + ", call " + call + " of function " + function;
                    String expected = interpreted.call(function, seed + call, FUEL);
                    outcomes.merge(expected.substring(0, expected.indexOf(' ')), 1, Integer::sum);
                    same(module, where, expected, compiled.call(function, seed + call, FUEL));
                    sameState(module, where, interpreted, compiled);
                }
            }
        } catch (RuntimeException | Error e) {
            throw e instanceof AssertionError known ? known : new AssertionError("seed " + seed + ": " + e + "\n"
                    + Listing.of(module.bytes, config().build()), e);
        }
    }

    private static void sameState(RandomModule module, String where, Side interpreted, Side compiled) {
        same(module, where, String.join("\n", interpreted.state()), String.join("\n", compiled.state()));
        for (int memory = 0; memory < Surroundings.MEMORIES; memory++) {
            byte[] expected = interpreted.memory(memory);
            byte[] actual = compiled.memory(memory);
            int first = Arrays.mismatch(expected, actual);
            if (first >= 0) {
                String bytes = "memory " + memory + ", size %d, from " + Integer.toHexString(first) + ": %s";
                same(module, where, bytes.formatted(expected.length, from(expected, first)),
                        bytes.formatted(actual.length, from(actual, first)));
            }
        }
    }

    private static List<String> from(byte[] bytes, int first) {
        byte[] some = Arrays.copyOfRange(bytes, Math.min(first, bytes.length), Math.min(first + 16, bytes.length));
        return List.of(HexFormat.of().formatHex(some));
    }

    private static void same(RandomModule module, String where, String expected, String actual) {
        if (!expected.equals(actual)) {
            assertEquals(expected, actual, () -> where + "\n" + Listing.of(module.bytes, config().build()) + "\n");
        }
    }
}
