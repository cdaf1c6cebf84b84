package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.ref.WeakReference;
import org.granary.binary.ModuleDecoder;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.EngineConfig;
import org.granary.module.ParsedModule;
import org.granary.op.CoreOp;
import org.granary.testing.Collected;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Classes stay until the JVM unloads some, which it does seldom; until then every collection takes what they hold for alive. */
@Timeout(120)
class LettingGoTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().build();

    private record Left(Class<?> code, WeakReference<ModulePlan> plan, WeakReference<ParsedModule> parsed) {
    }

    /** A module of which nothing is left but one of its classes. */
    private static Left left() throws ClassNotFoundException {
        ModuleBuilder module = new ModuleBuilder();
        module.export("run", ExternType.Kind.FUNC, module.func(FuncType.taking().returning(), w -> w.plain(CoreOp.NOP)));
        ValidModule valid = ModuleValidator.validate(ModuleDecoder.decode(module.build(), CONFIG), CONFIG, new TypeCanon());
        DefinedModule defined = new DefinedModule(valid, CONFIG, "0123456789abcdef".repeat(4), new Shapes(), KeptClasses.none());
        Class<?> code = Class.forName(defined.packagePrefix() + "F0$n", true, defined.loader());
        return new Left(code, new WeakReference<>(defined.plan()), new WeakReference<>(valid.parsed()));
    }

    @Test
    void whatClassesAreWrittenFromGoesWithTheModuleAlthoughTheyStay() throws ClassNotFoundException {
        Left left = left();
        Collected.await("the plan", () -> left.plan.refersTo(null));
        Collected.await("the module as decoded", () -> left.parsed.refersTo(null));
        ClassLoader loader = left.code.getClassLoader();
        assertSame(left.code, loader.loadClass(left.code.getName()), "what there is stays");
        String other = left.code.getName().replace("F0$n", "Code");
        assertEquals("nobody has the module of " + loader.getName() + " any more",
                assertThrows(IllegalStateException.class, () -> loader.loadClass(other)).getMessage());
    }
}
