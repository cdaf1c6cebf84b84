package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.engine.WeakEngine;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.vm.LinearMemory;
import org.junit.jupiter.api.Test;

class StoreTest {
    @Test
    void aStoreWithoutEngineBringsItsOwn() {
        try (Store<Void> store = Store.create()) {
            assertNull(store.data());
            assertEquals(0, Memory.create(store, MemoryType.of(0, 1)).size());
        }
    }

    @Test
    void dataIsHeldAndReplaced() {
        try (Engine engine = Engine.create(); Store<String> store = Store.create(engine, "first")) {
            assertEquals("first", store.data());
            store.setData("second");
            assertEquals("second", store.context().data());
        }
    }

    @Test
    void theContextIsOneObject() {
        try (Store<Void> store = Store.create()) {
            StoreContext<Void> context = store.context();
            assertSame(context, store.context());
            assertSame(context, context.context());
            Func.create(store, FuncType.taking(), (caller, arguments) -> {
                assertSame(context, caller.context());
                return null;
            }).call();
        }
    }

    @Test
    void theLastHandleClosesTheStore() {
        Store<Void> first = Store.create();
        Store<Void> second = first.share();
        assertTrue(Store.same(first, second));
        StoreContext<Void> context = first.context();
        first.close();
        first.close();
        assertThrows(IllegalStateException.class, first::data);
        assertNull(second.data());
        second.close();
        assertThrows(IllegalStateException.class, context::data);
        assertThrows(IllegalStateException.class, second::share);
    }

    @Test
    void differentStoresAreNotTheSame() {
        try (Engine engine = Engine.create(); Store<Void> a = Store.create(engine); Store<Void> b = Store.create(engine)) {
            assertFalse(Store.same(a, b));
            assertTrue(Engine.same(a.engine(), b.engine()));
        }
    }

    @Test
    void theFinaliserRunsOnceOnTheLastData() {
        List<String> seen = new ArrayList<>();
        try (Engine engine = Engine.create()) {
            Store<String> store = Store.create(engine, "first", seen::add);
            store.setData("last");
            Store<String> other = store.share();
            store.close();
            assertEquals(List.of(), seen);
            other.close();
            other.close();
            assertEquals(List.of("last"), seen);
        }
    }

    @Test
    void aFinaliserFindsTheStoreClosed() {
        List<StoreContext<String>> context = new ArrayList<>();
        List<Class<?>> thrown = new ArrayList<>();
        try (Engine engine = Engine.create()) {
            Store<String> store = Store.create(engine, "data",
                    data -> thrown.add(assertThrows(IllegalStateException.class, context.get(0)::data).getClass()));
            context.add(store.context());
            store.close();
        }
        assertEquals(List.of(IllegalStateException.class), thrown);
    }

    @Test
    void intoDataEndsTheStoreWithoutFinaliser() {
        List<String> seen = new ArrayList<>();
        try (Engine engine = Engine.create()) {
            Store<String> store = Store.create(engine, "kept", seen::add);
            Store<String> other = store.share();
            assertEquals("kept", store.intoData());
            assertThrows(IllegalStateException.class, other::data);
            other.close();
        }
        assertEquals(List.of(), seen);
    }

    @Test
    void intoDataGivesTheDataThoughWhatWasKeptCannotBeClosed() {
        List<Throwable> told = new ArrayList<>();
        Thread.UncaughtExceptionHandler usual = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> told.add(thrown));
        try (Engine engine = Engine.create()) {
            Store<String> store = Store.create(engine, "kept");
            IllegalStateException failure = new IllegalStateException("stuck");
            store.setExtension(Key.of("stuck", AutoCloseable.class), () -> {
                throw failure;
            });
            assertEquals("kept", store.intoData());
            assertEquals(List.of(failure), told);
            told.clear();
            Store<String> other = Store.create(engine, "other");
            AssertionError error = new AssertionError("wrong");
            ExternRef.create(other, 1, () -> {
                throw error;
            });
            assertEquals("other", other.intoData());
            assertEquals(List.of(error), told);
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(usual);
        }
    }

    /** Everything that is let go has its turn, whatever went wrong before. */
    @Test
    void aFailureWhileTheStoreIsLetGoKeepsNeitherTheEngineNorTheFinaliser() {
        List<String> seen = new ArrayList<>();
        Engine engine = Engine.create();
        Store<String> store = Store.create(engine, "data", seen::add);
        LinearMemory stuck = new Stuck();
        store.core().limits.add(stuck);
        WeakEngine weak = engine.weak();
        engine.close();
        assertThrows(UnsupportedOperationException.class, store::close);
        assertEquals(List.of("data"), seen);
        assertTrue(weak.upgrade().isEmpty());
        Reference.reachabilityFence(stuck);
    }

    /** A memory that cannot be let go. */
    private static final class Stuck extends LinearMemory {
        Stuck() {
            super(null, MemoryType.of(0, 1));
        }

        @Override
        public long pages() {
            return 0;
        }

        @Override
        public long grow(long delta) {
            return -1;
        }

        @Override
        public void read(long address, byte[] target, int at, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(long address, byte[] source, int at, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void fill(long address, int value, long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void copy(long target, LinearMemory from, long source, long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void release() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void intoDataWaitsForNoCall() {
        try (Engine engine = Engine.create(); Store<String> store = Store.create(engine, "data")) {
            Func func = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                assertThrows(IllegalStateException.class, store::intoData);
                return null;
            });
            func.call();
            assertEquals("data", store.data());
        }
    }

    @Test
    void everythingOfAClosedStoreSaysSo() {
        Store<Void> store = Store.create();
        Memory memory = Memory.create(store, MemoryType.of(1, 1));
        Func func = Func.create(store, FuncType.taking(), (caller, arguments) -> null);
        store.close();
        for (org.junit.jupiter.api.function.Executable use : List.<org.junit.jupiter.api.function.Executable>of(memory::size,
                () -> memory.readInt(0), () -> memory.grow(1), func::call)) {
            String message = assertThrows(IllegalStateException.class, use).getMessage();
            assertTrue(message.contains("store-") && message.contains("is closed"), message);
        }
    }

    @Test
    void aStoreOutlivesTheHandleOfItsEngine() {
        Engine engine = Engine.create();
        Store<Void> store = Store.create(engine);
        engine.close();
        assertFalse(store.engine().config().interruptable());
        store.close();
    }

    /** The store's own handle is another one. */
    @Test
    void theEngineThatAStoreGivesCanBeClosedWithoutHarm() {
        Engine engine = Engine.create();
        WasmModule module = engine.compile(new Wasm().bytes());
        WeakEngine weak = engine.weak();
        try (Store<Void> store = Store.create(engine)) {
            store.engine().close();
            assertThrows(IllegalStateException.class, engine::unload);
            engine.close();
            Instance.create(store, module, List.of());
            Instance.create(store, store.engine().compile(new Wasm().bytes()), List.of());
            Engine again = weak.upgrade().orElseThrow();
            assertTrue(Engine.same(store.engine(), again));
            again.close();
        }
    }
}
