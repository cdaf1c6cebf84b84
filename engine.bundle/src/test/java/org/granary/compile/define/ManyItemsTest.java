package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.granary.engine.Engine;
import org.granary.op.CoreOp;
import org.granary.op.MiscOp;
import org.granary.op.OpWriter;
import org.granary.op.SimdOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.TableType;
import org.granary.type.ValType;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;

/** More globals, imports, tables and function types than a class file has constants for. */
class ManyItemsTest {
    private static final FuncType GIVES = FuncType.taking().returning(ValType.I32);

    private static void exported(ModuleBuilder module, int function) {
        module.export("f" + function, ExternType.Kind.FUNC, function);
    }

    private static Instance instance(Engine engine, ModuleBuilder module, Object... imports) {
        return ((Instantiable) engine.compile(module.build())).instantiate(new UnlimitedStore(), imports);
    }

    @Test
    void globals() {
        int count = 70_000;
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < count; i++) {
            int value = i;
            // private mutable ones and cells in turn
            module.global(new GlobalType(ValType.I32, i % 2 == 0), w -> w.number(CoreOp.I32_CONST, value));
        }
        List<Integer> asked = List.of(0, 1, 5_998, 5_999, 6_000, 6_001, 32_768, count - 1);
        for (int global : asked) {
            exported(module, module.func(GIVES, w -> w.global(CoreOp.GLOBAL_GET, global)));
        }
        int changed = module.func(GIVES, w -> {
            for (int global : new int[] {5_998, 6_000}) {
                w.number(CoreOp.I32_CONST, -global);
                w.global(CoreOp.GLOBAL_SET, global);
            }
            w.global(CoreOp.GLOBAL_GET, 5_998);
            w.global(CoreOp.GLOBAL_GET, 6_000);
            w.plain(CoreOp.I32_ADD);
        });
        exported(module, changed);
        Instance instance = instance(Engine.create(), module);
        for (int i = 0; i < asked.size(); i++) {
            assertEquals(asked.get(i), instance.function(i).apply(new Object[0])[0]);
        }
        assertEquals(-11_998, instance.function(changed).apply(new Object[0])[0]);
    }

    @Test
    void vectors() {
        int count = 7_000;
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < count; i++) {
            long value = i;
            module.global(GlobalType.mutable(ValType.V128), w -> w.vector(SimdOp.V128_CONST, value, -value));
        }
        module.func(FuncType.taking().returning(ValType.V128), w -> w.global(CoreOp.GLOBAL_GET, 5_999));
        module.func(FuncType.taking().returning(ValType.V128), w -> {
            w.global(CoreOp.GLOBAL_GET, 6_500);
            w.global(CoreOp.GLOBAL_SET, count - 1);
            w.global(CoreOp.GLOBAL_GET, count - 1);
        });
        exported(module, 0);
        exported(module, 1);
        Instance instance = instance(Engine.create(), module);
        assertArrayEquals(new long[] {5_999, -5_999}, (long[]) instance.function(0).apply(new Object[0])[0]);
        assertArrayEquals(new long[] {6_500, -6_500}, (long[]) instance.function(1).apply(new Object[0])[0]);
    }

    /** One for each number, so that each has a call interface, a way into the code and a stub of its own. */
    private static FuncType distinct(int number) {
        ValType[] parameters = new ValType[16];
        for (int bit = 0; bit < parameters.length; bit++) {
            parameters[bit] = (number >> bit & 1) == 0 ? ValType.I32 : ValType.I64;
        }
        return FuncType.taking(parameters).returning(ValType.I32);
    }

    private static void zeros(OpWriter w, FuncType type) {
        type.params().forEach(param -> w.number(param == ValType.I32 ? CoreOp.I32_CONST : CoreOp.I64_CONST, 0));
    }

    private static Object[] zeros(FuncType type) {
        return type.params().stream().map(param -> param == ValType.I32 ? (Object) 0 : (Object) 0L).toArray();
    }

    @Test
    void functionTypes() {
        int count = 6_100;
        List<Integer> asked = List.of(0, 1, 3_999, 4_000, 4_001, count - 1);
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < count; i++) {
            int number = i;
            module.func(distinct(i), w -> w.number(CoreOp.I32_CONST, number));
        }
        int table = module.table(TableType.of(ValType.FUNCREF, count));
        module.declared(IntStream.range(0, count).toArray());
        for (int i : asked) {
            module.elements(table, w -> w.number(CoreOp.I32_CONST, i), i);
            exported(module, module.func(GIVES, w -> {
                zeros(w, distinct(i));
                w.number(CoreOp.I32_CONST, i);
                w.indirect(CoreOp.CALL_INDIRECT, i, table);
            }));
        }
        Instance instance = instance(Engine.create(), module);
        for (int i = 0; i < asked.size(); i++) {
            int number = asked.get(i);
            assertEquals(number, instance.function(number).apply(zeros(distinct(number)))[0], "by its reference");
            assertEquals(number, instance.function(count + i).apply(new Object[0])[0], "by its stub");
        }
    }

    @Test
    void imports() {
        int count = 40_000;
        List<Integer> asked = List.of(0, 2_999, 3_000, count - 1);
        Engine engine = Engine.create();
        ModuleBuilder giving = new ModuleBuilder();
        ModuleBuilder taking = new ModuleBuilder();
        for (int i = 0; i < 7; i++) {
            int number = i;
            exported(giving, giving.func(GIVES, w -> w.number(CoreOp.I32_CONST, number)));
        }
        int type = taking.type(GIVES);
        for (int i = 0; i < count; i++) {
            taking.importFunc("m", "f", type);
        }
        for (int i : asked) {
            exported(taking, taking.func(GIVES, w -> w.function(CoreOp.CALL, i)));
        }
        Instance gives = instance(engine, giving);
        Instance takes = instance(engine, taking, IntStream.range(0, count).mapToObj(i -> gives.function(i % 7)).toArray());
        for (int i = 0; i < asked.size(); i++) {
            assertEquals(asked.get(i) % 7, takes.function(count + i).apply(new Object[0])[0]);
        }
    }

    @Test
    void tables() {
        int count = 30_000;
        List<Integer> asked = List.of(0, 999, 1_000, 1_001, count - 1);
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < count; i++) {
            module.table(TableType.of(ValType.FUNCREF, i % 10));
        }
        for (int table : asked) {
            exported(module, module.func(GIVES, w -> w.table(MiscOp.TABLE_SIZE, table)));
        }
        Instance instance = instance(Engine.create(), module);
        for (int i = 0; i < asked.size(); i++) {
            assertEquals(asked.get(i) % 10, instance.function(i).apply(new Object[0])[0]);
        }
    }
}
