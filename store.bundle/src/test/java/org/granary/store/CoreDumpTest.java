package org.granary.store;

import static org.granary.store.Wasm.CALL;
import static org.granary.store.Wasm.END;
import static org.granary.store.Wasm.I32;
import static org.granary.store.Wasm.I32_CONST;
import static org.granary.store.Wasm.I32_STORE;
import static org.granary.store.Wasm.I64;
import static org.granary.store.Wasm.NONE;
import static org.granary.store.Wasm.UNREACHABLE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteReader;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.GuestFrame;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.CustomSection;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

/** Core dumps, read back with the engine's own decoder. */
class CoreDumpTest {
    private static final int GLOBAL_SET = 0x24;
    private static final int F64 = 0x7c;
    private static final int FUNCREF = 0x70;
    private static final EngineConfig COMPILED = EngineConfig.builder().coreDumpOnTrap(true).build();
    private static final EngineConfig INTERPRETED = EngineConfig.builder().coreDumpOnTrap(true).interpreter(true).build();

    /** Exports {@code fail}, which changes a private global and a byte of memory and then traps one call deeper. */
    private static byte[] failing() {
        Wasm wasm = new Wasm().name("failing").memory(2, 5);
        int none = wasm.type(NONE, NONE);
        int number = wasm.type(new int[] {I32, I64}, NONE);
        wasm.global(I32, true, I32_CONST, 7).global(F64, false, 0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f).global(FUNCREF, true, 0xd0, FUNCREF);
        wasm.func(number, UNREACHABLE);
        wasm.exported("fail", none, I32_CONST, 11, GLOBAL_SET, 0, I32_CONST, 9, I32_CONST, 0x2a, I32_STORE, 2, 0, I32_CONST, 1, 0x42, 2,
                CALL, 0);
        return wasm.export("memory", 2, 0).name(0, "deep").data(0, "x").bytes();
    }

    private static Trap fail(Instance instance) {
        Func func = instance.func("fail");
        return assertThrows(Trap.class, func::call);
    }

    private static ByteReader section(ParsedModule dump, String name) {
        List<CustomSection> found = dump.customs().stream().filter(custom -> custom.name().equals(name)).toList();
        assertEquals(1, found.size(), name);
        return new ByteReader(Arrays.copyOfRange(dump.bytes(), found.get(0).from(), found.get(0).to()));
    }

    private static List<Integer> indices(ByteReader in) {
        List<Integer> all = new ArrayList<>();
        for (int i = in.u32(); i > 0; i--) {
            all.add(in.u32());
        }
        return all;
    }

    @Test
    void aDumpIsReadBackByTheDecoder() {
        for (EngineConfig config : List.of(COMPILED, INTERPRETED)) {
            try (Engine engine = Engine.create(config); Store<Void> store = Store.create(engine)) {
                Instance instance = Instance.create(store, engine.compile(failing()), List.of());
                WasmCoreDump dump = WasmCoreDump.of(fail(instance)).orElseThrow();
                byte[] bytes = dump.serialize("program");
                engine.validate(bytes);
                ParsedModule read = ModuleDecoder.decode(bytes, config);

                ByteReader core = section(read, "core");
                assertEquals(0, core.u8());
                assertEquals("program", core.name());
                ByteReader modules = section(read, "coremodules");
                assertEquals(1, modules.u32());
                assertEquals(0, modules.u8());
                assertEquals("failing", modules.name());
                ByteReader instances = section(read, "coreinstances");
                assertEquals(1, instances.u32());
                assertEquals(0, instances.u8());
                assertEquals(0, instances.u32());
                assertEquals(List.of(0), indices(instances));
                assertEquals(List.of(0, 1, 2), indices(instances));

                assertEquals(List.of(ValType.I32, ValType.F64, ValType.FUNCREF),
                        read.globals().stream().map(global -> global.type().content()).toList());
                assertTrue(read.globals().stream().noneMatch(global -> global.type().mutable()));
                assertArrayEquals(new byte[] {I32_CONST, 11, END},
                        Arrays.copyOfRange(bytes, read.globals().get(0).init().from(), read.globals().get(0).init().to()));
                assertEquals("memory 2 5", "memory " + read.memories().get(0).type().limits().min() + " "
                        + read.memories().get(0).type().limits().max().orElse(0));
                assertEquals(1, read.data().size());
                ParsedModule.DataSegment data = read.data().get(0);
                assertArrayEquals(new byte[] {'x', 0, 0, 0, 0, 0, 0, 0, 0, 0x2a},
                        Arrays.copyOfRange(bytes, data.from(), data.from() + data.length()));
            }
        }
    }

