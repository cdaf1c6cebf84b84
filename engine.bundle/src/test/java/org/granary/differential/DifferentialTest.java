package org.granary.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.granary.op.AtomicOp;
import org.granary.op.Op;
import org.granary.op.Ops;
import org.granary.vm.EngineCore;
import org.junit.jupiter.api.Test;

/**
 * Compiled code and the interpreter do the same with random modules: results, traps, exceptions, memories, globals and the table, bit for
 * bit; and spend the same fuel. A longer run: {@code -Dgranary.differential.count=100000 -Dgranary.differential.seed=1}.
 */
class DifferentialTest {
    private static final long SEED = 20_260_101;
    private static final int CALLS = 3;
    private static final int FUEL = 150;
    private static final int MUCH = 10_000;
    private static final int LITTLE = 60;
    private static final long MOST_STEPS = 300_000;

    /** Waiting traps, or waits. */
    private static final Set<Op> NEVER = Set.of(AtomicOp.MEMORY_ATOMIC_WAIT32, AtomicOp.MEMORY_ATOMIC_WAIT64);

    private final EngineCore plain = engine(config().interpreter(true));
    private final EngineCore canonical = engine(config().canonicalizeNans(true).interpreter(true));
    private final EngineCore metered = engine(config().consumeFuel(true).interpreter(true));
    /** Functions whole and cut in pieces, with check points and without, with fuel, with NaNs that the engine makes canonical. */
    private final List<Pair> pairs = List.of(
            new Pair(plain, engine(config())),
            new Pair(plain, engine(config().splitting(300, 150))),
            new Pair(plain, engine(config().splitting(300, 150).interruptable(true))),
            new Pair(plain, engine(config().splitting(700, 350).largeMemories(true))),
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
    void compiledCodeDoesWhatTheInterpreterDoes() throws IOException {
        long seed = Long.getLong("granary.differential.seed", SEED);
        int count = Integer.getInteger("granary.differential.count", 60);
        Map<String, Integer> outcomes = new TreeMap<>();
        Set<Op> met = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Pair pair = pairs.get((int) Math.floorMod(seed + i, pairs.size()));
            RandomModule module = new RandomModule(seed + i, !pair.canonical());
            Optional<String> difference = difference(module, pair, seed + i, outcomes);
            if (difference.isPresent()) {
                fail(told(module, pair, seed + i, difference.get()));
            }
            new Bodies(module.bytes, pair.compiling.config()).code.forEach(body -> body.forEach(instruction -> met.add(instruction.op())));
        }
        int returned = outcomes.getOrDefault("returns", 0);
        int all = outcomes.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(returned > all / 2, () -> "too few calls return for this test to say much: " + outcomes);
        if (seed == SEED || count >= 300) {
            Set<Op> missing = Ops.ALL.stream().filter(op -> !met.contains(op)).collect(Collectors.toSet());
            assertEquals(NEVER, missing, "instructions that never came");
        }
    }

