package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.LimitException;
import org.granary.engine.LinkException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(240)
class SharedBudgetTest {
    private static final long PAGE = MemoryType.PAGE_SIZE;

    private final Engine engine = Engine.create(builder().build());
    private final Store<Void> first = Store.create(engine);
    private final Store<Void> second = Store.create(engine);
    private final SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, 10));

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        engine.close();
    }

    private Instance sharing(Store<Void> store) {
        return Instance.create(store, engine.compile(Modules.sharing(1, 10)), List.of(memory));
    }

    private static int grow(Instance instance, int pages) {
        return (int) instance.func("grow").call(pages)[0];
    }

    private static void refused(String words, Executable action) {
        String message = assertThrows(LimitException.class, action).getMessage();
        assertTrue(message.contains(words), message);
    }

    @Test
    void aStoreIsChargedAtTheImport() {
        first.totalBudget(PAGE);
        sharing(first);
        refused("found 131072 bytes", () -> Memory.create(first, MemoryType.of(1)));
        sharing(first);
        second.totalBudget(PAGE - 1);
        refused("has no room for a shared memory of 65536 bytes", () -> sharing(second));
        assertTrue(second.lastRefusal().orElseThrow().contains("total budget"));
        second.totalBudget(PAGE);
        sharing(second);
    }

    @Test
    void everyStoreIsChargedAtEveryGrowthOrNone() {
        Instance here = sharing(first);
        Instance there = sharing(second);
        first.totalBudget(5 * PAGE);
        second.totalBudget(3 * PAGE);
        assertEquals(1, grow(here, 2));
        assertEquals(-1, grow(here, 1));
        assertTrue(first.lastRefusal().orElseThrow().contains("the total budget of " + second.context()),
                () -> first.lastRefusal().orElseThrow());
        assertEquals(-1, grow(there, 1));
        refused("the budget of a store that uses it", () -> memory.grow(1));
        assertEquals(3, memory.size());
        Memory.create(first, MemoryType.of(2));
        refused("total budget", () -> Memory.create(first, MemoryType.of(1)));
        second.totalBudget(-1);
        assertEquals(-1, grow(there, 1));
        first.totalBudget(6 * PAGE);
        assertEquals(3, grow(there, 1));
    }

    @Test
    void whatAStoreHoldsAloneCountsToo() {
        first.totalBudget(4 * PAGE);
        Memory own = Memory.create(first, MemoryType.of(1, 9));
        Instance here = sharing(first);
        assertEquals(1, own.grow(1));
        assertEquals(1, grow(here, 1));
        refused("total budget of the store: expected at most 262144 bytes, found 327680 bytes", () -> own.grow(1));
        refused("the budget of a store", () -> memory.grow(1));
    }

    @Test
    void aMemoryThatTheStoreMakesItselfIsChargedOnce() {
        first.totalBudget(2 * PAGE);
        Instance maker =
                Instance.create(first, engine.compile(Modules.agent(new Wasm().shared(1, 9).export("s", 2, 0)).bytes()), List.of());
        Instance.create(first, engine.compile(Modules.sharing(1, 9)), List.of(maker.sharedMemory("s")));
        assertEquals(1, grow(maker, 1));
        assertEquals(-1, grow(maker, 1));
        refused("total budget", () -> Memory.create(first, MemoryType.of(1)));
    }

    @Test
    void anInstanceThatFailsLeavesTheAccountAsItWas() {
        first.totalBudget(PAGE);
        byte[] failing = new Wasm().importShared("", "", 1, 10).importMemory("a", "b", 1).bytes();
        Memory own = Memory.create(first, MemoryType.of(0, 1));
        assertThrows(LinkException.class, () -> Instance.create(first, engine.compile(failing), List.of(memory, own)));
        assertEquals(0, own.grow(1));
        assertEquals(1, memory.grow(2));
    }

    @Test
    void aStoreThatIsClosedIsChargedNoMore() {
        first.totalBudget(PAGE);
        sharing(first);
        refused("the budget of a store", () -> memory.grow(1));
        first.close();
        assertEquals(1, memory.grow(1));
    }

    @Test
    void onlyTheStoreWhoseCallGrowsItIsAsked() {
        List<String> asked = new ArrayList<>();
        first.limiter(limiter("first", asked));
        second.limiter(limiter("second", asked));
        Instance here = sharing(first);
        sharing(second);
        assertEquals(1, grow(here, 1));
        assertEquals(List.of("first 1 2 10"), asked);
        assertEquals(2, memory.grow(1));
        assertEquals(List.of("first 1 2 10"), asked);
        assertEquals(-1, grow(here, 5));
        assertEquals(3, memory.size());
        assertTrue(first.lastRefusal().orElseThrow().contains("the host's resource limiter refuses"));
    }

    /** The thread is inside of both, the one or the other around; whichever has used the memory longer. */
    @Test
    void ofStoresInsideEachOtherTheInnermostIsAsked() {
        List<String> asked = new ArrayList<>();
        first.limiter(limiter("first", asked));
        second.limiter(limiter("second", asked));
        sharing(first);
        sharing(second);
        Map<Store<Void>, Func> growing = new HashMap<>();
        for (Store<Void> store : List.of(first, second)) {
            growing.put(store, Func.create(store, FuncType.taking(), (caller, arguments) -> {
                memory.grow(0);
                memory.grow(1);
                return null;
            }));
        }
        for (Store<Void> inner : List.of(second, first)) {
            Func outer = Func.create(inner == second ? first : second, FuncType.taking(), (caller, arguments) -> {
                growing.get(inner).call();
                // it has come back
                memory.grow(1);
                return null;
            });
            asked.clear();
            outer.call();
            assertEquals(inner == second ? List.of("second 1 2 10", "first 2 3 10") : List.of("first 3 4 10", "second 4 5 10"), asked);
        }
        // once more inside of the inner one, by way of a hook that an exception leaves
        second.callHook((context, transition) -> {
            if (transition == CallHook.Transition.CALLING_WASM) {
                memory.grow(1);
                throw new IllegalStateException("enough");
            }
        });
        Func around = Func.create(first, FuncType.taking(), (caller, arguments) -> {
            assertThrows(IllegalStateException.class, growing.get(second)::call);
            assertThrows(LimitException.class, () -> memory.grow(1));
            return null;
        });
        asked.clear();
        around.call();
        assertEquals(List.of("second 5 6 10", "first 6 7 10"), asked);
    }

    /** What runs in the inner store beside its host functions. */
    @Test
    void finalisersAndFirstValuesAreOfTheInnerStoreToo() {
        List<String> asked = new ArrayList<>();
        first.limiter(limiter("first", asked));
        second.limiter(limiter("second", asked));
        sharing(first);
        sharing(second);
        Key<Long> grown = Key.of("grown", Long.class, () -> memory.grow(1));
        Key<AutoCloseable> closed = Key.of("closed", AutoCloseable.class, () -> () -> memory.grow(1));
        Func around = Func.create(first, FuncType.taking(), (caller, arguments) -> {
            second.core().exclusively(core -> core.finalise(() -> memory.grow(1)));
            second.extension(grown);
            second.extension(closed);
            second.setExtension(closed, null);
            memory.grow(1);
            return null;
        });
        around.call();
        assertEquals(List.of("second 1 2 10", "second 2 3 10", "second 3 4 10", "first 4 5 10"), asked);
    }

    private static ResourceLimiter limiter(String name, List<String> asked) {
        return new ResourceLimiter() {
            @Override
            public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
                asked.add(name + " " + currentBytes / PAGE + " " + wantedBytes / PAGE + " " + maximumBytes.getAsLong() / PAGE);
                return wantedBytes <= 6 * PAGE;
            }

            @Override
            public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
                return true;
            }
        };
    }

    @Test
    void theLimitOfAMemoryHoldsForWhoGrowsIt() {
        first.limiter(2 * PAGE, -1, -1, -1, -1);
        Instance here = sharing(first);
        assertEquals(1, grow(here, 1));
        assertEquals(-1, grow(here, 1));
        assertEquals(2, grow(sharing(second), 1));
    }

    @Test
    void memoriesOfAModuleAreCounted() {
        first.limiter(-1, -1, -1, -1, 1);
        byte[] making = new Wasm().shared(1, 1).bytes();
        Instance made = Instance.create(first, engine.compile(making), List.of());
        sharing(first);
        refused("memories of the store: expected at most 1, found 2", () -> Instance.create(first, engine.compile(making), List.of()));
        Reference.reachabilityFence(made);
    }

    @Test
    void refusedGrowthTrapsWhereSoConfigured() {
        Instance here = sharing(first);
        sharing(second);
        second.totalBudget(PAGE);
        first.trapOnRefusedGrowth(true);
        Trap trap = assertThrows(Trap.class, () -> grow(here, 1));
        assertEquals(TrapCode.ALLOCATION_TOO_LARGE, trap.code());
        assertTrue(trap.getCause().getMessage().contains("the total budget of " + second.context()), trap.getCause().getMessage());
        second.totalBudget(-1);
        first.limiter(2 * PAGE, -1, -1, -1, -1);
        assertEquals(1, grow(here, 1));
        assertThrows(Trap.class, () -> grow(here, 1));
        assertEquals(2, memory.size());
    }

    /**
     * Two stores with room for two pages more: one grows memories of its own, the other the shared memory, and together they never take
     * more.
     */
    @Test
    void chargesOfSeveralThreadsAreOneStepEach() throws Exception {
        for (int round = 0; round < 200; round++) {
            SharedMemory shared = SharedMemory.create(engine, MemoryType.shared(1, 100));
            try (Store<Void> one = Store.create(engine); Store<Void> two = Store.create(engine)) {
                byte[] module = Modules.sharing(1, 100);
                Instance.create(one, engine.compile(module), List.of(shared));
                Instance grower = Instance.create(two, engine.compile(module), List.of(shared));
                Memory own = Memory.create(one, MemoryType.of(1));
                one.totalBudget(6 * PAGE);
                CyclicBarrier start = new CyclicBarrier(2);
                FutureTask<Integer> foreign = beside(() -> {
                    start.await();
                    int grown = 0;
                    for (int i = 0; i < 8; i++) {
                        grown += grow(grower, 1) >= 0 ? 1 : 0;
                    }
                    return grown;
                });
                start.await();
                int mine = 0;
                for (int i = 0; i < 8; i++) {
                    try {
                        own.grow(1);
                        mine++;
                    } catch (LimitException e) {
                        assertTrue(e.getMessage().contains("total budget"), e.getMessage());
                    }
                }
                assertEquals(4, mine + foreign.get(30, TimeUnit.SECONDS));
            }
        }
    }

    private static <R> FutureTask<R> beside(Callable<R> body) {
        FutureTask<R> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "beside");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** An import that was refused is no import: the next one is charged, however often it was tried. */
    @Test
    void aRefusedImportLeavesNothingBehind() {
        first.totalBudget(PAGE - 1);
        for (int i = 0; i < 3; i++) {
            refused("has no room for a shared memory of 65536 bytes", () -> sharing(first));
        }
        assertEquals(0, first.snapshot().usedBytes());
        assertEquals(1, memory.grow(1));
        first.totalBudget(3 * PAGE);
        Instance here = sharing(first);
        assertEquals(2 * PAGE, first.snapshot().usedBytes());
        assertEquals(2, grow(here, 1));
        assertEquals(-1, grow(here, 1));
    }

    /** Others go on using the memory, and let it grow. */
    @Test
    void aClosedInstanceIsChargedNoMoreWhenTheJvmHasCollectedIt() {
        Instance there = sharing(second);
        first.totalBudget(2 * PAGE);
        sharing(first).close();
        Memory own = Memory.create(first, MemoryType.of(1, 2));
        assertEquals(1, own.grow(1));
        refused("has no room for a shared memory of 65536 bytes", () -> sharing(first));
        first.totalBudget(3 * PAGE);
        sharing(first).close();
        SharedMemory other = SharedMemory.create(engine, MemoryType.shared(1, 10));
        Instance.create(first, engine.compile(Modules.sharing(1, 10)), List.of(other)).close();
        assertEquals(3 * PAGE, first.snapshot().usedBytes());
        first.gc();
        assertEquals(2 * PAGE, first.snapshot().usedBytes());
        assertEquals(2, own.size());
        assertEquals(1, grow(there, 5));
        Instance again = Instance.create(second, engine.compile(Modules.sharing(1, 10)), List.of(memory));
        second.gc();
        assertEquals(6 * PAGE, second.snapshot().usedBytes());
        again.close();
        second.gc();
        assertEquals(6 * PAGE, second.snapshot().usedBytes(), "the first one still uses it");
        assertEquals(6, grow(there, 1));
    }
}
