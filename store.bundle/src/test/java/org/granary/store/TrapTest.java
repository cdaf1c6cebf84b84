package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.granary.engine.GuestFrame;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.junit.jupiter.api.Test;

class TrapTest extends OneStore {
    @Test
    void aTrapCarriesCodeAndFramesWithNames() {
        Trap trap = assertThrows(Trap.class, () -> instance(Modules.troubles()).func("fail").call());
        assertEquals(TrapCode.UNREACHABLE, trap.code());
        assertEquals("wasm trap: unreachable", trap.getMessage());
        assertEquals(List.of("deep", "fail"), trap.frames().stream().map(frame -> frame.name().orElseThrow()).toList());
        GuestFrame inner = trap.frames().get(0);
        assertEquals("troubles", inner.module());
        assertEquals(2, inner.function());
        assertTrue(inner.offset() >= 0, inner.toString());
    }

    @Test
    void theJvmsOwnChecksAreTraps() {
        Trap trap = assertThrows(Trap.class, () -> instance(Modules.arithmetic()).func("div").call(1, 0));
        assertEquals(TrapCode.INTEGER_DIVIDE_BY_ZERO, trap.code());
        assertEquals(List.of("div"), trap.frames().stream().map(frame -> frame.name().orElseThrow()).toList());
    }

    @Test
    void endlessRecursionExhaustsTheStackAndTheStoreGoesOn() {
        Instance instance = instance(Modules.troubles());
        Trap trap = assertThrows(Trap.class, () -> instance.func("recurse").call());
        assertEquals(TrapCode.CALL_STACK_EXHAUSTED, trap.code());
        assertFalse(trap.frames().isEmpty());
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
    }

    @Test
    void aHostFunctionThatOverflowsTheStackIsAnExhaustedStack() {
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            overflow(1);
            return null;
        });
        Instance instance = instance(Modules.calling(), host);
        assertEquals(TrapCode.CALL_STACK_EXHAUSTED, assertThrows(Trap.class, () -> instance.func("run").call()).code());
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + depth;
    }

    @Test
    void recursionThroughTheHostExhaustsTheStackAndTheStoreGoesOn() {
        Instance[] instance = new Instance[1];
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> instance[0].func("run").call());
        instance[0] = instance(Modules.calling(), host);
        assertEquals(TrapCode.CALL_STACK_EXHAUSTED, assertThrows(Trap.class, () -> instance[0].func("run").call()).code());
        assertFalse(store.context().core().entry.busy());
        assertArrayEquals(new Object[] {42}, instance(Modules.troubles()).func("answer").call());
    }

    @Test
    void framesOfAnInnerCallShowTheOuterGuestToo() {
        Instance inner = instance(Modules.troubles());
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> inner.func("fail").call());
        Instance outer = instance(Modules.calling(), host);
        Trap trap = assertThrows(Trap.class, () -> outer.func("run").call());
        assertEquals(List.of("deep", "fail", "run"), trap.frames().stream().map(frame -> frame.name().orElseThrow()).toList());
    }
}