    @Test
    void theStackHasFramesInnermostFirstAndLocalsThatAreMissing() {
        try (Engine engine = Engine.create(COMPILED); Store<Void> store = Store.create(engine)) {
            Trap trap = fail(Instance.create(store, engine.compile(failing()), List.of()));
            ParsedModule read = ModuleDecoder.decode(WasmCoreDump.of(trap).orElseThrow().serialize(""), COMPILED);
            ByteReader stack = section(read, "corestack");
            assertEquals(0, stack.u8());
            assertEquals("main", stack.name());
            assertEquals(2, stack.u32());
            for (GuestFrame frame : trap.frames()) {
                assertEquals(0, stack.u8());
                assertEquals(0, stack.u32(), "instance");
                assertEquals(frame.function(), stack.u32());
                assertEquals(frame.offset(), stack.u32());
                int locals = frame.function() == 0 ? 2 : 0;
                assertEquals(locals, stack.u32());
                for (int i = 0; i < locals; i++) {
                    assertEquals(1, stack.u8());
                }
                assertEquals(0, stack.u32(), "operands");
            }
            assertTrue(stack.atEnd());
        }
    }

    /** What a frame holds, as text: a number with its type's code, and a stroke for what is missing. */
    private static List<String> values(ByteReader in) {
        List<String> all = new ArrayList<>();
        for (int i = in.u32(); i > 0; i--) {
            int type = in.u8();
            all.add(switch (type) {
                case 0x01 -> "-";
                case I32 -> "i32 " + in.s32();
                case I64 -> "i64 " + in.s64();
                case Wasm.F32 -> "f32 " + Float.intBitsToFloat(in.fixed32());
                case F64 -> "f64 " + Double.longBitsToDouble(in.fixed64());
                default -> throw new AssertionError("type " + type);
            });
        }
        return all;
    }

    private static ByteReader stackOf(Trap trap, String thread, int frames) {
        byte[] bytes = WasmCoreDump.of(trap).orElseThrow().serialize("");
        ByteReader stack = section(ModuleDecoder.decode(bytes, INTERPRETED), "corestack");
        assertEquals(0, stack.u8());
        assertEquals(thread, stack.name());
        assertEquals(frames, stack.u32());
        return stack;
    }

    private static void frame(ByteReader stack, int instance, int function) {
        assertEquals(0, stack.u8());
        assertEquals(instance, stack.u32(), "instance");
        assertEquals(function, stack.u32(), "function");
        stack.u32();
    }

    /** Two calls deep; the outer one holds an operand below those of the call, the inner one those of a division. */
    private static byte[] holding() {
        Wasm wasm = new Wasm();
        int inner = wasm.type(new int[] {I32, I64, Wasm.F32, F64, Wasm.EXTERNREF, 0x7b}, new int[] {I32});
        int outer = wasm.type(new int[] {I32}, new int[] {I64});
        wasm.func(inner, 0x42, 0x7b, Wasm.LOCAL_GET, 0, I32_CONST, 0, Wasm.I32_DIV_S, Wasm.LOCAL_GET, 0, UNREACHABLE);
        wasm.exported("fail", outer, 0x42, 9, Wasm.LOCAL_GET, 0, 0x42, 0x7e, 0x43, 0, 0, 0, 0x40, 0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f,
                Wasm.REF_NULL, Wasm.EXTERNREF, 0xfd, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, CALL, 0, Wasm.DROP);
        return wasm.bytes();
    }

    @Test
    void interpretedFramesHoldTheirNumbers() {
        try (Engine engine = Engine.create(INTERPRETED); Store<Void> store = Store.create(engine)) {
            Func func = Instance.create(store, engine.compile(holding()), List.of()).func("fail");
            ByteReader stack = stackOf(assertThrows(Trap.class, () -> func.call(-3)), "main", 2);
            frame(stack, 0, 0);
            assertEquals(List.of("i32 -3", "i64 -2", "f32 2.0", "f64 1.5", "-", "-"), values(stack));
            assertEquals(List.of("i64 -5", "i32 -3", "i32 0"), values(stack));
            frame(stack, 0, 1);
            assertEquals(List.of("i32 -3"), values(stack));
            assertEquals(List.of("i64 9"), values(stack), "what the call has taken is the inner frame's");
            assertTrue(stack.atEnd());
        }
    }

    @Test
    void interpretedFramesHaveTheirOwnInstance() {
        try (Engine engine = Engine.create(INTERPRETED); Store<Void> store = Store.create(engine)) {
            WasmModule module = engine.compile(failing());
            List<Instance> three = List.of(Instance.create(store, module, List.of()), Instance.create(store, module, List.of()),
                    Instance.create(store, module, List.of()));
            for (int i = 0; i < 3; i++) {
                ByteReader stack = stackOf(fail(three.get(i)), "main", 2);
                frame(stack, i, 0);
                assertEquals(List.of("i32 1", "i64 2"), values(stack));
                assertEquals(List.of(), values(stack));
                frame(stack, i, 1);
            }
        }
    }

