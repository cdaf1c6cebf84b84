package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every method that a store's contexts have, found by reflection, so that none is forgotten: when they refuse, and whom. */
@Timeout(240)
class EveryMethodTest {
    /**
     * Ask for nothing of the store that another thread could change meanwhile; the last five need a guest that calls, and {@code intoData}
     * a store in which no call runs.
     */
    private static final Set<String> FOR_ANY_THREAD =
            Set.of("engine", "data", "setData", "context", "interruptHandle", "lastRefusal", "moduleName", "share", "intoData",
            "hasInstance", "instance", "func", "memory", "sharedMemory", "stopRequested");

    private final Engine engine =
            Engine.create(builder().interruptable(true).consumeFuel(true).epochInterruption(true).async(true).build());
    private final Store<String> store = Store.create(engine, "data");

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    /** Closing twice does nothing. */
    private static List<Method> methodsOf(Object context) {
        return Arrays.stream(context.getClass().getMethods()).filter(method -> !Modifier.isStatic(method.getModifiers())
                && method.getDeclaringClass() != Object.class && !method.isBridge()
                && !Set.of("toString", "close").contains(method.getName())).toList();
    }

    private static Object nothing(Class<?> type) {
        return type == long.class ? (Object) 0L : type == boolean.class ? (Object) false : null;
    }

    private static Throwable thrown(Object context, Method method) {
        try {
            method.setAccessible(true);
            method.invoke(context, Arrays.stream(method.getParameterTypes()).map(EveryMethodTest::nothing).toArray());
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those that throw something else than {@code IllegalStateException} with these words. */
    private static Set<String> wrong(Object context, Predicate<Throwable> right) {
        Set<String> wrong = new TreeSet<>();
        List<Method> methods = methodsOf(context);
        assertTrue(methods.size() > 25, () -> "only " + methods.size() + " methods");
        for (Method method : methods) {
            Throwable thrown = thrown(context, method);
            if (!right.test(thrown)) {
                wrong.add(method.getName() + ": " + thrown);
            }
        }
        return wrong;
    }

    private static Predicate<Throwable> saying(String words) {
        return thrown -> thrown instanceof IllegalStateException && thrown.getMessage().contains(words);
    }

    @Test
    void afterTheEndOfTheStore() {
        Store<String> handle = store.share();
        StoreContext<String> context = store.context();
        handle.close();
        assertEquals(Set.of(), wrong(handle, saying("is closed")));
        store.close();
        assertEquals(Set.of(), wrong(store, saying("is closed")));
        assertEquals(Set.of(), wrong(context, saying("is closed")));
    }

    /** What waits in a host function asks whether to come back, whatever it asks. */
    @Test
    void underACallThatRunsAClosedStoreIsToldToEnd() {
        store.setEpochDeadline(-1);
        store.setFuel(100);
        Store<String> handle = store.share();
        List<Boolean> told = new ArrayList<>();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            handle.close();
            assertThrows(IllegalStateException.class, handle::stopRequested, "of a handle that is closed while the store is open");
            List<StoreContext<String>> contexts = List.of(caller, store, store.context());
            contexts.forEach(context -> told.add(context.stopRequested()));
            store.close();
            contexts.forEach(context -> told.add(context.stopRequested()));
            told.add(handle.stopRequested());
            contexts.forEach(context -> assertThrows(IllegalStateException.class, context::data));
            return null;
        });
        assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, host::call).code());
        assertEquals(List.of(false, false, false, true, true, true, true), told);
    }

    @Test
    void afterTheHostFunctionHasReturned() {
        List<Caller<String>> kept = new ArrayList<>();
        store.setEpochDeadline(-1);
        store.setFuel(100);
        Func.create(store, FuncType.taking(), (caller, arguments) -> {
            kept.add(caller);
            return null;
        }).call();
        assertEquals(Set.of(), wrong(kept.get(0), saying("has returned")));
    }

    @Test
    void inFinalisers() {
        List<String> wrong = new ArrayList<>();
        StoreContext<String> context = store.context();
        List<Object> contexts = List.of(store, context);
        store.epochDeadlineCallback(any -> UpdateDeadline.continueWith(1),
                () -> contexts.forEach(one -> wrong.addAll(wrong(one, saying("a finaliser cannot use its store")))));
        store.epochDeadlineTrap();
        ExternRef.create(store, "x", () -> contexts.forEach(one -> wrong.addAll(wrong(one, saying("a finaliser cannot use its store")))));
        store.gc();
        Store<String> ending = Store.create(engine, "data", data -> contexts.get(1).toString());
        List<StoreContext<String>> late = List.of(ending.context());
        ending.setExtension(Key.of("late", AutoCloseable.class), () -> wrong.addAll(wrong(late.get(0), saying("is closed"))));
        ExternRef.create(ending, "x", () -> wrong.addAll(wrong(late.get(0), saying("is closed"))));
        ending.close();
        assertEquals(List.of(), wrong);
    }

    @Test
    void fromAnotherThread() throws Exception {
        store.setEpochDeadline(-1);
        store.setFuel(100);
        List<String> wrong = new ArrayList<>();
        Func.create(store, FuncType.taking(), (caller, arguments) -> {
            for (Object context : List.of(store, store.context(), caller)) {
                FutureTask<Set<String>> other = new FutureTask<>(() -> wrong(context, ConcurrentUseException.class::isInstance));
                new Thread(other, "other").start();
                other.get().stream().filter(one -> !FOR_ANY_THREAD.contains(one.substring(0, one.indexOf(':')))).forEach(wrong::add);
            }
            return null;
        }).call();
        assertEquals(List.of(), wrong);
        assertEquals(null, store.data(), "setData is for any thread");
    }
}
