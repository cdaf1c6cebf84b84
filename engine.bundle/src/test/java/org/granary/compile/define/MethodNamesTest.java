package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.testing.ModuleBuilder;
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;
import org.granary.validate.ModuleValidator;
import org.junit.jupiter.api.Test;

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
    void theSecondOfAMethodsNameInAClassHasItsIndexBehindIt() {
        List<String> some = List.of("a", "b", "a.b", "a/b", "a$b", "é", "é.", "", "f7", "f20", "f21", "x".repeat(200), "x".repeat(201),
                "AaBB", "BBAa", "AaAa");
        Random random = new Random(7);
        Map<Integer, String> given = new TreeMap<>();
        for (int i = 0; i < FUNCTIONS; i += 1 + random.nextInt(2)) {
            given.put(i, some.get(random.nextInt(some.size())) + (random.nextBoolean() ? "" : random.nextInt(40)));
        }
        ModulePlan plan = plan(FUNCTIONS, given);
        Set<String> taken = new HashSet<>();
        int apart = 0;
        for (int i = 0; i < FUNCTIONS; i++) {
            String wanted = given.getOrDefault(i, "").replaceAll("[./$]", "_");
            String name = wanted.isEmpty() ? "f" + i : wanted.substring(0, Math.min(200, wanted.length()));
            boolean first = taken.add(plan.classOf(i) + " " + name);
            String method = first ? name : name + "$" + i;
            apart += first ? 0 : 1;
            assertEquals(method, plan.method(i));
            assertEquals(i, plan.functionOf("F" + plan.classOf(i) + "$x", method));
            assertEquals(i, plan.functionOf("P" + i + "x1$x", method + "$p12"));
        }
        assertTrue(apart > 20, "some had to be told apart");
        assertEquals(-1, plan.functionOf("F0$x", "nobody"));
        assertEquals(-1, plan.functionOf("F0$x", plan.method(FUNCTIONS - 1)));
        assertEquals(-1, plan.functionOf("Fee$x", plan.method(0)));
        assertEquals(-1, plan.functionOf("F-1$x", plan.method(0)));
    }
}
