package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.granary.engine.EngineConfig;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class ExternRefTest extends OneStore {
    private final List<String> finalised = new ArrayList<>();

    @Override
    EngineConfig.Builder builder() {
        return super.builder().epochInterruption(true);
    }

    /** Makes a reference that nobody holds afterwards. */
    private void dropped(String name) {
        ExternRef.create(store, name, () -> finalised.add(name));
    }

    @Test
    void theObjectInsideMayCrossStores() {
        Object value = new Object();
        ExternRef first = ExternRef.create(store, value);
        try (Store<Void> other = Store.create(engine)) {
            ExternRef second = ExternRef.create(other, first.value());
            assertSame(value, second.value());
            assertNotEquals(first, second);
        }
    }

    @Test
    void gcRunsFinalisersOfWhatIsUnreachableOnTheCallingThread() {
        ExternRef held = ExternRef.create(store, "held", () -> finalised.add("held"));
        AtomicReference<Thread> ran = new AtomicReference<>();
        ExternRef.create(store, "thread", () -> ran.set(Thread.currentThread()));
        dropped("dropped");
        long count = store.gc();
        assertEquals(2, count);
        assertEquals(List.of("dropped"), finalised);
        assertSame(Thread.currentThread(), ran.get());
        assertEquals(0, store.gc());
        assertEquals("held", held.value());
        store.close();
        assertEquals(List.of("dropped", "held"), finalised);
    }

    @Test
    void whatGuestsHoldIsReachable() {
        Table table = Table.create(store, TableType.of(RefType.EXTERNREF, 1),
                ExternRef.create(store, "in a table", () -> finalised.add("in a table")));
        assertEquals(0, store.gc());
        assertEquals(List.of(), finalised);
        table.set(0, null);
        assertEquals(1, store.gc());
        assertEquals(List.of("in a table"), finalised);
    }

    @Test
    void theQueueIsAlsoEmptiedWhenACallEnters() throws Exception {
        store.setEpochDeadline(-1);
        Func answer = Instance.create(store, engine.compile(Modules.troubles()), List.of()).func("answer");
        dropped("dropped");
        for (int i = 0; i < 200 && finalised.isEmpty(); i++) {
            System.gc();
            Thread.onSpinWait();
            answer.call();
        }
        assertEquals(List.of("dropped"), finalised);
    }

    @Test
    void aFinaliserCannotUseTheStore() {
        List<Throwable> told = new ArrayList<>();
        ExternRef.create(store, "x", () -> told.add(assertThrows(IllegalStateException.class, store::data)));
        assertEquals(1, store.gc());
        store.epochDeadlineCallback(context -> UpdateDeadline.continueWith(1),
                () -> told.add(assertThrows(IllegalStateException.class, () -> store.context().setData(null))));
        store.epochDeadlineTrap();
        assertEquals(2, told.size());
        assertTrue(told.get(0).getMessage().contains("finaliser"), told.get(0).getMessage());
        store.setData(null);
    }

    @Test
    void failuresOfFinalisersComeAfterAllHaveRun() {
        ExternRef.create(store, "bad", () -> {
            throw new IllegalArgumentException("bad");
        });
        dropped("good");
        assertEquals("bad", assertThrows(IllegalArgumentException.class, store::gc).getMessage());
        assertEquals(List.of("good"), finalised);
        assertEquals(0, store.gc());
    }

    @Test
    void gcIsUnderTheThreadRule() throws Exception {
        List<Throwable> told = new ArrayList<>();
        Func host = Func.create(store, org.granary.type.FuncType.taking(), (caller, arguments) -> {
            Thread other = new Thread(() -> told.add(assertThrows(ConcurrentUseException.class, store::gc)));
            other.start();
            other.join();
            return null;
        });
        host.call();
        assertEquals(1, told.size());
    }
}
