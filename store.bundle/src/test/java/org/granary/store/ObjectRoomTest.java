package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Structures and exceptions count what they take of the JVM, also where each number in them is an object of its own. */
class ObjectRoomTest {
    private static final int VALUES = 120;
    private static final int MANY = 5_000;

    /** An operand that no other is, and that is no small number. */
    private static IntStream operand(int type) {
        IntStream number = IntStream.of(Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 0x80 | 0x48, 0x3f, Wasm.I32_ADD);
        // as 64 bits where the field has them
        return type == Wasm.I64 ? IntStream.concat(number, IntStream.of(0xac)) : number;
    }

    private static int[] operands(int type) {
        return IntStream.range(0, VALUES).flatMap(i -> operand(type)).toArray();
    }

    private static int[] joined(int[]... parts) {
        return Stream.of(parts).flatMapToInt(IntStream::of).toArray();
    }

    /** The function makes a list of structures; each holds the one before it. */
    private static byte[] structures(int field) {
        Wasm wasm = new Wasm();
        int[] fields = IntStream.range(0, VALUES).flatMap(i -> IntStream.of(field, 1)).toArray();
        int node = wasm.rawType(joined(new int[] {0x5f, VALUES + 1, 0x6e, 1}, fields));
        wasm.global(0x6e, true, Wasm.REF_NULL, 0x6e);
        int type = wasm.rawType(0x60, 1, Wasm.I32, 0);
        wasm.exported("fill", type, joined(new int[] {Wasm.LOOP, Wasm.VOID, Wasm.GLOBAL_GET, 0}, operands(field),
                new int[] {0xfb, 0x00, node, Wasm.GLOBAL_SET, 0, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, 0x6b, 0x22, 0, Wasm.BR_IF, 0,
                    Wasm.END}));
        return wasm.bytes();
    }

    /** The function makes a chain of exceptions; each carries the one before it. */
    private static byte[] exceptions(int value) {
        Wasm wasm = new Wasm();
        int[] values = IntStream.generate(() -> value).limit(VALUES).toArray();
        wasm.tag(wasm.rawType(joined(new int[] {0x60, VALUES + 1, Wasm.EXNREF}, values, new int[] {0})));
        wasm.global(Wasm.EXNREF, true, Wasm.REF_NULL, Wasm.EXNREF);
        int type = wasm.rawType(0x60, 1, Wasm.I32, 0);
        int[] thrown = {Wasm.LOOP, Wasm.VOID, Wasm.BLOCK, Wasm.EXNREF, Wasm.TRY_TABLE, Wasm.VOID, 1, 3, 0, Wasm.GLOBAL_GET, 0};
        wasm.exported("fill", type, joined(thrown, operands(value), new int[] {Wasm.THROW, 0, Wasm.END, Wasm.UNREACHABLE, Wasm.END,
            Wasm.GLOBAL_SET, 0, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, 0x6b, 0x22, 0, Wasm.BR_IF, 0, Wasm.END}));
        return wasm.bytes();
    }

    private static long allocated(Runnable work) {
        com.sun.management.ThreadMXBean memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        work.run();
        return memory.getCurrentThreadAllocatedBytes() - before;
    }

    private static void bounded(boolean interpreter, byte[] module) {
        try (Engine engine = Engine.create(EngineConfig.builder().interpreter(interpreter).build()); Store<String> store =
                Store.create(engine, "")) {
            store.totalBudget(1 << 30);
            Func fill = Instance.create(store, engine.compile(module), List.of()).func("fill");
            fill.call(1);
            long before = store.snapshot().usedBytes();
            long bytes = allocated(() -> fill.call(MANY));
            long counted = store.snapshot().usedBytes() - before;
            assertTrue(bytes < 3 * counted, "took " + bytes + " bytes of the JVM, counted " + counted);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 0x78", "true, 0x78", "false, 0x77", "true, 0x77", "false, 0x7f", "true, 0x7f", "false, 0x7e", "true, 0x7e"})
    void structuresTakeNoMoreThanThriceWhatTheyCount(boolean interpreter, int field) {
        bounded(interpreter, structures(field));
    }

    @ParameterizedTest
    @CsvSource({"false, 0x7f", "true, 0x7f", "false, 0x7e", "true, 0x7e"})
    void exceptionsTakeNoMoreThanThriceWhatTheyCount(boolean interpreter, int value) {
        bounded(interpreter, exceptions(value));
    }
}
