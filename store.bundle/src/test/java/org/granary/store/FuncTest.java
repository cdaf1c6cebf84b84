package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FuncTest {
    private final Engine engine = Engine.create(builder().build());
    private Store<String> store;

    @BeforeEach
    void open() {
        store = Store.create(engine, "data");
    }

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private Instance instance(byte[] bytes, Extern... imports) {
        return Instance.create(store, engine.compile(bytes), List.of(imports));
    }

    private Func identity(ValType... types) {
        return Func.create(store, FuncType.taking(types).returning(types), (caller, arguments) -> arguments);
    }

    @Test
    void guestFunctionsTakeAndGiveBoxedValues() {
        Instance instance = instance(Modules.arithmetic());
        assertArrayEquals(new Object[] {5}, instance.func("add").call(2, 3));
        assertArrayEquals(new Object[] {}, instance.func("nothing").call());
        assertEquals("function add (func (param i32 i32) (result i32))", instance.func("add").toString());
    }

    @Test
    void everyKindOfValuePassesThroughHostFunctions() {
        Func all = identity(ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128, ValType.FUNCREF, ValType.EXTERNREF);
        ExternRef ref = ExternRef.create(store, "object");
        Object[] values = {-1, -2L, 1.5f, Double.NaN, new V128(1, -1), all, ref};
        assertArrayEquals(values, all.call(values.clone()));
        assertArrayEquals(new Object[] {null, null}, identity(ValType.FUNCREF, ValType.EXTERNREF).call(null, (Object) null));
        assertArrayEquals(new Object[] {null}, identity(ValType.EXTERNREF).call((Object[]) null));
    }

    @Test
    void aNullBeforeOtherArgumentsIsNoDeadline() {
        assertArrayEquals(new Object[] {null, 7}, identity(ValType.EXTERNREF, ValType.I32).call(null, 7));
    }

    @Test
    void severalResultsComeInOrder() {
        Wasm wasm = new Wasm();
        int swap = wasm.type(new int[] {Wasm.I32, Wasm.I64}, new int[] {Wasm.I64, Wasm.I32});
        wasm.exported("swap", swap, Wasm.LOCAL_GET, 1, Wasm.LOCAL_GET, 0);
        assertArrayEquals(new Object[] {8L, 4}, instance(wasm.bytes()).func("swap").call(4, 8L));
    }

    @Test
    void wrongNumberOfArgumentsIsNamed() {
        Func add = instance(Modules.arithmetic()).func("add");
        assertEquals("function add (func (param i32 i32) (result i32)): expected 2 arguments [i32, i32], found 1",
                assertThrows(IllegalArgumentException.class, () -> add.call(1)).getMessage());
    }

    @Test
    void wrongClassOfAnArgumentIsNamed() {
        Func add = instance(Modules.arithmetic()).func("add");
        assertEquals("argument 1 of function add (func (param i32 i32) (result i32)): expected i32 (Integer), found Long 2",
                assertThrows(IllegalArgumentException.class, () -> add.call(1, 2L)).getMessage());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> add.call(1, null)).getMessage()
                .endsWith("expected i32 (Integer), found null"));
    }

    @Test
    void valuesOfAnotherStoreAreRefusedWithBothNamed() {
        try (Store<Integer> other = Store.create(engine, 1)) {
            Func foreign = Func.create(other, FuncType.taking(), (caller, arguments) -> null);
            Func takesFunc = identity(ValType.FUNCREF);
            String message = assertThrows(IllegalArgumentException.class, () -> takesFunc.call(foreign)).getMessage();
            assertTrue(message.contains(store.toString()) && message.contains(other.toString()), message);
            Func takesExtern = identity(ValType.EXTERNREF);
            assertThrows(IllegalArgumentException.class, () -> takesExtern.call(ExternRef.create(other, "x")));
            Func gives = Func.create(store, FuncType.taking().returning(ValType.FUNCREF), (caller, arguments) -> new Object[] {foreign});
            assertThrows(IllegalArgumentException.class, gives::call);
        }
    }

    @Test
    void resultsOfHostFunctionsAreChecked() {
        FuncType type = FuncType.taking().returning(ValType.I32);
        Func none = Func.create(store, type, (caller, arguments) -> null);
        Func wrong = Func.create(store, type, (caller, arguments) -> new Object[] {"text"});
        Func many = Func.create(store, type, (caller, arguments) -> new Object[] {1, 2});
        assertThrows(IllegalArgumentException.class, none::call);
        assertTrue(assertThrows(IllegalArgumentException.class, wrong::call).getMessage().startsWith("result 0 of host function"));
        assertThrows(IllegalArgumentException.class, many::call);
    }

    @Test
    void guestsCallHostFunctions() {
        List<Object> seen = new ArrayList<>();
        Func host = Func.create(store, FuncType.taking(ValType.I32).returning(ValType.I32), (caller, arguments) -> {
            seen.addAll(Arrays.asList(arguments));
            assertEquals("data", caller.data());
            return new Object[] {(Integer) arguments[0] + 1};
        });
        assertArrayEquals(new Object[] {12}, instance(Modules.asking(), host).func("twice").call(5));
        assertEquals(List.of(5, 5), seen);
    }

    @Test
    void exceptionsOfHostFunctionsArriveUntouched() {
        IOException failure = new IOException("disk");
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            throw failure;
        });
        Instance instance = instance(Modules.calling(), host);
        assertSame(failure, assertThrows(IOException.class, () -> instance.func("run").call()));
        assertSame(failure, assertThrows(IOException.class, host::call));
    }

    @Test
    void exceptionsOfHostFunctionsTellTheImportAndWhichGuestCalled() {
        Func boxed = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            throw new IllegalStateException("no");
        });
        Func unboxed = Func.wrap(store, Runnable.class, () -> {
            throw new IllegalStateException("no");
        });
        HostFunction<String> few = HostFunction.integers(FuncType.taking(), (caller, a, b, c, d, e, f, g, h, i) -> {
            throw new IllegalStateException("no");
        });
        Func integers = Func.create(store, FuncType.taking(), few);
        for (Func host : List.of(boxed, unboxed, integers)) {
            Instance instance = instance(Modules.calling(), host);
            IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> instance.func("run").call());
            GuestNote note = GuestNote.of(thrown).orElseThrow();
            assertEquals("env.f", note.function().orElseThrow());
            assertEquals("run", note.frames().get(0).name().orElseThrow());
            assertTrue(note.getMessage().startsWith("thrown by env.f, called by the guest: calling!run"), note.getMessage());
            assertEquals(1, thrown.getSuppressed().length);
        }
        assertTrue(GuestNote.of(assertThrows(IllegalStateException.class, boxed::call)).isEmpty(), "no guest was passed");
    }

    @Test
    void theInnermostHostFunctionIsTheOneThatThrew() {
        Func inner = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            throw new IOException("disk");
        });
        Instance within = instance(Modules.calling(), inner);
        Func outer = Func.create(store, FuncType.taking(), (caller, arguments) -> within.func("spin").call());
        Instance instance = instance(Modules.calling(), outer);
        IOException failure = assertThrows(IOException.class, () -> instance.func("run").call());
        GuestNote note = GuestNote.of(failure).orElseThrow();
        assertEquals("env.f", note.function().orElseThrow());
        assertEquals(List.of("spin", "run"), note.frames().stream().map(frame -> frame.name().orElseThrow()).toList());
        assertEquals(1, failure.getSuppressed().length);
    }

    @Test
    void aResultThatDoesNotFitIsTheHostFunctionsFault() {
        Func host = Func.create(store, FuncType.taking(ValType.I32).returning(ValType.I32), (caller, arguments) -> new Object[] {"text"});
        Instance instance = instance(Modules.asking(), host);
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> instance.func("twice").call(5));
        assertTrue(GuestNote.of(thrown).orElseThrow().getMessage().startsWith("thrown by "), thrown.toString());
    }

    @Test
    void exceptionsThatTheJvmAlsoRaisesInGuestsAreNotTakenForTraps() {
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            throw new ArithmeticException("the host's own");
        });
        Instance instance = instance(Modules.calling(), host);
        assertEquals("the host's own", assertThrows(ArithmeticException.class, () -> instance.func("run").call()).getMessage());
    }

    @Test
    void trapsThrownByHostFunctionsPass() {
        Trap[] thrown = new Trap[1];
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            throw thrown[0] = new Trap(TrapCode.UNREACHABLE);
        });
        Instance instance = instance(Modules.calling(), host);
        assertSame(assertThrows(Trap.class, () -> instance.func("run").call()), thrown[0]);
        assertEquals("run", thrown[0].frames().get(0).name().orElseThrow());
    }

    @Test
    void aHostFunctionMayComeBackIntoItsStore() {
        Instance other = instance(Modules.arithmetic());
        List<Object> sums = new ArrayList<>();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            sums.add(other.func("add").call(1, 2)[0]);
            return null;
        });
        instance(Modules.calling(), host).func("run").call();
        assertEquals(List.of(3), sums);
    }

    @Test
    void aCallerEndsWithItsCall() {
        List<Caller<String>> kept = new ArrayList<>();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            kept.add(caller);
            assertTrue(caller.hasInstance());
            assertEquals("calling", caller.instance().module().name().orElseThrow());
            return null;
        });
        Instance instance = instance(Modules.calling(), host);
        instance.func("run").call();
        assertThrows(IllegalStateException.class, kept.get(0)::data);
        assertThrows(IllegalStateException.class, kept.get(0)::instance);
    }

    @Test
    void aHostFunctionCalledByTheHostHasNoInstance() {
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            assertFalse(caller.hasInstance());
            assertThrows(IllegalStateException.class, caller::instance);
            return null;
        });
        assertArrayEquals(new Object[0], host.call());
    }

    @Test
    void whatStandsForOneFunctionIsEqual() {
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> null);
        Wasm wasm = new Wasm();
        int type = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.importFunc("", "", type);
        int guest = wasm.exported("guest", type);
        wasm.export("host", 0, 0).table(Wasm.FUNCREF, 2).export("t", 1, 0).elem(0, 0, guest);
        Instance instance = instance(wasm.bytes(), host);
        for (Object same : new Object[] {instance.func("host"), instance(wasm.bytes(), host).func("host"), instance.table("t").get(0)}) {
            assertEquals(host, same);
            assertEquals(host.hashCode(), same.hashCode());
        }
        assertEquals(instance.func("guest"), instance.table("t").get(1));
        assertNotEquals(host, instance.func("guest"));
        assertNotEquals(host, Func.create(store, FuncType.taking(), (caller, arguments) -> null));
    }
}
