package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.testing.ModuleBuilder;
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;
import org.granary.validate.ModuleValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MethodNamesTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().build();
    private static final int FUNCTIONS = 300;

    private static ModulePlan plan(int functions, Map<Integer, String> names) {
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < functions; i++) {
            module.func(FuncType.of(List.of(), List.of()), w -> { });
        }
        return new DefinedModule(ModuleValidator.validate(ModuleDecoder.decode(module.names("m", names).build(), CONFIG), CONFIG,
                new TypeCanon()), CONFIG, "0123456789abcdef", new Shapes()).plan();
    }

    /** Two of one name, some without, some whose name is what others without one are called, and what the JVM forbids. */
    @Test
    void theSecondOfAMethodsNameHasItsIndexBehindIt() {
        List<String> some = List.of("a", "b", "a.b", "a/b", "a$b", "é", "é.", "", "f7", "f20", "f21", "x".repeat(200), "x".repeat(201),
                "AaBB", "BBAa", "AaAa");
        Random random = new Random(7);
        Map<Integer, String> given = new TreeMap<>();
        for (int i = 0; i < FUNCTIONS; i += 1 + random.nextInt(2)) {
            given.put(i, some.get(random.nextInt(some.size())) + (random.nextBoolean() ? "" : random.nextInt(40)));
        }
        ModulePlan plan = plan(FUNCTIONS, given);
        Map<String, Integer> taken = new HashMap<>();
        for (int i = 0; i < FUNCTIONS; i++) {
            String wanted = given.getOrDefault(i, "").replaceAll("[./$]", "_");
            String name = wanted.isEmpty() ? "f" + i : wanted.substring(0, Math.min(200, wanted.length()));
            String method = taken.putIfAbsent(name, i) == null ? name : name + "$" + i;
            assertEquals(method, plan.method(i));
            assertEquals(i, plan.functionOf(method));
        }
        assertTrue(taken.size() < FUNCTIONS - 20, "some had to be told apart");
        assertEquals(-1, plan.functionOf("nobody"));
    }

    /** Texts whose sums are all the same: each compared with each would take minutes, on the thread of whoever compiles. */
    @Test
    @Timeout(60)
    void namesOfEqualSumsAreToldApartAtOnce() {
        int count = 1 << 15;
        Map<Integer, String> given = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 15; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            given.put(i, name.toString());
        }
        given.put(count, given.get(3));
        assertEquals(given.get(3).hashCode(), given.get(4).hashCode());
        ModulePlan plan = plan(count + 1, given);
        for (int i = 0; i < count; i++) {
            assertEquals(given.get(i), plan.method(i));
        }
        assertEquals(given.get(3) + "$" + count, plan.method(count));
    }
}
