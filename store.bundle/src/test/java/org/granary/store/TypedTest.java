package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TypedTest extends OneStore {
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
    void functionsThatWereNotLookedUpByNameAreTypedToo() {
        Instance instance = instance(Modules.arithmetic());
        Table table = Table.create(store, TableType.of(RefType.FUNCREF, 1), instance.func("add"));
        Func fromTable = (Func) table.get(0);
        IntBinaryOperator add = fromTable.typed(IntBinaryOperator.class);
        assertEquals(5, add.applyAsInt(2, 3));
        assertSame(instance.typed("add", IntBinaryOperator.class), instance.func("add").typed(IntBinaryOperator.class));
        FuncType type = FuncType.taking(ValType.I32, ValType.I32).returning(ValType.I32);
        Func host = Func.create(store, type, (caller, given) -> new Object[] {(Integer) given[0] - (Integer) given[1]});
        assertEquals(4, host.typed(IntBinaryOperator.class).applyAsInt(7, 3));
        assertThrows(IllegalArgumentException.class, () -> host.typed(Swap.class));
        Func looked = instance.func("add");
        IntBinaryOperator ends = looked.typed(IntBinaryOperator.class);
        instance.close();
        assertThrows(IllegalStateException.class, () -> ends.applyAsInt(1, 1));
        assertThrows(IllegalStateException.class, () -> looked.typed(IntBinaryOperator.class));
        assertEquals(6, add.applyAsInt(2, 4));
        store.close();
        assertThrows(IllegalStateException.class, () -> add.applyAsInt(1, 1));
        assertThrows(IllegalStateException.class, () -> fromTable.typed(IntBinaryOperator.class));
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

    @Test
    void whatIsLookedUpAgainAndAgainSharesAClass() {
        Set<Class<?>> classes = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            IntBinaryOperator add = instance(Modules.arithmetic()).typed("add", IntBinaryOperator.class);
            IntBinaryOperator div = instance(Modules.arithmetic()).typed("div", IntBinaryOperator.class);
            assertEquals(i + 3, add.applyAsInt(3, i));
            assertEquals(i, div.applyAsInt(2 * i, 2));
            classes.add(add.getClass());
            classes.add(div.getClass());
        }
        assertTrue(classes.size() < 20, "a class each: " + classes.size());
    }

    @Test
    void whatIsInUseIsGivenAgain() {
        Instance instance = instance(Modules.arithmetic());
        IntBinaryOperator add = instance.typed("add", IntBinaryOperator.class);
        assertSame(add, instance.typed("add", IntBinaryOperator.class));
        Adding other = instance.typed("add", Adding.class);
        assertSame(other, instance.typed("add", Adding.class));
        assertSame(add, instance.typed("add", IntBinaryOperator.class));
        assertNotSame(add, instance.typed("div", IntBinaryOperator.class));
        instance.close();
        assertThrows(IllegalStateException.class, () -> instance.typed("add", IntBinaryOperator.class));
    }

    @Test
    void instancesThatAreClosedAreRefusedByWhatSharesAClass() {
        List<IntBinaryOperator> kept = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Instance instance = instance(Modules.arithmetic());
            kept.add(instance.typed("add", IntBinaryOperator.class));
            if (i % 2 == 0) {
                instance.close();
            }
        }
        for (int i = 0; i < 30; i++) {
            IntBinaryOperator add = kept.get(i);
            if (i % 2 == 0) {
                assertThrows(IllegalStateException.class, () -> add.applyAsInt(1, 2));
            } else {
                assertEquals(3, add.applyAsInt(1, 2));
            }
        }
    }

    /** An interface of which the test has another one, of another loader. */
    public interface Adding {
        int add(int one, int other);
    }

    /** Defines the interface anew. */
    private static final class Loader extends ClassLoader {
        Class<?> define() throws IOException {
            try (InputStream in = TypedTest.class.getResourceAsStream("TypedTest$Adding.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(Adding.class.getName(), bytes, 0, bytes.length);
            }
        }
    }

    private WeakReference<Class<?>> usedAndDropped(List<Instance> instances) throws Exception {
        Class<?> type = new Loader().define();
        assertNotSame(Adding.class, type);
        Method add = type.getMethod("add", int.class, int.class);
        add.setAccessible(true);
        for (int i = 0; i < 20; i++) {
            Instance one = instance(Modules.arithmetic());
            assertEquals(5, add.invoke(one.typed("add", type), 2, 3));
            instances.add(one);
        }
        return new WeakReference<>(type);
    }

    @Test
    void interfacesGoWithTheirLoader() throws Exception {
        List<Instance> instances = new ArrayList<>();
        WeakReference<Class<?>> gone = usedAndDropped(instances);
        for (int i = 0; i < 100 && gone.get() != null; i++) {
            System.gc();
        }
        assertNull(gone.get(), "kept by the engine or by instances");
        assertEquals(20, instances.size());
    }
}
