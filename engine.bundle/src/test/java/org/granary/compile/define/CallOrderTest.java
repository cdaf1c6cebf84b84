package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

class CallOrderTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().interruptable(true).build();

    /** Two classes of functions; what takes and gives nothing is in the second one. */
    private static ModulePlan plan() {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        FuncType one = FuncType.taking(ValType.I32).returning(ValType.I32);
        for (int i = 0; i < 120; i++) {
            module.export("one" + i, ExternType.Kind.FUNC, module.func(one, w -> w.local(CoreOp.LOCAL_GET, 0)));
        }
        module.export("none", ExternType.Kind.FUNC, module.func(FuncType.taking(), w -> w.plain(CoreOp.NOP)));
        ValidModule valid = ModuleValidator.validate(ModuleDecoder.decode(module.build(), CONFIG), CONFIG, new TypeCanon());
        return new ModulePlan(valid, Bodies.of(valid, CONFIG), CONFIG, "0123456789abcdef".repeat(4));
    }

    /** A class whose code comes to others, with a long constant between them. */
    private static byte[] file(String... names) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_FINAL, "own", null, "java/lang/Object", null);
        for (String name : names) {
            writer.newClass(name);
            writer.newConst((long) name.hashCode());
        }
        return writer.toByteArray();
    }

    @Test
    void byHowManyCallsClassesAreAwayFromExports() {
        ModulePlan plan = plan();
        String inside = plan.packageName + "/";
        String variant = "$" + Representations.first(plan.module, CONFIG);
        Map<String, byte[]> classes = new TreeMap<>();
        classes.put("F0" + variant, file(inside + "F4" + variant, inside + "F1" + variant, inside + "F99" + variant,
                "elsewhere/F7" + variant, "F7" + variant));
        classes.put("F1" + variant, file(inside + "F5" + variant, inside + "F3" + variant));
        classes.put("F3" + variant, file(inside + "F0" + variant, inside + "F6" + variant));
        for (int number = 4; number < 8; number++) {
            classes.put("F" + number + variant, file());
        }
        classes.put("F1$other", file());
        List<String> expected = List.of("F1", "F0", "F5", "F3", "F4", "F6").stream().map(name -> name + variant).toList();
        assertEquals(expected, new ArrayList<>(CallOrder.of(plan, classes)));
        assertTrue(CallOrder.of(plan, Map.of()).isEmpty());
    }
}
