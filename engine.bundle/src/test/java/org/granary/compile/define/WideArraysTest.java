package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.granary.vm.ArrayMemory;
import org.granary.vm.EngineCore;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.LargeMemory;
import org.granary.vm.LinearMemory;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;

/** Memories with 64-bit addresses that one array can hold at their largest. */
class WideArraysTest {
    private static final FuncType LOAD = FuncType.taking(ValType.I64).returning(ValType.I32);
    private static final FuncType STORE = FuncType.taking(ValType.I64, ValType.I32);
    private static final FuncType GROW = FuncType.taking(ValType.I64).returning(ValType.I64);
    private static final List<Long> OFFSETS =
            List.of(0L, 1L, 65_532L, 0x7fff_fffcL, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, 1L << 32, Long.MAX_VALUE,
            Long.MIN_VALUE, -4L, -1L);
    private static final List<Long> ADDRESSES = List.of(0L, 1L, 65_531L, 65_532L, 65_533L, 65_535L, 65_536L, 131_068L, 131_069L, 131_071L,
            0x7fff_fffcL, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, 1L << 32, (1L << 32) + 8, Long.MAX_VALUE, Long.MIN_VALUE, -65_536L, -4L,
                    -1L);

    private static MemoryType wide(Limits limits) {
        return new MemoryType(limits, NumType.I64, false, MemoryType.PAGE_BITS);
    }

    private static ModuleBuilder guest(boolean grows) {
        ModuleBuilder module = new ModuleBuilder();
        for (long offset : OFFSETS) {
            export(module, "load" + offset, module.func(LOAD, w -> {
                w.local(CoreOp.LOCAL_GET, 0);
                w.access(CoreOp.I32_LOAD, new MemArg(0, offset, 0));
            }));
            export(module, "byte" + offset, module.func(LOAD, w -> {
                w.local(CoreOp.LOCAL_GET, 0);
                w.access(CoreOp.I32_LOAD8_U, new MemArg(0, offset, 0));
            }));
            export(module, "store" + offset, module.func(STORE, w -> {
                w.local(CoreOp.LOCAL_GET, 0);
                w.local(CoreOp.LOCAL_GET, 1);
                w.access(CoreOp.I32_STORE, new MemArg(0, offset, 0));
            }));
        }
        if (grows) {
            export(module, "grow", module.func(GROW, w -> {
                w.local(CoreOp.LOCAL_GET, 0);
                w.memory(CoreOp.MEMORY_GROW, 0);
            }));
        }
        return module;
    }

    private static void export(ModuleBuilder module, String name, int function) {
        module.export(name, ExternType.Kind.FUNC, function);
    }

    private static Instance instance(Engine engine, ModuleBuilder module) {
        return ((Instantiable) ((EngineCore) engine).compile(module.build())).instantiate(new UnlimitedStore(), new Object[0]);
    }

    private static Object[] call(Instance instance, String name, Object... arguments) {
        return instance.function(instance.module.export(name).orElseThrow().index()).apply(arguments);
    }

    private static LinearMemory made(EngineConfig config, Limits limits) {
        try (Engine engine = Engine.create(config)) {
            ModuleBuilder module = new ModuleBuilder();
            module.memory(wide(limits));
            return instance(engine, module).memories[0];
        }
    }

    @Test
    void theMaximumDecidesWhichFormAMemoryHas() {
        EngineConfig plain = EngineConfig.builder().build();
        assertInstanceOf(ArrayMemory.class, made(plain, Limits.between(1, 1)));
        assertInstanceOf(ArrayMemory.class, made(plain, Limits.between(1, ArrayMemory.MAX_PAGES)));
        assertInstanceOf(ArrayMemory.class, made(EngineConfig.builder().largeMemories(true).build(), Limits.between(1, 2)));
        assertInstanceOf(LargeMemory.class, made(plain, Limits.between(1, ArrayMemory.MAX_PAGES + 1)));
        assertInstanceOf(LargeMemory.class, made(plain, Limits.atLeast(1)));
    }

    @Test
    void everyAccessBeyondTheEndTrapsWhateverTheOffset() {
        for (boolean grows : List.of(false, true)) {
            ModuleBuilder module = guest(grows);
            module.memory(wide(Limits.between(1, 3)));
            try (Engine engine = Engine.create()) {
                Instance instance = instance(engine, module);
                assertEquals(grows, ((ArrayMemory) instance.memories[0]).roomy());
                if (grows) {
                    assertEquals(1L, call(instance, "grow", 1L)[0]);
                    assertEquals(-1L, call(instance, "grow", 2L)[0]);
                    assertEquals(-1L, call(instance, "grow", -1L)[0]);
                }
                accesses(instance);
            }
        }
    }

    private static void accesses(Instance instance) {
        BigInteger size = BigInteger.valueOf(instance.memories[0].byteSize());
        for (long offset : OFFSETS) {
            for (long address : ADDRESSES) {
                BigInteger from = new BigInteger(Long.toUnsignedString(address)).add(new BigInteger(Long.toUnsignedString(offset)));
                boolean fits = from.add(BigInteger.valueOf(4)).compareTo(size) <= 0;
                String where = offset + " at " + address;
                if (fits) {
                    call(instance, "store" + offset, address, 0x0102_0304);
                    assertEquals(0x0102_0304, call(instance, "load" + offset, address)[0], where);
                    call(instance, "store" + offset, address, 0);
                } else {
                    traps(instance, where, "store" + offset, address, 1);
                    traps(instance, where, "load" + offset, address);
                }
                if (from.add(BigInteger.ONE).compareTo(size) <= 0) {
                    assertEquals(0, call(instance, "byte" + offset, address)[0], where);
                } else {
                    traps(instance, where, "byte" + offset, address);
                }
            }
        }
    }

    private static void traps(Instance instance, String where, String name, Object... arguments) {
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> call(instance, name, arguments), where).code(), where);
    }

    /** The offset of the load and not of the store, whose address is out of bounds, too. */
    @Test
    void ofTwoTrapsTheOneOfTheValueIsTold() {
        for (Limits limits : List.of(Limits.between(1, 3), Limits.between(1, 1), Limits.atLeast(1))) {
            ModuleBuilder module = new ModuleBuilder();
            module.memory(wide(limits));
            export(module, "both", module.func(FuncType.taking(ValType.I64), w -> {
                w.local(CoreOp.LOCAL_GET, 0);
                w.local(CoreOp.LOCAL_GET, 0);
                w.access(CoreOp.I32_LOAD, new MemArg(0, 0, 0));
                w.access(CoreOp.I32_STORE, new MemArg(0, 0, 0));
            }));
            for (boolean interprets : List.of(true, false)) {
                try (Engine engine = Engine.create(EngineConfig.builder().interpreter(interprets).build())) {
                    Instance instance = instance(engine, module);
                    Trap trap = assertThrows(Trap.class, () -> call(instance, "both", 1L << 40));
                    Throwable told = trap.getCause() == null ? trap : trap.getCause();
                    int offset = Stream.of(told.getStackTrace()).filter(frame -> frame.getClassName()
                            .startsWith(instance.module.packagePrefix())).findFirst().orElseThrow().getLineNumber();
                    assertEquals(5, offset, limits + (interprets ? ", interpreted" : ", compiled"));
                }
            }
        }
    }
}
