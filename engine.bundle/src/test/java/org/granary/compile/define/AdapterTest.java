package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.granary.vm.Functional;
import org.junit.jupiter.api.Test;

class AdapterTest {
    /** An interface that only its package sees. */
    private interface Hidden {
        int twice(int value);
    }

    static int sum(Object self, int a, int b) {
        return (Integer) self + a + b;
    }

    static int plus(Object self, int a) {
        return (Integer) self + a;
    }

    private static MethodHandle handle(String name, int many) {
        try {
            MethodType type = MethodType.methodType(int.class, Object.class).appendParameterTypes(
                    Collections.nCopies(many, (Class<?>) int.class));
            return MethodHandles.lookup().findStatic(AdapterTest.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Functional.Handles handles(Object self, String name, int many) {
        return alone -> alone ? handle(name, many).bindTo(self) : handle(name, many);
    }

    @Test
    void interfacesOfAllOrigins() {
        IntBinaryOperator operator = new Adapter<>(IntBinaryOperator.class).of(100, "", handles(100, "sum", 2));
        assertEquals(105, operator.applyAsInt(2, 3));
        assertTrue(operator.getClass().isHidden());
        assertEquals(42, new Adapter<>(Hidden.class).of(1, "", handles(1, "plus", 1)).twice(41));
    }

    @Test
    void theFirstFewHaveAClassOfTheirOwnAndTheOthersShareOne() {
        Adapter<Hidden> adapter = new Adapter<>(Hidden.class);
        List<Hidden> all = new ArrayList<>();
        for (int i = 0; i < Adapter.MOST_OWN + 3; i++) {
            int made = i;
            all.add(adapter.of(i, "way", alone -> {
                assertEquals(made < Adapter.MOST_OWN, alone);
                assertTrue(made <= Adapter.MOST_OWN, "the handle for all is asked for once");
                return handles(made, "plus", 1).get(alone);
            }));
        }
        for (int i = 0; i < all.size(); i++) {
            assertEquals(1_000 + i, all.get(i).twice(1_000));
        }
        assertNotSame(all.get(0).getClass(), all.get(1).getClass());
        Class<?> shared = all.get(Adapter.MOST_OWN).getClass();
        assertNotSame(all.get(Adapter.MOST_OWN - 1).getClass(), shared);
        assertSame(shared, all.get(Adapter.MOST_OWN + 1).getClass());
        assertNotSame(shared, adapter.of(0, "another way", handles(0, "plus", 1)).getClass());
    }

    @Test
    void whatIsNoFunctionalInterfaceIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Adapter<>(List.class));
        assertThrows(IllegalArgumentException.class, () -> new Adapter<>(String.class));
        Adapter<Hidden> adapter = new Adapter<>(Hidden.class);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> adapter.of(1, "", handles(1, "sum", 2)));
        assertTrue(e.getMessage().endsWith("Hidden.twice: expected (int)int, found (int,int)int"), e.getMessage());
    }
}
