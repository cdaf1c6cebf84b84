package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.LimitException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TagType;
import org.granary.type.ValType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is called by a store calls the store: resource limiters are refused, all others may do what anybody may. */
@Timeout(240)
class ReentryTest {
    private static final long PAGE = MemoryType.PAGE_SIZE;

    private final Engine engine = Engine.create(builder().interruptable(true).epochInterruption(true).build());
    private final List<String> finalised = new ArrayList<>();
    private final Store<String> store = Store.create(engine, "data", finalised::add);
    private final WasmModule module = engine.compile(growing());
    private final Instance guest;

    ReentryTest() {
        store.setEpochDeadline(1_000_000);
        guest = Instance.create(store, module, List.of());
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

    /** A memory {@code m}, a table {@code t}; {@code grow} grows the memory, {@code growTable} the table, {@code one} gives 1. */
    private static byte[] growing() {
        Wasm wasm = new Wasm().memory(1).table(Wasm.FUNCREF, 1).export("m", 2, 0).export("t", 1, 0);
        int unary = wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32});
        wasm.exported("grow", unary, Wasm.LOCAL_GET, 0, Wasm.MEMORY_GROW, 0);
        wasm.exported("growTable", unary, Wasm.REF_NULL, Wasm.FUNCREF, Wasm.LOCAL_GET, 0, 0xfc, 0x0f, 0);
        wasm.exported("one", wasm.type(Wasm.NONE, new int[] {Wasm.I32}), Wasm.I32_CONST, 1);
        return wasm.bytes();
    }

    /** Does something each time it is asked, and agrees. */
    private record Doing(Runnable work) implements ResourceLimiter {
        @Override
        public boolean memoryGrowing(long current, long wanted, OptionalLong maximum) {
            work.run();
            return true;
        }

        @Override
        public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
            work.run();
            return true;
        }
    }

    /** All that changes a store or runs in it. */
    private Map<String, Runnable> actions() {
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("grow", () -> guest.memory("m").grow(1));
        all.put("growTable", () -> guest.table("t").grow(1, null));
        all.put("setElement", () -> guest.table("t").set(0, null));
        all.put("instance", () -> Instance.create(store, module, List.of()));
        all.put("memory", () -> Memory.create(store, MemoryType.of(1, 2)));
        all.put("table", () -> Table.create(store, TableType.of(RefType.FUNCREF, 1, 2)));
        all.put("func", () -> Func.create(store, FuncType.taking(), (caller, arguments) -> null));
        all.put("global", () -> Global.create(store, GlobalType.mutable(ValType.I32), 1));
        all.put("tag", () -> Tag.create(store, new TagType(FuncType.taking())));
        all.put("reference", () -> ExternRef.create(store, "x"));
        all.put("call", () -> guest.func("one").call());
        all.put("typed", () -> guest.typed("one", java.util.function.IntSupplier.class).getAsInt());
        all.put("limits", () -> store.limiter(-1, -1, 1, 1, 1));
        all.put("limiter", () -> store.limiter(null));
        all.put("budget", () -> store.totalBudget(1));
        all.put("hook", () -> store.callHook(null));
        all.put("trapping", () -> store.trapOnRefusedGrowth(true));
        all.put("closeInstance", guest::close);
        all.put("gc", store::gc);
        all.put("epoch", () -> store.setEpochDeadline(0));
        return all;
    }

    @Test
    void aLimiterCannotChangeItsStoreWhileItIsAsked() {
        Map<String, String> found = new LinkedHashMap<>();
        store.limiter(new Doing(() -> actions().forEach((name, action) -> {
            IllegalStateException refused = assertThrows(IllegalStateException.class, action::run, name);
            found.put(name, refused.getMessage());
        })));
        assertEquals(1, guest.func("grow").call(2)[0]);
        assertEquals(actions().keySet(), found.keySet());
        found.forEach((name, message) -> assertEquals("a resource limiter cannot use " + store + " while it is asked", message, name));
        found.clear();
        assertEquals(3, guest.memory("m").grow(1));
        assertEquals(1, guest.func("growTable").call(3)[0]);
        assertEquals(4, guest.table("t").grow(1, null));
        List<Extern> kept = List.of(Memory.create(store, MemoryType.of(1, 2)), Table.create(store, TableType.of(RefType.FUNCREF, 1, 2)));
        Instance other = Instance.create(store, module, List.of());
        assertEquals(actions().size(), found.size());
        StoreSnapshot now = store.snapshot();
        assertEquals(2, now.instances().size());
        assertEquals(3, now.memories().size());
        assertEquals(3, now.tables().size());
        assertEquals((4 + 1 + 1) * PAGE + (5 + 1 + 1) * 8, now.usedBytes());
        assertEquals(1, other.func("one").call()[0]);
        assertEquals(2, kept.size());
    }

    @Test
    void whatItDoesNotCatchEndsTheCallAndChangesNothing() {
        for (Runnable action : actions().values()) {
            store.limiter(new Doing(action));
            assertThrows(IllegalStateException.class, () -> guest.func("grow").call(1));
            assertThrows(IllegalStateException.class, () -> guest.memory("m").grow(1));
            assertThrows(IllegalStateException.class, () -> Instance.create(store, module, List.of()));
        }
        store.limiter(null);
        assertEquals(1, guest.memory("m").size());
        assertEquals(1, store.snapshot().instances().size());
        assertEquals(PAGE + 8, store.snapshot().usedBytes());
        assertEquals(1, guest.func("grow").call(1)[0]);
    }

    @Test
    void aLimiterMayLook() {
        List<Object> seen = new ArrayList<>();
        store.limiter(new Doing(() -> seen.addAll(List.of(store.data(), store.snapshot().usedBytes(), store.lastRefusal().isPresent(),
                guest.memory("m").size(), guest.table("t").size(), guest.memory("m").readByte(0), store.stopRequested()))));
        guest.func("grow").call(1);
        assertEquals(List.of("data", PAGE + 8, false, 1L, 1L, (byte) 0, false), seen);
    }

    @Test
    void aLimiterMayUseAnotherStore() {
        try (Store<Void> other = Store.create(engine)) {
            other.setEpochDeadline(1_000_000);
            Instance there = Instance.create(other, module, List.of());
            store.limiter(new Doing(() -> there.func("grow").call(1)));
            other.limiter(new Doing(() -> assertThrows(IllegalStateException.class, () -> guest.memory("m").grow(1))));
            assertEquals(1, guest.func("grow").call(1)[0]);
            assertEquals(2, there.memory("m").size());
            assertEquals(2, guest.memory("m").size());
        }
    }

    @Test
    void aLimiterMayCloseItsStore() {
        store.limiter(new Doing(store::close));
        assertEquals(1, guest.memory("m").grow(1));
        assertEquals(List.of("data"), finalised);
        assertThrows(IllegalStateException.class, () -> guest.memory("m").size());
    }

    @Test
    void sharedMemoriesThatALimiterGrowsAreRefusedToo() {
        SharedMemory shared = SharedMemory.create(engine, MemoryType.shared(1, 10));
        Instance user = Instance.create(store, engine.compile(Modules.sharing(1, 10)), List.of(shared));
        List<String> found = new ArrayList<>();
        store.limiter(new Doing(() -> found.add(assertThrows(IllegalStateException.class, () -> shared.grow(1)).getMessage())));
        assertEquals(1, user.func("grow").call(1)[0]);
        assertEquals(2, shared.size());
        assertEquals(1, found.size());
    }

    @Test
    void aRefusalInsideACreationLeavesTheAccount() {
        store.limiter(-1, -1, 3, 3, 3);
        int[] asked = {0};
        store.limiter(new Doing(() -> {
            assertThrows(IllegalStateException.class, () -> Instance.create(store, module, List.of()));
            asked[0]++;
        }));
        Instance.create(store, module, List.of());
        Instance.create(store, module, List.of());
        assertThrows(LimitException.class, () -> Instance.create(store, module, List.of()));
        assertEquals(4, asked[0]);
        assertEquals(3, store.snapshot().instances().size());
        assertEquals(3 * (PAGE + 8), store.snapshot().usedBytes());
    }

    @Test
    void aHookMayDoWhatAnybodyMay() {
        actions().keySet().forEach(name -> {
            List<CallHook.Transition> seen = new ArrayList<>();
            store.callHook((context, transition) -> {
                seen.add(transition);
                if (!name.equals("epoch") && !name.equals("closeInstance")) {
                    actions().get(name).run();
                }
            });
            assertEquals(1, guest.func("one").call()[0], name);
            assertEquals(name.equals("hook") ? 1 : 2, seen.size(), name);
            store.callHook(null);
            store.limiter(-1, -1, -1, -1, -1);
            store.totalBudget(-1);
            store.trapOnRefusedGrowth(false);
        });
        assertEquals(3, store.snapshot().instances().size());
        assertEquals(3, guest.memory("m").size());
    }

    @Test
    void aHookMayCloseItsInstanceAndItsStore() {
        Func one = guest.func("one");
        store.callHook((context, transition) -> guest.close());
        assertEquals(1, one.call()[0]);
        assertThrows(IllegalStateException.class, one::call);
        assertEquals(0, store.snapshot().instances().size());
        Func other = Instance.create(store, module, List.of()).func("one");
        store.callHook((context, transition) -> {
            assertThrows(IllegalStateException.class, store::intoData);
            store.close();
        });
        assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, other::call).code());
        assertEquals(List.of("data"), finalised);
    }

    @Test
    void aHostFunctionMayDoWhatAnybodyMay() {
        Map<String, Runnable> all = actions();
        List<String> done = new ArrayList<>();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            all.forEach((name, action) -> {
                if (!name.equals("limits") && !name.equals("epoch") && !name.equals("closeInstance")) {
                    action.run();
                    store.totalBudget(-1);
                    done.add(name);
                }
            });
            caller.setData("other");
            assertThrows(IllegalStateException.class, store::intoData);
            return null;
        });
        Instance.create(store, engine.compile(Modules.calling()), List.of(host)).func("run").call();
        assertEquals(all.size() - 3, done.size());
        assertEquals("other", store.data());
        assertEquals(2, guest.memory("m").size());
        assertEquals(3, store.snapshot().instances().size());
    }

    @Test
    void anEpochCallbackMayDoWhatAnybodyMay() {
        Func spin = Instance.create(store, engine.compile(Modules.troubles()), List.of()).func("spin");
        Map<String, Runnable> all = actions();
        List<String> done = new ArrayList<>();
        List<String> told = new ArrayList<>();
        store.setEpochDeadline(0);
        store.epochDeadlineCallback(context -> {
            context.setEpochDeadline(1_000);
            all.forEach((name, action) -> {
                if (!name.equals("limits") && !name.equals("closeInstance") && !name.equals("epoch")) {
                    action.run();
                    store.totalBudget(-1);
                    done.add(name);
                }
            });
            context.epochDeadlineCallback(inner -> {
                store.close();
                return UpdateDeadline.continueWith(0);
            }, () -> told.add("second"));
            assertEquals(List.of("first"), told);
            return UpdateDeadline.continueWith(0);
        }, () -> told.add("first"));
        assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, spin::call).code());
        assertEquals(all.size() - 3, done.size());
        assertEquals(List.of("first", "second"), told);
        assertEquals(List.of("data"), finalised);
    }

    @Test
    void aFinaliserIsRefusedAllOfIt() {
        List<String> allowed = new ArrayList<>();
        Map<String, Runnable> all = actions();
        store.epochDeadlineCallback(context -> UpdateDeadline.continueWith(1), () -> all.forEach((name, action) -> {
            try {
                action.run();
                allowed.add(name);
            } catch (IllegalStateException e) {
                assertTrue(e.getMessage().contains("a finaliser cannot use its store"), e.getMessage());
            }
        }));
        store.epochDeadlineTrap();
        assertEquals(List.of(), allowed);
        assertEquals(1, guest.memory("m").size());
        assertFalse(store.snapshot().instances().isEmpty());
    }
}
