package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.granary.engine.Engine;
import org.granary.engine.LimitException;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.ValType;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;

/** As many globals as the instance class has room for, and one more. */
class ManyGlobalsTest {
    private static final int MOST = 62_000 / 3;

    private static byte[] globals(int count) {
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < count; i++) {
            int value = i;
            // private mutable ones and cells in turn
            module.global(new GlobalType(ValType.I32, i % 2 == 0), w -> w.number(CoreOp.I32_CONST, value));
        }
        int last = module.func(FuncType.taking().returning(ValType.I32), w -> w.global(CoreOp.GLOBAL_GET, count - 1));
        return module.export("last", ExternType.Kind.FUNC, last).build();
    }

    @Test
    void asManyAsFit() {
        Instance instance = ((Instantiable) Engine.create().compile(globals(MOST))).instantiate(new UnlimitedStore(), new Object[0]);
        assertEquals(MOST - 1, instance.function(0).apply(new Object[0])[0]);
    }

    @Test
    void tooManyAreRefusedAtLoad() {
        LimitException refused = assertThrows(LimitException.class, () -> Engine.create().compile(globals(MOST + 1)));
        assertTrue(refused.getMessage().contains("constants of the instance"), refused.getMessage());
        assertTrue(refused.getMessage().contains("expected at most 62000, found " + 3 * (MOST + 1)), refused.getMessage());
    }

    @Test
    void importsOfManyTypesCountToo() {
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < 10_000; i++) {
            ValType[] parameters = new ValType[14];
            for (int bit = 0; bit < parameters.length; bit++) {
                parameters[bit] = (i >> bit & 1) == 0 ? ValType.I32 : ValType.I64;
            }
            module.importFunc("m", "f" + i, module.type(FuncType.taking(parameters)));
        }
        LimitException refused = assertThrows(LimitException.class, () -> Engine.create().compile(module.build()));
        assertTrue(refused.getMessage().contains("found 70000"), refused.getMessage());
    }
}
