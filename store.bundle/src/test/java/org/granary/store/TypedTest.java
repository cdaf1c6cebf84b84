package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TypedTest {
    private final Engine engine = Engine.create(builder().build());
    private final Store<Void> store = Store.create(engine);

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

    /** An interface of the user's own, not public. */
    private interface Mixed {
        double mix(int a, long b, float c, double d);

        default double twice() {
            return mix(1, 2, 3, 4) * 2;
        }
    }

    private interface Swap {
        Object[] swap(int a, long b);
    }

    private interface Reference {
        ExternRef pass(ExternRef ref);
    }

    @Test
    void numbersPassWithoutBoxing() {
        IntBinaryOperator add = instance(Modules.arithmetic()).typed("add", IntBinaryOperator.class);
        assertEquals(5, add.applyAsInt(2, 3));
        int sum = 0;
        for (int i = 0; i < 100_000; i++) {
            sum = add.applyAsInt(sum, 1);
        }
        assertEquals(100_000, sum);
    }

    @Test
    void everyNumberTypeAndDefaultMethodsWork() {
        Wasm wasm = new Wasm();
        int mix = wasm.type(new int[] {Wasm.I32, Wasm.I64, Wasm.F32, Wasm.F64}, new int[] {Wasm.F64});
        wasm.exported("mix", mix, Wasm.LOCAL_GET, 3);
        Mixed mixed = instance(wasm.bytes()).typed("mix", Mixed.class);
        assertEquals(4.5, mixed.mix(1, 2, 3, 4.5));
        assertEquals(8, mixed.twice());
    }

    @Test
    void functionsWithoutResultAreVoid() {
        int[] calls = {0};
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            calls[0]++;
            return null;
        });
        instance(Modules.calling(), host).typed("run", Runnable.class).run();
        assertEquals(1, calls[0]);
    }

    @Test
    void severalResultsAndReferencesAndTypeVariablesAreBoxed() {
        Wasm wasm = new Wasm();
        wasm.exported("swap", wasm.type(new int[] {Wasm.I32, Wasm.I64}, new int[] {Wasm.I64, Wasm.I32}), Wasm.LOCAL_GET, 1, Wasm.LOCAL_GET,
                0);
        wasm.exported("pass", wasm.type(new int[] {Wasm.EXTERNREF}, new int[] {Wasm.EXTERNREF}), Wasm.LOCAL_GET, 0);
        Instance instance = instance(wasm.bytes());
        assertArrayEquals(new Object[] {2L, 1}, instance.typed("swap", Swap.class).swap(1, 2));
        ExternRef ref = ExternRef.create(store, "x");
        assertSame(ref, instance.typed("pass", Reference.class).pass(ref));
        @SuppressWarnings("unchecked")
        BinaryOperator<Integer> add = instance(Modules.arithmetic()).typed("add", BinaryOperator.class);
        assertEquals(3, add.apply(1, 2));
    }

    @Test
    void interfacesThatDoNotFitAreNamed() {
        Instance instance = instance(Modules.arithmetic());
        String message = assertThrows(IllegalArgumentException.class, () -> instance.typed("add", IntUnaryOperator.class)).getMessage();
        assertEquals("java.util.function.IntUnaryOperator: expected a method that fits function add (func (param i32 i32) (result i32)), "
                + "found (int)int", message);
        assertThrows(IllegalArgumentException.class, () -> instance.typed("add", Runnable.class));
        assertThrows(IllegalArgumentException.class, () -> instance.typed("nothing", IntSupplier.class));
        assertThrows(IllegalArgumentException.class, () -> instance.typed("add", String.class));
        assertThrows(IllegalArgumentException.class, () -> instance.typed("add", List.class));
    }

    @Test
    void trapsAndOverflowsAreThoseOfUntypedCalls() {
        IntBinaryOperator div = instance(Modules.arithmetic()).typed("div", IntBinaryOperator.class);
        Trap trap = assertThrows(Trap.class, () -> div.applyAsInt(1, 0));
        assertEquals(TrapCode.INTEGER_DIVIDE_BY_ZERO, trap.code());
        assertEquals("div", trap.frames().get(0).name().orElseThrow());
        IntSupplier recurse = instance(Modules.troubles()).typed("recurse", IntSupplier.class);
        assertEquals(TrapCode.CALL_STACK_EXHAUSTED, assertThrows(Trap.class, recurse::getAsInt).code());
        assertFalse(store.context().core().entry.busy());
        assertEquals(2, div.applyAsInt(4, 2));
    }

    @Test
    void exceptionsOfHostFunctionsPass() {
        IOException failure = new IOException("disk");
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            throw failure;
        });
        Runnable run = instance(Modules.calling(), host).typed("run", Runnable.class);
        assertSame(failure, undeclared(run));
    }

    /** The exception that comes through a method which does not declare it. */
    Throwable undeclared(Runnable run) {
        return assertThrows(IOException.class, run::run);
    }

    @Test
    void closedStoresAndOtherThreadsAreRefused() throws Exception {
        Runnable nothing = instance(Modules.arithmetic()).typed("nothing", Runnable.class);
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            Throwable[] thrown = new Throwable[1];
            Thread other = new Thread(() -> thrown[0] = assertThrows(ConcurrentUseException.class, nothing::run));
            other.start();
            other.join();
            assertTrue(thrown[0] instanceof ConcurrentUseException);
            nothing.run();
            return null;
        });
        host.call();
        store.close();
        assertThrows(IllegalStateException.class, nothing::run);
    }
}
