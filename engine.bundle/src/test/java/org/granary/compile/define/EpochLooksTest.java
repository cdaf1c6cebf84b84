package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * How functions look at the epoch when they are entered. A glance may be taken once for many in a row: the JIT compiler moves it out of the
 * loop that tail calls make, and the guest would never end.
 */
class EpochLooksTest {
    private static final String COUNTS = "counts ";
    private static final FuncType UNARY = FuncType.taking(ValType.I32).returning(ValType.I32);

    /** The methods of the store by which the first function of a module looks. */
    private static Set<String> looks(EngineConfig.Builder builder, Consumer<OpWriter> body) {
        Set<String> looks = new TreeSet<>();
        methods(builder, body).forEach((method, found) -> looks.addAll(found));
        looks.removeIf(look -> look.startsWith(COUNTS));
        return looks;
    }

    /** For each method of the first function how it looks, and whether it counts rounds until it does. */
    private static Map<String, Set<String>> methods(EngineConfig.Builder builder, Consumer<OpWriter> body) {
        ModuleBuilder module = new ModuleBuilder();
        module.func(UNARY, body);
        module.func(UNARY, w -> w.local(CoreOp.LOCAL_GET, 0));
        EngineConfig config = builder.epochInterruption(true).build();
        var valid = ModuleValidator.validate(ModuleDecoder.decode(module.build(), config), config, new TypeCanon());
        ModulePlan plan = new ModulePlan(valid, Bodies.of(valid, config), config, "0".repeat(64));
        Map<String, Set<String>> methods = new TreeMap<>();
        for (Map.Entry<String, byte[]> entry : FunctionsWriter.write(plan, "n", 0).entrySet()) {
            new ClassReader(entry.getValue()).accept(new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] exceptions) {
                    if (!method.startsWith("f0")) {
                        return null;
                    }
                    Set<String> looks = methods.computeIfAbsent(method, first -> new TreeSet<>());
                    return new MethodVisitor(Opcodes.ASM9) {
                        @Override
                        public void visitIincInsn(int local, int by) {
                            looks.add(COUNTS + -by);
                        }

                        @Override
                        public void visitMethodInsn(int opcode, String owner, String name, String called, boolean isInterface) {
                            if (name.endsWith("Epoch")) {
                                looks.add(name);
                            }
                        }
                    };
                }
            }, 0);
        }
        return methods;
    }

    private static void countDown(OpWriter w) {
        w.local(CoreOp.LOCAL_GET, 0);
        w.number(CoreOp.I32_CONST, 1);
        w.plain(CoreOp.I32_SUB);
    }

    @Test
    void aFunctionThatReturnsGlances() {
        assertEquals(Set.of("glanceAtEpoch"), looks(EngineConfig.builder(), w -> {
            countDown(w);
            w.function(CoreOp.CALL, 1);
        }));
    }

    @Test
    void aFunctionThatComesBackToItsStartLooks() {
        Consumer<OpWriter> body = w -> {
            for (int i = 0; i < 80; i++) {
                countDown(w);
                w.local(CoreOp.LOCAL_TEE, 0);
                w.plain(CoreOp.I32_CLZ);
                w.local(CoreOp.LOCAL_SET, 0);
            }
            countDown(w);
            w.function(CoreOp.RETURN_CALL, 0);
        };
        assertEquals(Set.of("lookAtEpoch"), looks(EngineConfig.builder(), body));
        assertEquals(Set.of("lookAtEpoch"), looks(EngineConfig.builder().splitting(300, 150), body));
    }

    @Test
    void aFunctionThatCallsAnotherInPlaceOfReturningLooks() {
        assertEquals(Set.of("lookAtEpoch"), looks(EngineConfig.builder(), w -> {
            countDown(w);
            w.function(CoreOp.RETURN_CALL, 1);
        }));
    }

    /** Calls itself with one less, unless it is given 0. */
    private static void recurse(OpWriter w) {
        w.local(CoreOp.LOCAL_GET, 0);
        w.block(CoreOp.IF, BlockType.of(ValType.I32));
        countDown(w);
        w.function(CoreOp.CALL, 0);
        w.orElse();
        w.local(CoreOp.LOCAL_GET, 0);
        w.end();
    }

    @Test
    void ofTwoMethodsThatCallEachOtherAloneOneLooks() {
        assertEquals(Map.of("f0", Set.of("glanceAtEpoch"), "f0$r", Set.of()), methods(EngineConfig.builder(), EpochLooksTest::recurse));
    }

    @Test
    void bothLookWhereAnythingElseIsCalled() {
        assertEquals(Map.of("f0", Set.of("glanceAtEpoch"), "f0$r", Set.of("glanceAtEpoch")), methods(EngineConfig.builder(), w -> {
            recurse(w);
            w.function(CoreOp.CALL, 1);
        }));
    }

    /** Comes back while what is left of the parameter is not 0. */
    private static void loop(OpWriter w, Runnable round) {
        w.block(CoreOp.LOOP, BlockType.EMPTY);
        round.run();
        w.local(CoreOp.LOCAL_GET, 0);
        w.number(CoreOp.I32_CONST, 2);
        w.plain(CoreOp.I32_SHR_U);
        w.local(CoreOp.LOCAL_TEE, 0);
        w.branch(CoreOp.BR_IF, 0);
        w.end();
        w.local(CoreOp.LOCAL_GET, 0);
    }

    @Test
    void aLoopThatCallsItsFunctionAloneCountsItsRounds() {
        assertEquals(Map.of("f0", Set.of(COUNTS + 1, "glanceAtEpoch", "lookAtEpoch"), "f0$r", Set.of(COUNTS + 1, "lookAtEpoch")),
                methods(EngineConfig.builder(), w -> loop(w, () -> {
                    w.number(CoreOp.I32_CONST, 0);
                    w.function(CoreOp.CALL, 0);
                    w.plain(CoreOp.DROP);
                })));
    }

    @Test
    void onlyTheRoundsOfAStripAreCountedAndNotItsStrips() {
        assertEquals(Map.of("f0", Set.of(COUNTS + 1, "glanceAtEpoch", "lookAtEpoch")), methods(EngineConfig.builder(), w -> loop(w, () -> {
        })));
    }

    @Test
    void aLoopThatCallsAnythingElseWatchesInEachRound() {
        assertEquals(Map.of("f0", Set.of("glanceAtEpoch", "watchEpoch")), methods(EngineConfig.builder(), w -> loop(w, () -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.function(CoreOp.CALL, 1);
            w.plain(CoreOp.DROP);
        })));
    }

    @Test
    void whereALocalTellsTheRoundsNobodyCountsThem() {
        // the guest's own step is written in the same way
        String own = COUNTS + 3;
        assertEquals(Map.of("f0", Set.of(own, "glanceAtEpoch", "lookAtEpoch"), "f0$r", Set.of(own, "lookAtEpoch")),
                methods(EngineConfig.builder(), w -> {
                    w.block(CoreOp.LOOP, BlockType.EMPTY);
                    w.number(CoreOp.I32_CONST, 0);
                    w.function(CoreOp.CALL, 0);
                    w.plain(CoreOp.DROP);
                    w.local(CoreOp.LOCAL_GET, 0);
                    w.number(CoreOp.I32_CONST, 3);
                    w.plain(CoreOp.I32_SUB);
                    w.local(CoreOp.LOCAL_TEE, 0);
                    w.branch(CoreOp.BR_IF, 0);
                    w.end();
                    w.local(CoreOp.LOCAL_GET, 0);
                }));
    }
}
