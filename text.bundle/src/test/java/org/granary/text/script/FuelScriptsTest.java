package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The official scripts with fuel and epochs: guests spend the same whether they are compiled, cut small or interpreted, after every trap,
 * too. Left out are scripts that exhaust the stack, whose depth is nobody's promise.
 */
class FuelScriptsTest {
    /** One of so many scripts is run; {@code -Dgranary.fuel.scripts.step=1} for all. */
    private static final int STEP = 4;
    private static final String EXHAUSTS = "assert_exhaustion";

    @TestFactory
    Stream<DynamicNode> guestsSpendTheSameHoweverTheyRun() {
        Path suite = Suite.find().orElse(null);
        List<String> names = CoreScriptsTest.listed().stream().filter(name -> !name.startsWith("simd/")).toList();
        int step = Integer.getInteger("granary.fuel.scripts.step", STEP);
        return suite == null ? Stream.empty() : IntStream.iterate(0, i -> i < names.size(), i -> i + step).mapToObj(names::get).map(
                name -> DynamicTest.dynamicTest(name, () -> compare(CoreScriptsTest.file(suite, name))));
    }

    private static void compare(Path file) throws IOException {
        byte[] script = Files.readAllBytes(file);
        if (new String(script, StandardCharsets.UTF_8).contains(EXHAUSTS)) {
            return;
        }
        long compiled = spent(script, FeatureSets.builder(file));
        assertEquals(compiled, spent(script, FeatureSets.builder(file).splitting(300, 150)), "cut small");
        assertEquals(compiled, spent(script, FeatureSets.builder(file).interpreter(true)), "interpreted");
    }

    private static long spent(byte[] script, EngineConfig.Builder builder) {
        List<Command> commands = ScriptParser.parse(script);
        try (Engine engine = Engine.create(builder.consumeFuel(true).epochInterruption(true).build()); World world = new World(engine)) {
            ScriptReport report = new ScriptRunner(world).all(commands);
            assertTrue(report.whole(), () -> report.failures().toString());
            return world.fuelConsumed().getAsLong();
        }
    }
}
