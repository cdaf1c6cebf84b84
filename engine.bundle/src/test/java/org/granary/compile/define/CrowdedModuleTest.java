package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.granary.engine.Engine;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.TableType;
import org.granary.type.ValType;
import org.granary.vm.FuncRef;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;

/** A module with more functions in its table than a class file can name. */
class CrowdedModuleTest {
    private static final int FUNCTIONS = 24_000;
    private static final FuncType GIVES = FuncType.of(List.of(), List.of(ValType.I32));
    private static final FuncType TAKES = FuncType.of(List.of(ValType.I32), List.of(ValType.I32));

    @Test
    void everyFunctionIsReached() {
        ModuleBuilder module = new ModuleBuilder();
        int type = module.type(GIVES);
        for (int i = 0; i < FUNCTIONS; i++) {
            int number = i;
            module.func(GIVES, w -> w.number(CoreOp.I32_CONST, number));
        }
        int table = module.table(TableType.of(ValType.FUNCREF, FUNCTIONS));
        module.elements(table, w -> w.number(CoreOp.I32_CONST, 0), IntStream.range(0, FUNCTIONS).toArray());
        int call = module.func(TAKES, w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.indirect(CoreOp.CALL_INDIRECT, type, table);
        });
        module.export("call", ExternType.Kind.FUNC, call);
        Engine engine = Engine.create();
        Instance instance = ((Instantiable) engine.compile(module.build())).instantiate(new UnlimitedStore(), new Object[0]);
        FuncRef calling = instance.function(call);
        for (int i : List.of(0, 1, 374, 375, 3_999, 4_000, 4_001, 21_000, FUNCTIONS - 1)) {
            assertEquals(i, calling.apply(new Object[] {i})[0], "by the stubs");
            assertEquals(i, instance.function(i).apply(new Object[0])[0], "by the code");
        }
    }
}
