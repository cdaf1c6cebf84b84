package org.granary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.List;
import org.granary.store.Caller;
import org.junit.jupiter.api.Test;

class UnusableMethodsTest {
    private static final String PARAMETERS =
            "expected int, long, float, double, boolean, String, byte[], ByteBuffer, Span, GuestMemory or Caller, found ";

    private static List<String> problems(Object target) {
        return assertThrows(IllegalArgumentException.class, () -> HostFunctions.of(MethodHandles.lookup(), target)).getMessage().lines()
                .toList();
    }

    static final class Parameters {
        @HostFunction
        void take(List<String> names, int fine, byte narrow, Integer boxed, int[] numbers) {}
    }

    @Test
    void eachUnusableParameterHasItsError() {
        assertEquals(List.of(
                "Parameters.take, parameter 1 (java.util.List<java.lang.String>): " + PARAMETERS + "java.util.List",
                "Parameters.take, parameter 3 (byte): " + PARAMETERS + "byte; int is what the guest passes",
                "Parameters.take, parameter 4 (java.lang.Integer): " + PARAMETERS + "java.lang.Integer; int is what the guest passes",
                "Parameters.take, parameter 5 (int[]): " + PARAMETERS + "int[]"), problems(new Parameters()));
    }

    static final class Results {
        @HostFunction
        String text() {
            return "";
        }

        @HostFunction
        Object thing() {
            return this;
        }
    }

    @Test
    void resultsNeedAnAllocatorOrAreNumbers() {
        assertEquals(List.of(
                "Results.text, result: expected the name of the guest's allocator for java.lang.String, found none; "
                        + "@HostFunction(allocator = \"\u2026\") names it",
                "Results.thing, result: expected void, int, long, float, double, boolean, String, byte[] or ByteBuffer, found "
                        + "java.lang.Object"),
                problems(new Results()));
    }

    static final class Callers {
        @HostFunction
        void call(Caller<String> caller) {}

        @HostFunction
        void fine(Caller<HostScope> caller, Caller<?> again) {}
    }

    @Test
    void callersAreOfTheStoresData() {
        assertEquals(List.of("Callers.call, parameter 1 (org.granary.store.Caller<java.lang.String>): expected a Caller of "
                + "org.granary.host.HostScope, the data of the stores, "
                + "found one of java.lang.String"), problems(new Callers()));
    }

    static final class Twins {
        @HostFunction("same")
        void one() {}

        @HostFunction("same")
        void two() {}
    }

    @Test
    void namesAreUnique() {
        assertEquals(1, problems(new Twins()).size());
        assertTrue(problems(new Twins()).get(0).contains("Twins.two()") && problems(new Twins()).get(0).contains("Twins.one()"));
    }

    @Test
    void aLookupThatCannotAccessIsToldWhichCan() {
        String message = assertThrows(IllegalArgumentException.class, () -> HostFunctions.of(MethodHandles.publicLookup(), new Twins()))
                .getMessage();
        assertTrue(message.contains("MethodHandles.lookup() of its class can"), message);
    }

    @Test
    void anObjectWithoutFunctionsIsRefused() {
        assertEquals(List.of("java.lang.String: expected methods with the annotation @HostFunction, found none"), problems(""));
    }
}