    @Test
    void callsThroughTheHostAreInOneStack() {
        try (Engine engine = Engine.create(INTERPRETED); Store<Void> store = Store.create(engine)) {
            Instance inner = Instance.create(store, engine.compile(failing()), List.of());
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> inner.func("fail").call());
            Instance outer = Instance.create(store, engine.compile(Modules.calling()), List.of(host));
            Func run = outer.func("run");
            ByteReader stack = stackOf(assertThrows(Trap.class, run::call), "main", 3);
            for (int function : new int[] {0, 1}) {
                frame(stack, 0, function);
                values(stack);
                values(stack);
            }
            frame(stack, 1, 1);
        }
    }

    @Test
    void aDumpHoldsOnToNoMoreValuesThanItSays() {
        int many = 100;
        Wasm wasm = new Wasm();
        int[] params = new int[many];
        Arrays.fill(params, I32);
        int type = wasm.type(params, NONE);
        int[] code = new int[2 * many + 2];
        for (int i = 0; i < many; i++) {
            code[2 * i] = Wasm.LOCAL_GET;
            code[2 * i + 1] = i;
        }
        code[2 * many] = CALL;
        wasm.exported("recurse", type, code);
        try (Engine engine = Engine.create(INTERPRETED); Store<Void> store = Store.create(engine)) {
            Func recurse = Instance.create(store, engine.compile(wasm.bytes()), List.of()).func("recurse");
            Object[] arguments = new Object[many];
            Arrays.fill(arguments, 7);
            Trap trap = assertThrows(Trap.class, () -> recurse.call(arguments));
            assertEquals(TrapCode.CALL_STACK_EXHAUSTED, trap.code());
            int frames = trap.frames().size();
            ByteReader stack = stackOf(trap, "main", frames);
            List<Integer> known = new ArrayList<>();
            for (int i = 0; i < frames; i++) {
                frame(stack, 0, 0);
                List<String> locals = values(stack);
                assertEquals(many, locals.size());
                known.add((int) locals.stream().filter("i32 7"::equals).count());
                values(stack);
            }
            assertEquals(many, known.get(0));
            assertEquals(0, known.get(frames - 1));
            assertTrue(known.stream().mapToInt(Integer::intValue).sum() <= 65_536);
        }
    }

    @Test
    void whatInstancesShareIsWrittenOnce() {
        try (Engine engine = Engine.create(COMPILED); Store<Void> store = Store.create(engine)) {
            Instance first = Instance.create(store, engine.compile(failing()), List.of());
            byte[] importer = new Wasm().name("importer").importMemory("m", "memory", 1).memory(1).bytes();
            Instance second = Instance.create(store, engine.compile(importer), List.of(first.memory("memory")));
            WasmCoreDump dump = WasmCoreDump.of(fail(first)).orElseThrow();
            assertEquals(List.of("failing", "importer"), dump.modules().stream().map(module -> module.name().orElseThrow()).toList());
            assertEquals(List.of(first, second), dump.instances());
            ParsedModule read = ModuleDecoder.decode(dump.serialize("two"), COMPILED);
            assertEquals(2, read.memories().size());
            ByteReader instances = section(read, "coreinstances");
            assertEquals(2, instances.u32());
            instances.u8();
            assertEquals(0, instances.u32());
            assertEquals(List.of(0), indices(instances));
            assertEquals(List.of(0, 1, 2), indices(instances));
            instances.u8();
            assertEquals(1, instances.u32());
            assertEquals(List.of(0, 1), indices(instances));
        }
    }

    @Test
    void withoutTheSettingTrapsCarryNone() {
        try (Engine engine = Engine.create(); Store<Void> store = Store.create(engine)) {
            assertEquals(Optional.empty(), WasmCoreDump.of(fail(Instance.create(store, engine.compile(failing()), List.of()))));
        }
    }

    @Test
    void aClosedStoreHasNothingToWrite() {
        try (Engine engine = Engine.create(COMPILED)) {
            WasmCoreDump dump;
            try (Store<Void> store = Store.create(engine)) {
                dump = WasmCoreDump.of(fail(Instance.create(store, engine.compile(failing()), List.of()))).orElseThrow();
            }
            assertThrows(IllegalStateException.class, () -> dump.serialize("late"));
            assertEquals(2, dump.frames().size());
        }
    }
}
