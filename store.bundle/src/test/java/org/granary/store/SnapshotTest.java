package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalLong;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @Test
    void aSnapshotTellsWhatAStoreHolds() {
        try (Engine engine = Engine.create(builder().consumeFuel(true).build()); Store<Void> store = Store.create(engine)) {
            store.limiter(100_000, 50, -1, 5, 6);
            store.totalBudget(1_000_000);
            store.setFuel(100);
            Memory memory = Memory.create(store, MemoryType.of(1, 3));
            Table table = Table.create(store, TableType.of(RefType.FUNCREF, 4), null);
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> null);
            Instance instance = Instance.create(store, engine.compile(Modules.calling()), List.of(host));
            instance.func("run").call();
            assertThrows(Trap.class, () -> instance.func("deep").call());
            StoreSnapshot snapshot = store.snapshot();
            assertEquals(store.toString(), snapshot.name());
            assertEquals(List.of(new StoreSnapshot.Instance("calling", instance.module().sha256())), snapshot.instances());
            assertEquals(List.of(new StoreSnapshot.Memory(memory.type(), 65_536)), snapshot.memories());
            assertEquals(List.of(new StoreSnapshot.Table(table.type(), 4)), snapshot.tables());
            assertEquals(65_536 + 32, snapshot.usedBytes());
            assertEquals(OptionalLong.of(96), snapshot.remainingFuel());
            assertEquals(OptionalLong.of(4), snapshot.consumedFuel());
            assertEquals(new StoreSnapshot.Limits(100_000, 50, 10_000, 5, 6, 1_000_000), snapshot.limits());
            assertEquals(new StoreSnapshot.Counters(2, 2, 1, 1), snapshot.counters());
            instance.close();
            assertEquals(List.of(), store.snapshot().instances());
        }
    }

    @Test
    void withoutFuelThereIsNone() {
        try (Store<Void> store = Store.create()) {
            assertEquals(OptionalLong.empty(), store.snapshot().remainingFuel());
            assertEquals(OptionalLong.empty(), store.snapshot().consumedFuel());
        }
    }
}
