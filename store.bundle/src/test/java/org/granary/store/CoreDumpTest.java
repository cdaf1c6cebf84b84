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
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.CustomSection;
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
