package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.op.MiscOp;
import org.granary.testing.Collected;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.vm.Alarms;
import org.granary.vm.ArrayMemory;
import org.granary.vm.EngineCore;
import org.granary.vm.FuncRef;
import org.granary.vm.HostException;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compiled modules at work: traps, variants, check points, the life of their classes. */
@Timeout(120)
class CodeTest {
    private static final FuncType NONE = FuncType.taking();
    private static final FuncType ONE = FuncType.taking(ValType.I32).returning(ValType.I32);
    private static final FuncType TWO = FuncType.taking(ValType.I32, ValType.I32).returning(ValType.I32);

    private static ModuleBuilder exporting(ModuleBuilder module, String name, int function) {
        return module.export(name, ExternType.Kind.FUNC, function);
    }

    private static Instance instantiate(Engine engine, ModuleBuilder module, Object... imports) {
        return instantiate(engine, module, new UnlimitedStore(), imports);
    }

    private static Instance instantiate(Engine engine, ModuleBuilder module, UnlimitedStore store, Object... imports) {
        return ((Instantiable) engine.compile(module.build())).instantiate(store, imports);
    }

    private static FuncRef export(Instance instance, String name) {
        return instance.function(instance.module.export(name).orElseThrow().index());
    }

    private static Object run(Instance instance, String name, Object... arguments) {
        return export(instance, name).apply(arguments)[0];
    }

