package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A memory that has settled is copied when it grows. What it has outgrown is garbage, also while functions that have read there wait for
 * others. The JVM must still interpret them: code of its JIT compiler forgets by itself what it does not need.
 */
@Timeout(120)
class OutgrownMemoryTest extends OneStore {
    private static final int PAGES = 300;
    private static final int GROWTHS = 20;
    private static final int FEW = 5;
    /** Makes a function that is cut into parts. */
    private static final int LOADS = 3_000;
    private static final int READER = 3;

    /** What the function does between its growth and its end: it calls itself, in some way, until the host has looked at depth 0. */
    private static byte[] module(int loads, int... again) {
        Wasm wasm = new Wasm().memory(PAGES).table(Wasm.FUNCREF, 1).elem(0, READER);
        int unary = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
        int nullary = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.importFunc("host", "look", nullary);
        wasm.importFunc("host", "again", unary);
        wasm.exported("nothing", nullary);
        int[] load = {Wasm.I32_CONST, 0, Wasm.I32_LOAD, 2, 0, Wasm.DROP};
        int[] begin = {Wasm.LOCAL_GET, 0, Wasm.I32_EQZ, 0x04, Wasm.VOID, Wasm.CALL, 0, Wasm.RETURN, Wasm.END, Wasm.I32_CONST, 1,
                Wasm.MEMORY_GROW, 0, Wasm.DROP};
        int[] deeper = {Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, 0x6b};
        int[] reading = IntStream.range(0, loads).flatMap(i -> Arrays.stream(load)).toArray();
        wasm.exported("reader", unary, Stream.of(reading, begin, deeper, again, reading).flatMapToInt(Arrays::stream).toArray());
        return wasm.export("m", 2, 0).bytes();
    }

    private void letsGo(int loads, int... again) {
        store.totalBudget(64 << 20);
        long[] held = new long[1];
        Instance[] guest = new Instance[1];
        Func look = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            held[0] = used();
            return null;
        });
        Func host = Func.create(store, FuncType.taking(ValType.I32), (caller, arguments) -> {
            guest[0].func("reader").call(arguments[0]);
            return null;
        });
        guest[0] = instance(module(loads, again), look, host);
        for (int i = 0; i < FEW; i++) {
            guest[0].func("nothing").call();
        }
        long before = used();
        guest[0].func("reader").call(GROWTHS);
        assertEquals(PAGES + GROWTHS, guest[0].memory("m").size());
        long more = held[0] - before;
        assertTrue(more < (long) FEW * PAGES * MemoryType.PAGE_SIZE, () -> more + " bytes more than before the call");
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void aFunctionThatCallsItself() {
        letsGo(1, Wasm.CALL, READER);
    }

    @Test
    void aFunctionThatCallsItselfThroughATable() {
        letsGo(1, Wasm.I32_CONST, 0, Wasm.CALL_INDIRECT, 0, 0);
    }

    @Test
    void aFunctionThatTheHostCallsAgain() {
        letsGo(1, Wasm.CALL, 1);
    }

    @Test
    void aFunctionInParts() {
        letsGo(LOADS, Wasm.CALL, READER);
    }
}
