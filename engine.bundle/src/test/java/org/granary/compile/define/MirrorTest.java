package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.granary.artefact.ClassCheck;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.WasmModule;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.vm.FuncRef;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;

/** Small functions that call themselves stand in two methods, which call each other. */
class MirrorTest {
    private static final FuncType ONE = FuncType.taking(ValType.I32).returning(ValType.I32);

    private static byte[] module(Consumer<OpWriter> body) {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        module.export("run", ExternType.Kind.FUNC, module.func(ONE, body));
        return module.build();
    }

    private static Instance instance(WasmModule module) {
        return ((Instantiable) module).instantiate(new UnlimitedStore(), new Object[0]);
    }

    private static Instance instance(Consumer<OpWriter> body) {
        return instance(Engine.create().compile(module(body)));
    }

    private static FuncRef run(Instance instance) {
        return instance.function(instance.module.export("run").orElseThrow().index());
    }

    /** Calls itself with one less so often in a round, and ends by a trap where nothing is left. */
    private static Consumer<OpWriter> countdown(int calls) {
        return w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.plain(CoreOp.I32_EQZ);
            w.block(CoreOp.IF, BlockType.EMPTY);
            w.plain(CoreOp.UNREACHABLE);
            w.plain(CoreOp.END);
            w.number(CoreOp.I32_CONST, 0);
            for (int i = 0; i < calls; i++) {
                w.local(CoreOp.LOCAL_GET, 0);
                w.number(CoreOp.I32_CONST, 1);
                w.plain(CoreOp.I32_SUB);
                w.function(CoreOp.CALL, 0);
                w.plain(CoreOp.I32_ADD);
            }
        };
    }

    /** The methods of the guest's frames, outermost first. */
    private static List<String> methods(int calls, int depth) {
        Instance instance = instance(countdown(calls));
        Trap trap = assertThrows(Trap.class, () -> run(instance).apply(new Object[] {depth}));
        List<String> methods = Arrays.asList(Arrays.stream(trap.getStackTrace())
                .filter(frame -> instance.module.functionOf(frame.getClassName(), frame.getMethodName()) == 0)
                .map(StackTraceElement::getMethodName).toArray(String[]::new));
        Collections.reverse(methods);
        return methods;
    }

    @Test
    void eachOfTheTwoMethodsCallsTheOtherAndBothAreFramesOfTheFunction() {
        assertEquals(List.of("f0", "f0$r", "f0", "f0$r"), methods(1, 3));
        assertEquals(List.of("f0", "f0$r", "f0"), methods(2, 2));
    }

    @Test
    void aFunctionThatCallsItselfInManyPlacesOrIsLargeStandsOnce() {
        assertEquals(List.of("f0", "f0", "f0"), methods(3, 2));
        assertEquals(List.of("f0", "f0"), methods(40, 1));
    }

    /** The Fibonacci numbers by their definition. */
    private static Consumer<OpWriter> fibonacci() {
        return w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.number(CoreOp.I32_CONST, 2);
            w.plain(CoreOp.I32_LT_S);
            w.block(CoreOp.IF, BlockType.EMPTY);
            w.local(CoreOp.LOCAL_GET, 0);
            w.plain(CoreOp.RETURN);
            w.plain(CoreOp.END);
            for (int less = 1; less <= 2; less++) {
                w.local(CoreOp.LOCAL_GET, 0);
                w.number(CoreOp.I32_CONST, less);
                w.plain(CoreOp.I32_SUB);
                w.function(CoreOp.CALL, 0);
            }
            w.plain(CoreOp.I32_ADD);
        };
    }

    @Test
    void whatCallsItselfTwiceComesToItsResult() {
        assertEquals(6_765, run(instance(fibonacci())).apply(new Object[] {20})[0]);
    }

    @Test
    void theSecondMethodPassesTheCheckOfArtefactsWithCheckPointsWrittenInBoth() {
        EngineConfig config = EngineConfig.builder().interruptable(true).build();
        var valid = ModuleValidator.validate(ModuleDecoder.decode(module(fibonacci()), config), config, new TypeCanon());
        ModulePlan plan = new ModulePlan(valid, Bodies.of(valid, config), config, "0".repeat(64));
        String name = plan.functions(0, "x");
        byte[] bytes = new ClassSource(plan).bytes(name);
        int slash = name.lastIndexOf('/');
        assertTrue(ClassCheck.passes(bytes, name.substring(0, slash), name.substring(slash + 1), true));
        byte[] artefact = Engine.create(config).precompileModule(module(fibonacci()));
        Instance loaded = instance(Engine.create(config).deserialize(artefact, module(fibonacci())));
        assertEquals(55, run(loaded).apply(new Object[] {10})[0]);
    }
}