    private static ModuleBuilder divider() {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        exporting(module, "div", module.func(TWO, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.local(CoreOp.LOCAL_GET, 1);
            w.plain(CoreOp.I32_DIV_U);
        }));
        exporting(module, "load", module.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.access(CoreOp.I32_LOAD, new MemArg(2, 8, 0));
        }));
        return module;
    }

    @Test
    void trapsStillHaveGuestFramesWhenTheJitThrowsPrebuiltExceptions() {
        Instance instance = instantiate(Engine.create(), divider());
        for (String name : List.of("div", "load")) {
            Object[] arguments = name.equals("div") ? new Object[] {1, 0} : new Object[] {-8};
            FuncRef function = export(instance, name);
            Trap last = null;
            for (int i = 0; i < 200_000; i++) {
                try {
                    function.apply(arguments);
                } catch (Trap e) {
                    last = e;
                }
            }
            assertEquals(name.equals("div") ? TrapCode.INTEGER_DIVIDE_BY_ZERO : TrapCode.MEMORY_OUT_OF_BOUNDS, last.code());
            long frames = Arrays.stream(last.getStackTrace()).filter(frame -> instance.module.functionOf(frame.getClassName(),
                    frame.getMethodName()) >= 0).count();
            assertEquals(1, frames, () -> name + ": the guest's frame is missing");
        }
    }

    @Test
    void everyAccessBeyondTheEndTrapsWhateverTheOffset() {
        for (boolean roomy : List.of(false, true)) {
            ModuleBuilder module = new ModuleBuilder();
            module.memory(MemoryType.of(1));
            for (long offset : List.of(0L, 1L, 65_532L, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL)) {
                exporting(module, "load" + offset, module.func(ONE, w -> {
                    w.local(CoreOp.LOCAL_GET, 0);
                    w.access(CoreOp.I32_LOAD, new MemArg(0, offset, 0));
                }));
                exporting(module, "byte" + offset, module.func(ONE, w -> {
                    w.local(CoreOp.LOCAL_GET, 0);
                    w.access(CoreOp.I32_LOAD8_U, new MemArg(0, offset, 0));
                }));
            }
            if (roomy) {
                exporting(module, "grow", module.func(ONE, w -> {
                    w.local(CoreOp.LOCAL_GET, 0);
                    w.memory(CoreOp.MEMORY_GROW, 0);
                }));
            }
            Instance instance = instantiate(Engine.create(), module);
            assertEquals(roomy, ((ArrayMemory) instance.memories[0]).roomy());
            if (roomy) {
                // an array with room behind the memory's end: an access there is out of bounds all the same
                assertEquals(1, run(instance, "grow", 1));
                assertTrue(((ArrayMemory) instance.memories[0]).bytes.length > instance.memories[0].byteSize()
                        || instance.memories[0].pages() == 2);
            }
            long size = instance.memories[0].byteSize();
            for (long offset : List.of(0L, 1L, 65_532L, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL)) {
                for (int address : List.of(0, 1, 65_531, 65_532, 65_533, 65_536, 131_068, 131_069, 0x7fff_fffc, 0x7fff_ffff, 0x8000_0000,
                        -4, -1)) {
                    outOfBoundsExactly(instance, "load" + offset, address, (address & 0xffff_ffffL) + offset + 4 > size);
                    outOfBoundsExactly(instance, "byte" + offset, address, (address & 0xffff_ffffL) + offset + 1 > size);
                }
            }
        }
    }

    private static void outOfBoundsExactly(Instance instance, String name, int address, boolean beyond) {
        if (beyond) {
            assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> run(instance, name, address), () -> name + " at "
                    + address).code());
        } else {
            assertEquals(0, run(instance, name, address), () -> name + " at " + address);
        }
    }

    @Test
    void whatAHostThrowsIsNeverTakenForATrap() {
        EngineCore engine = (EngineCore) Engine.create();
        ModuleBuilder module = new ModuleBuilder();
        int host = module.importFunc("env", "host", module.type(NONE));
        exporting(module, "run", module.func(NONE, w -> {
            w.function(CoreOp.CALL, host);
            // something of the JVM's own that the method handles
            w.number(CoreOp.I32_CONST, 1);
            w.number(CoreOp.I32_CONST, 1);
            w.plain(CoreOp.I32_DIV_U);
            w.plain(CoreOp.DROP);
        }));
        UnlimitedStore store = new UnlimitedStore();
        for (Throwable thrown : List.of(new ArithmeticException("host"), new IndexOutOfBoundsException("host"),
                new NullPointerException("host"), new ClassCastException("host"),
                new java.io.IOException("host"), new AssertionError("host"))) {
            FuncRef function = engine.hostFunction(store, engine.types().function(NONE), (caller, arguments) -> {
                throw thrown;
            });
            Instance instance = instantiate(engine, module, store, function);
            assertSame(thrown, assertThrows(HostException.class, () -> export(instance, "run").apply(new Object[0])).getCause());
        }
    }

    @Test
    void hostFunctionsLearnWhoImportsThem() {
        EngineCore engine = (EngineCore) Engine.create();
        ModuleBuilder module = new ModuleBuilder();
        int host = module.importFunc("env", "host", module.type(ONE));
        exporting(module, "again", host);
        exporting(module, "run", module.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.function(CoreOp.CALL, host);
        }));
        UnlimitedStore store = new UnlimitedStore();
        Instance[] seen = {null};
        FuncRef function = engine.hostFunction(store, engine.types().function(ONE), (caller, arguments) -> {
            seen[0] = caller;
            return new Object[] {(Integer) arguments[0] * 2};
        });
        Instance instance = instantiate(engine, module, store, function);
        assertEquals(42, run(instance, "run", 21));
        assertSame(instance, seen[0]);
        assertEquals(8, run(instance, "again", 4));
        function.apply(new Object[] {1});
        assertNull(seen[0]);
    }

    private static ModuleBuilder endless() {
        ModuleBuilder module = new ModuleBuilder();
        exporting(module, "loop", module.func(NONE, w -> {
            w.block(CoreOp.LOOP, BlockType.EMPTY);
            w.branch(CoreOp.BR, 0);
            w.end();
        }));
        int deep = module.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
        });
        exporting(module, "echo", deep);
        return module;
    }

    @Test
    void anEndlessLoopIsInterruptedAndOthersOfTheModuleGoOn() throws InterruptedException {
        Engine engine = Engine.create(EngineConfig.builder().interruptable(true).build());
        Instantiable module = (Instantiable) engine.compile(endless().build());
        UnlimitedStore store = new UnlimitedStore();
        Instance looping = module.instantiate(store, new Object[0]);
        Instance other = module.instantiate(new UnlimitedStore(), new Object[0]);
        Trap[] trap = {null};
        Thread thread = new Thread(() -> trap[0] = assertThrows(Trap.class, () -> export(looping, "loop").apply(new Object[0])));
        thread.start();
        store.requestStop(TrapCode.INTERRUPT);
        module.checkpoints().trip(new Alarms());
        assertEquals(5, run(other, "echo", 5));
        thread.join(60_000);
        assertFalse(thread.isAlive());
        module.checkpoints().reset();
        assertEquals(TrapCode.INTERRUPT, trap[0].code());
        assertEquals(6, run(looping, "echo", 6));
        assertNull(((Instantiable) Engine.create().compile(endless().build())).checkpoints());
    }

    private static ModuleBuilder growing() {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        exporting(module, "grow", module.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.memory(CoreOp.MEMORY_GROW, 0);
        }));
        exporting(module, "load", module.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.access(CoreOp.I32_LOAD, new MemArg(2, 0, 0));
        }));
        exporting(module, "growAndStore", module.func(ONE, w -> {
            // stores at the new end right after growing: the method must not use the old array
            w.number(CoreOp.I32_CONST, 1);
            w.memory(CoreOp.MEMORY_GROW, 0);
            w.number(CoreOp.I32_CONST, 65_536);
            w.plain(CoreOp.I32_MUL);
            w.local(CoreOp.LOCAL_GET, 0);
            w.access(CoreOp.I32_STORE, new MemArg(2, 0, 0));
            w.memory(CoreOp.MEMORY_SIZE, 0);
            w.number(CoreOp.I32_CONST, 1);
            w.plain(CoreOp.I32_SUB);
            w.number(CoreOp.I32_CONST, 65_536);
            w.plain(CoreOp.I32_MUL);
            w.access(CoreOp.I32_LOAD, new MemArg(2, 0, 0));
        }));
        return module;
    }

    @Test
    void aSettledMemoryLosesItsRoomAndItsInstanceChangesCode() {
        Instance instance = instantiate(Engine.create(), growing());
        ArrayMemory memory = (ArrayMemory) instance.memories[0];
        assertTrue(memory.roomy());
        assertEquals(77, run(instance, "growAndStore", 77));
        Object before = instance.code;
        FuncRef load = export(instance, "load");
        int entries = 0;
        while (!memory.review() && entries < 100_000) {
            load.apply(new Object[] {0});
            entries++;
        }
        assertFalse(memory.roomy());
        assertEquals(memory.byteSize(), memory.bytes.length);
        instance.module.chooseVariant(instance);
        assertNotEquals(before.getClass(), instance.code.getClass());
        assertEquals(77, load.apply(new Object[] {65_536})[0]);
        assertEquals(88, run(instance, "growAndStore", 88));
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> load.apply(new Object[] {3 * 65_536})).code());
    }

    @Test
    void memoriesPastAnArraysReachRunInTheLargeForm() {
        ModuleBuilder module = growing();
        Engine engine = Engine.create(EngineConfig.builder().largeMemories(true).build());
        Instance instance = instantiate(engine, module);
        assertEquals(1, run(instance, "grow", 40_000));
        assertEquals(99, run(instance, "growAndStore", 99));
        assertEquals(0, run(instance, "load", 0x9000_0000));
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> run(instance, "load", -4)).code());
    }

    @Test
    void theClassesGoWithTheModule() {
        Engine engine = Engine.create();
        WeakReference<ClassLoader> loader = used(engine);
        Collected.await("the loader of a module that nobody holds", () -> loader.get() == null);
    }

    private static WeakReference<ClassLoader> used(Engine engine) {
        Instance instance = instantiate(engine, divider());
        assertEquals(2, run(instance, "div", 8, 4));
        assertThrows(Trap.class, () -> run(instance, "div", 8, 0));
        return new WeakReference<>(instance.getClass().getClassLoader());
    }

    @Test
    void theSameBytesGiveTheSameClassesInWhateverOrderTheyAreAsked() {
        ModuleBuilder module = growing();
        module.table(TableType.of(ValType.FUNCREF, 2));
        module.global(GlobalType.mutable(ValType.I64), w -> w.number(CoreOp.I64_CONST, 5));
        byte[] bytes = module.build();
        Map<String, byte[]> first = source(bytes).all("r");
        ClassSource second = source(bytes);
        List<String> names = new java.util.ArrayList<>(first.keySet());
        java.util.Collections.reverse(names);
        for (String name : names) {
            assertArrayEquals(first.get(name), second.bytes(name), name);
        }
        ClassSizes.check(first);
        assertNull(second.bytes("org/granary/guest/m0123456789abcdef/Nothing"));
        assertNull(second.bytes("org/granary/guest/m0123456789abcdef/F99$r"));
    }

    private static ClassSource source(byte[] bytes) {
        EngineConfig config = EngineConfig.builder().build();
        var valid = ModuleValidator.validate(ModuleDecoder.decode(bytes, config), config, new TypeCanon());
        return new ClassSource(new ModulePlan(valid, Bodies.of(valid, config), config, "0123456789abcdef".repeat(4)));
    }

    @Test
    void thousandsOfNestedBlocksLoopsAndIfs() {
        for (CoreOp op : List.of(CoreOp.BLOCK, CoreOp.LOOP, CoreOp.IF)) {
            int depth = 5_000;
            ModuleBuilder module = new ModuleBuilder();
            exporting(module, "run", module.func(ONE, w -> {
                for (int i = 0; i < depth; i++) {
                    if (op == CoreOp.IF) {
                        w.local(CoreOp.LOCAL_GET, 0);
                    }
                    w.block(op, BlockType.EMPTY);
                }
                w.local(CoreOp.LOCAL_GET, 0);
                w.number(CoreOp.I32_CONST, 1);
                w.plain(CoreOp.I32_ADD);
                w.local(CoreOp.LOCAL_SET, 0);
                for (int i = 0; i < depth; i++) {
                    w.end();
                }
                w.local(CoreOp.LOCAL_GET, 0);
            }));
            assertEquals(8, run(instantiate(Engine.create(), module), "run", 7), () -> depth + " nested " + op);
        }
    }

    @Test
    void functionsAreNamedInStackTracesByTheNameSection() {
        ModuleBuilder module = new ModuleBuilder();
        int inner = module.func(NONE, w -> w.plain(CoreOp.UNREACHABLE));
        int outer = module.func(NONE, w -> w.function(CoreOp.CALL, inner));
        exporting(module, "run", outer).names("m", Map.of(inner, "a.b/c<d>;[$x", outer, ""));
        Instance instance = instantiate(Engine.create(), module);
        Trap trap = assertThrows(Trap.class, () -> export(instance, "run").apply(new Object[0]));
        List<StackTraceElement> frames = Arrays.stream(trap.getStackTrace())
                .filter(f -> instance.module.functionOf(f.getClassName(), f.getMethodName()) >= 0).toList();
        assertEquals(List.of("a_b_c_d____x", "f1"), frames.stream().map(StackTraceElement::getMethodName).toList());
        assertEquals(List.of(inner, outer), frames.stream().map(f -> instance.module.functionOf(f.getClassName(), f.getMethodName()))
                .toList());
        assertEquals(1, frames.get(0).getLineNumber());
    }

    @Test
    void bulkRoutinesCheckBeforeTheyWrite() {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        module.passiveData(new byte[] {1, 2, 3, 4});
        exporting(module, "init", module.func(ONE, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.number(CoreOp.I32_CONST, 0);
            w.number(CoreOp.I32_CONST, 4);
            w.data(MiscOp.MEMORY_INIT, 0, 0);
            w.number(CoreOp.I32_CONST, 0);
        }));
        Instance instance = instantiate(Engine.create(), module);
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> run(instance, "init", 65_534)).code());
        byte[] end = new byte[2];
        instance.memories[0].read(65_534, end, 0, 2);
        assertArrayEquals(new byte[2], end);
        run(instance, "init", 0);
        instance.memories[0].read(0, end, 0, 2);
        assertArrayEquals(new byte[] {1, 2}, end);
        assertEquals(0, run(instance, "init", 65_532));
    }

    @Test
    void aMethodThatComesOutTooLongIsCutAgainWhateverWasEstimated() {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        int steps = 4_000;
        exporting(module, "run", module.func(ONE, w -> {
            for (int i = 0; i < steps; i++) {
                w.number(CoreOp.I32_CONST, i);
                w.local(CoreOp.LOCAL_GET, 0);
                w.number(CoreOp.I32_CONST, i * 7 + 100_000);
                w.plain(CoreOp.I32_XOR);
                w.access(CoreOp.I32_STORE8, new MemArg(0, 0, 0));
                w.local(CoreOp.LOCAL_GET, 0);
                w.number(CoreOp.I32_CONST, 3);
                w.plain(CoreOp.I32_MUL);
                w.number(CoreOp.I32_CONST, i);
                w.plain(CoreOp.I32_ADD);
                w.local(CoreOp.LOCAL_SET, 0);
            }
            w.local(CoreOp.LOCAL_GET, 0);
        }));
        // estimates that allow everything: only the sizes that come out can make the cut
        EngineConfig config = EngineConfig.builder().splitting(1_000_000, 1_000_000).build();
        var valid = ModuleValidator.validate(ModuleDecoder.decode(module.build(), config), config, new TypeCanon());
        Map<String, byte[]> classes =
                new ClassSource(new ModulePlan(valid, Bodies.of(valid, config), config, "0123456789abcdef".repeat(4))).all("x");
        ClassSizes.check(classes);
        assertTrue(classes.size() > 5, () -> "parts stand in several classes: " + classes.keySet());
        int expected = 12_345;
        for (int i = 0; i < steps; i++) {
            expected = expected * 3 + i;
        }
        assertEquals(expected, run(instantiate(Engine.create(config), module), "run", 12_345));
    }
}
