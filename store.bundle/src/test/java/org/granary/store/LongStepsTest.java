package org.granary.store;

import static org.granary.store.Wasm.CALL;
import static org.granary.store.Wasm.GLOBAL_GET;
import static org.granary.store.Wasm.I32;
import static org.granary.store.Wasm.I32_CONST;
import static org.granary.store.Wasm.NONE;
import static org.granary.store.Wasm.TABLE_GET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One instruction on five million elements: whatever ends the call ends it amid the instruction, and not when all of it is done. */
@Timeout(240)
class LongStepsTest {
    /** 5,000,000 as an operand. */
    private static final int[] MANY = {I32_CONST, 0xc0, 0x96, 0xb1, 0x02};
    /** One less. */
    private static final int[] LAST = {I32_CONST, 0xbf, 0x96, 0xb1, 0x02};
    private static final int[] TARGET = {GLOBAL_GET, 0, 0xfb, 0x17, 1};
    private static final int[] SOURCE = {GLOBAL_GET, 1, 0xfb, 0x17, 1};
    private static final int[] AT_0 = {I32_CONST, 0};
    private static final int[] OF_TARGET = join(TARGET, LAST, new int[] {0xfb, 0x0d, 1});
    private static final int[] FILL = join(TARGET, AT_0, new int[] {I32_CONST, 7}, MANY, new int[] {0xfb, 0x10, 1});
    private static final int[] COPY = join(TARGET, AT_0, SOURCE, AT_0, MANY, new int[] {0xfb, 0x11, 1, 1});
    private static final int[] FILL_TABLE = join(AT_0, new int[] {0xd2, 1}, MANY, new int[] {0xfc, 0x11, 0});
    /** Whether there is something. */
    private static final int[] OF_TABLE = join(LAST, new int[] {TABLE_GET, 0, 0xd1, Wasm.I32_EQZ});

    private final Engine engine = Engine.create(builder().interruptable(true).build());
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

    private static int[] join(int[]... parts) {
        return IntStream.range(0, parts.length).flatMap(i -> IntStream.of(parts[i])).toArray();
    }

    /** Exports {@code run}, which calls the host and then takes a step, and {@code last}, which tells of the last element. */
    private static Instance instance(Store<Void> store, int[] step, int[] last, Runnable host) {
        Wasm wasm = new Wasm();
        int none = wasm.type(NONE, NONE);
        int array = wasm.rawType(0x5e, 0x78, 1);
        wasm.importFunc("env", "f", none);
        wasm.table(Wasm.FUNCREF, 5_000_000);
        wasm.global(0x6a, false, join(new int[] {I32_CONST, 0}, MANY, new int[] {0xfb, 0x06, array}));
        wasm.global(0x6a, false, join(new int[] {I32_CONST, 7}, MANY, new int[] {0xfb, 0x06, array}));
        wasm.exported("run", none, join(new int[] {CALL, 0}, step));
        wasm.exported("last", wasm.type(NONE, new int[] {I32}), last);
        Func function = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            host.run();
            return null;
        });
        return Instance.create(store, store.engine().compile(wasm.bytes()), List.of(function));
    }

    @Test
    void anInterruptEndsItInItsMiddle() {
        InterruptHandle handle = store.interruptHandle();
        for (int[][] one : new int[][][] {{FILL, OF_TARGET, {7}}, {COPY, OF_TARGET, {7}}, {FILL_TABLE, OF_TABLE, {1}}}) {
            boolean[] interrupts = {true};
            Instance instance = instance(store, one[0], one[1], () -> {
                if (interrupts[0]) {
                    handle.interrupt();
                }
            });
            assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, instance.func("run")::call).code());
            assertArrayEquals(new Object[] {0}, instance.func("last").call());
            interrupts[0] = false;
            instance.func("run").call();
            assertArrayEquals(new Object[] {one[2][0]}, instance.func("last").call());
            instance.close();
        }
    }

    @Test
    void anEpochThatTrapsEndsItInItsMiddleAndOneThatIsAskedAboutDoesNot() {
        try (Engine ticking = Engine.create(builder().epochInterruption(true).build()); Store<Void> store = Store.create(ticking)) {
            store.setEpochDeadline(1);
            Instance instance = instance(store, FILL, OF_TARGET, ticking::incrementEpoch);
            assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, instance.func("run")::call).code());
            store.setEpochDeadline(1);
            assertArrayEquals(new Object[] {0}, instance.func("last").call());
            int[] asked = {0};
            store.epochDeadlineCallback(context -> {
                asked[0]++;
                return UpdateDeadline.continueWith(1);
            });
            instance.func("run").call();
            assertEquals(0, asked[0]);
            assertArrayEquals(new Object[] {7}, instance.func("last").call());
            assertEquals(1, asked[0]);
        }
    }

    /** What it costs by size is paid when it is done, by whoever runs it. */
    @Test
    void aStepThatIsEndedHasNotPaidForItsSize() {
        try (Engine metered = Engine.create(builder().consumeFuel(true).interruptable(true).build()); Store<Void> store =
                Store.create(metered)) {
            store.setFuel(10_000_000);
            Instance instance = instance(store, FILL, OF_TARGET, store.interruptHandle()::interrupt);
            assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, instance.func("run")::call).code());
            assertEquals(8, store.fuelConsumed().orElseThrow());
        }
    }
}