    /** Also in the straight run in which the guest would trap: whichever comes first is told. */
    @Test
    void fuelEndsAtTheSameInstructionHoweverLittleThereIs() {
        long seed = Long.getLong("granary.differential.seed", SEED);
        int count = Integer.getInteger("granary.differential.count", 60) / 10;
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            Pair pair = pairs.get(pairs.size() - 1 - i % 2);
            RandomModule module = new RandomModule(seed + i, true);
            try (Side compiled = new Side(module, pair.compiling); Side interpreted = new Side(module, pair.interpreting)) {
                for (int function = 1; function < module.surroundings.functions.size(); function++) {
                    int end = (int) interpreted.spent(function, new Random(seed), FUEL, MUCH);
                    compiled.spent(function, new Random(seed), FUEL, MUCH);
                    for (int units = Math.max(0, end - LITTLE); units <= end; units++) {
                        String expected = interpreted.call(function, new Random(seed), FUEL, units);
                        outcomes.merge(expected.replaceFirst(" (at|fuel) .*|(?<=returns|throws) .*", ""), 1, Integer::sum);
                        assertEquals(expected, compiled.call(function, new Random(seed), FUEL, units),
                                "seed " + (seed + i) + ", function " + function + ", fuel " + units);
                    }
                }
            }
        }
        assertTrue(outcomes.size() > 2 && outcomes.containsKey("traps OUT_OF_FUEL"), outcomes::toString);
    }

    /** What differs, in words; empty where nothing does. */
    private static Optional<String> difference(RandomModule module, Pair pair, long seed, Map<String, Integer> outcomes) {
        try (Side compiled = new Side(module, pair.compiling); Side interpreted = new Side(module, pair.interpreting)) {
            for (int call = 0; call < CALLS; call++) {
                for (int function = 1; function < module.surroundings.functions.size(); function++) {
                    String where = "call " + call + " of function " + function + ": ";
                    String expected = interpreted.call(function, seed + call, FUEL);
                    outcomes.merge(expected.substring(0, expected.indexOf(' ')), 1, Integer::sum);
                    String actual = compiled.call(function, seed + call, FUEL);
                    if (!expected.equals(actual)) {
                        return Optional.of(where + "interpreted it " + expected + ", compiled it " + actual);
                    }
                }
                // once for all functions: what one leaves the next one sees
                Optional<String> difference = state(interpreted, compiled);
                if (difference.isPresent()) {
                    return difference.map(("after call " + call + ": ")::concat);
                }
            }
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            return Optional.of(e + " at " + Arrays.stream(e.getStackTrace()).limit(8).toList());
        }
    }

    private static Optional<String> state(Side interpreted, Side compiled) {
        List<String> wanted = interpreted.state();
        List<String> found = compiled.state();
        for (int i = 0; i < Math.min(wanted.size(), found.size()); i++) {
            if (!wanted.get(i).equals(found.get(i))) {
                return Optional.of("interpreted, " + wanted.get(i) + "; compiled, " + found.get(i));
            }
        }
        for (int memory = 0; memory < Surroundings.MEMORIES; memory++) {
            byte[] expected = interpreted.memory(memory);
            byte[] actual = compiled.memory(memory);
            int first = Arrays.mismatch(expected, actual);
            if (first >= 0) {
                return Optional.of("memory " + memory + " of " + expected.length + " and " + actual.length + " bytes, from "
                        + Integer.toHexString(first) + ": interpreted " + from(expected, first) + ", compiled " + from(actual, first));
            }
        }
        return wanted.size() == found.size() ? Optional.empty() : Optional.of("tables of different sizes");
    }

    /** The difference, a small module that has one, and where it lies as a file, for {@code granary print}. */
    private String told(RandomModule module, Pair pair, long seed, String difference) throws IOException {
        byte[] small = Shrinker.shrink(module.bytes, pair.compiling.config(),
                bytes -> stillDiffers(new RandomModule(module, bytes), pair, seed), Duration.ofSeconds(60));
        String still = difference(new RandomModule(module, small), pair, seed, new TreeMap<>()).orElse("it differs no more");
        Path file = Files.createDirectories(Path.of("target", "differential")).resolve("seed-" + seed + ".wasm");
        Files.write(file, small);
        return "seed " + seed + ", " + difference + "\nshrunk (" + file + "): " + still + "\n"
                + Listing.of(small, pair.compiling.config()) + "\n";
    }

    /** Of a part of a module: what kept a loop from running for ever may be gone. */
    private boolean stillDiffers(RandomModule part, Pair pair, long seed) {
        boolean ends = pair.interpreting.config().consumeFuel() || ends(part, metered, seed);
        return ends && difference(part, pair, seed, new TreeMap<>()).isPresent();
    }

    /** Whether all calls of a module end in more steps than its own fuel lets it make; what goes wrong in them is for others to tell. */
    static boolean ends(RandomModule module, EngineCore interpreting, long seed) {
        try (Side side = new Side(module, interpreting)) {
            for (int call = 0; call < CALLS; call++) {
                for (int function = 1; function < module.surroundings.functions.size(); function++) {
                    if (!side.ends(function, seed + call, FUEL, MOST_STEPS)) {
                        return false;
                    }
                }
            }
            return true;
        } catch (RuntimeException | Error e) {
            return true;
        }
    }

    private static EngineConfig.Builder config() {
        return EngineConfig.builder().proposal(Proposal.LEGACY_EXCEPTIONS, true);
    }

    private static EngineCore engine(EngineConfig.Builder config) {
        return (EngineCore) Engine.create(config.build());
    }

    private static List<String> from(byte[] bytes, int first) {
        byte[] some = Arrays.copyOfRange(bytes, Math.min(first, bytes.length), Math.min(first + 16, bytes.length));
        return List.of(HexFormat.of().formatHex(some));
    }
}
