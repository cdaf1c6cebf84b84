package org.granary.store;

import static org.granary.store.StrangeCode.changed;
import static org.granary.store.StrangeCode.in;
import static org.granary.store.StrangeCode.parts;
import static org.granary.store.StrangeCode.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.IntBinaryOperator;
import org.granary.artefact.Artefact;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.MemoryType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/**
 * Artefacts of strangers in a store of an engine that was told to take them: what is not refused does nothing that a module with the same
 * imports could not do, and a host meets nothing but our own exceptions.
 */
@Timeout(240)
class StrangersCodeTest {
    private static final String VM = "org/granary/vm/";
    /** It does not grow: where one may, all code has to be what its source compiles to. */
    private static final byte[] MEMORY = memory(1);

    private final Engine plain = trusting(false);
    private final Engine stoppable = trusting(true);
    private final Store<Void> store = Store.create(plain);

    private static Engine trusting(boolean interruptable) {
        ArtefactTrust trust = ArtefactTrust.builder().noHostKey().trustUnsigned(true).build();
        return Engine.create(EngineConfig.builder().interruptable(interruptable).artefacts(trust).build());
    }

    @AfterEach
    void close() {
        store.close();
        plain.close();
        stoppable.close();
    }

    /** Functions of a memory: f0 loads, f1 grows. */
    private static byte[] memory(int max) {
        Wasm wasm = new Wasm().memory(1, max).export("memory", 2, 0);
        int unary = wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32});
        wasm.exported("load", unary, Wasm.LOCAL_GET, 0, Wasm.I32_LOAD, 2, 0);
        wasm.exported("grow", unary, Wasm.LOCAL_GET, 0, Wasm.MEMORY_GROW, 0);
        return wasm.bytes();
    }

    private Instance instance(byte[] module, Consumer<ClassNode> change) {
        return Instance.create(store, plain.deserialize(changed(plain, module, change)), List.of());
    }

    private static void refused(Reason reason, Engine engine, byte[] module, Consumer<ClassNode> change) {
        byte[] strange = changed(engine, module, change);
        assertSame(reason, assertThrows(ArtefactException.class, () -> engine.deserialize(strange)).reason());
    }

    private static void traps(TrapCode code, Executable call) {
        assertSame(code, assertThrows(Trap.class, call).code());
    }

    private static void store(MethodVisitor code, int instance) {
        code.visitVarInsn(Opcodes.ALOAD, instance);
        code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "store", "L" + VM + "VmStore;");
    }

    /** Ours makes traps of it in the guest's frame; a stranger's need not. */
    @Test
    void whatTheJvmRaisesIsATrapWithoutAHandlerToo() {
        Consumer<ClassNode> bare = node -> node.methods.forEach(method -> method.tryCatchBlocks.clear());
        Instance memory = instance(MEMORY, bare);
        traps(TrapCode.MEMORY_OUT_OF_BOUNDS, () -> memory.func("load").call(1 << 20));
        Instance numbers = instance(Modules.arithmetic(), bare);
        traps(TrapCode.INTEGER_DIVIDE_BY_ZERO, () -> numbers.func("div").call(1, 0));
        IntBinaryOperator div = numbers.typed("div", IntBinaryOperator.class);
        Trap zero = assertThrows(Trap.class, () -> div.applyAsInt(1, 0));
        assertSame(TrapCode.INTEGER_DIVIDE_BY_ZERO, zero.code());
        assertEquals("arithmetic", zero.frames().get(0).module());
        Instance nothing = instance(MEMORY, in("f0", code -> {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "Table", "size", "()I", false);
            code.visitInsn(Opcodes.POP);
        }));
        traps(TrapCode.NULL_REFERENCE, () -> nothing.func("load").call(0));
        Instance text = instance(MEMORY, in("f0", code -> {
            code.visitLdcInsn("no array");
            code.visitTypeInsn(Opcodes.CHECKCAST, VM + "IntArray");
            code.visitInsn(Opcodes.POP);
        }));
        traps(TrapCode.CAST_FAILURE, () -> text.func("load").call(0));
    }

    /** Hosts restart, count and forgive by these. */
    @Test
    void noCodeTrapsByWhatOnlyTheHostEndsGuestsWith() {
        for (TrapCode code : List.of(TrapCode.INTERRUPT, TrapCode.DEADLINE, TrapCode.HOST_CLOSED, TrapCode.OUT_OF_FUEL,
                TrapCode.CALL_STACK_EXHAUSTED)) {
            Instance forging = instance(MEMORY, in("f0", method -> {
                Label on = new Label();
                method.visitVarInsn(Opcodes.ILOAD, 0);
                method.visitJumpInsn(Opcodes.IFNE, on);
                method.visitLdcInsn(code.name());
                method.visitMethodInsn(Opcodes.INVOKESTATIC, VM + "Traps", "named", "(Ljava/lang/String;)Ljava/lang/RuntimeException;",
                        false);
                method.visitInsn(Opcodes.ATHROW);
                method.visitLabel(on);
                method.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
            }));
            assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class, () -> forging.func("load").call(0)).reason());
            assertArrayEquals(new Object[] {0}, forging.func("load").call(4));
        }
    }

    @Test
    void codeThatSpendsWhereNothingIsSpentMustBeWhatItsSourceCompilesTo() {
        for (Engine engine : List.of(plain, stoppable)) {
            refused(Reason.NOT_ITS_SOURCE, engine, MEMORY, in("f0", code -> {
                store(code, 1);
                code.visitLdcInsn(1L << 40);
                code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "VmStore", "spend", "(J)V", false);
            }));
            refused(Reason.NOT_ITS_SOURCE, engine, MEMORY, in("f0", code -> {
                store(code, 1);
                code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "VmStore", "lookAtEpoch", "()Z", false);
                code.visitInsn(Opcodes.POP);
            }));
        }
    }

    @Test
    void aConstantThatOthersSeeIsNotWritten() {
        Wasm wasm = new Wasm().global(Wasm.I32, false, Wasm.I32_CONST, 7).export("constant", 3, 0);
        wasm.exported("f", wasm.type(Wasm.NONE, Wasm.NONE));
        refused(Reason.NOT_ITS_SOURCE, plain, wasm.bytes(), in("f0", code -> {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "globals", "[L" + VM + "GlobalCell;");
            code.visitInsn(Opcodes.ICONST_0);
            code.visitInsn(Opcodes.AALOAD);
            code.visitIntInsn(Opcodes.BIPUSH, 99);
            code.visitFieldInsn(Opcodes.PUTFIELD, VM + "GlobalCell", "i32", "I");
        }));
    }

    @Test
    void whatIsNoFunctionGetsIntoNoTable() {
        Wasm wasm = new Wasm().table(Wasm.FUNCREF, 2);
        wasm.exported("f", wasm.type(Wasm.NONE, Wasm.NONE), Wasm.I32_CONST, 0, Wasm.CALL_INDIRECT, 0, 0);
        Instance confusing = instance(wasm.bytes(), in("f0", code -> {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "tables", "[L" + VM + "Table;");
            code.visitInsn(Opcodes.ICONST_0);
            code.visitInsn(Opcodes.AALOAD);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitLdcInsn("no function");
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "Table", "set", "(ILjava/lang/Object;)V", false);
        }));
        ArtefactException refused = assertThrows(ArtefactException.class, () -> confusing.func("f").call());
        assertSame(Reason.FORBIDDEN, refused.reason());
        assertInstanceOf(ArrayStoreException.class, refused.getCause());
    }

    /** It is run when a memory has settled, long after the load. */
    @Test
    void codeForAFurtherFormIsLookedAtWithTheRest() {
        Artefact genuine = parts(plain, MEMORY);
        SortedMap<String, byte[]> classes = genuine.unpacked();
        assertEquals(2, classes.size());
        for (String name : classes.keySet()) {
            SortedMap<String, byte[]> strange = genuine.unpacked();
            strange.computeIfPresent(name, (same, file) -> changed(file, in("f0", code -> {
                code.visitInsn(Opcodes.ICONST_0);
                code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/System", "exit", "(I)V", false);
            })));
            assertSame(Reason.FORBIDDEN,
                    assertThrows(ArtefactException.class, () -> plain.deserialize(with(plain, genuine, strange))).reason());
        }
    }

    /** Whoever is asked to end by a check point that gets no instance ends, too. */
    @Test
    void aCheckPointWithoutAnInstanceEndsItsGuest() {
        byte[] strange = changed(stoppable, Modules.troubles(), node -> node.methods.forEach(method -> {
            for (AbstractInsnNode at : method.instructions.toArray()) {
                if (at instanceof InvokeDynamicInsnNode) {
                    method.instructions.set(at.getPrevious(), new InsnNode(Opcodes.ACONST_NULL));
                }
            }
        }));
        try (Store<Void> stopping = Store.create(stoppable)) {
            Instance troubles = Instance.create(stopping, stoppable.deserialize(strange), List.of());
            ArtefactException refused = assertThrows(ArtefactException.class,
                    () -> troubles.func("spin").call(Duration.ofMillis(500)));
            assertSame(Reason.FORBIDDEN, refused.reason());
            assertArrayEquals(new Object[] {42}, troubles.func("answer").call());
        }
    }

    @Test
    void switchesThatGoInCirclesNeedACheckPoint() {
        refused(Reason.FORBIDDEN, stoppable, MEMORY, in("f0", code -> {
            Label again = head(code);
            Label on = new Label();
            code.visitTableSwitchInsn(0, 2, on, on, on, again);
            code.visitLabel(on);
            code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        }));
        refused(Reason.FORBIDDEN, stoppable, MEMORY, in("f0", code -> {
            Label again = head(code);
            Label on = new Label();
            code.visitLookupSwitchInsn(again, new int[] {-1, 1_000}, new Label[] {on, on});
            code.visitLabel(on);
            code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        }));
    }

    private static Label head(MethodVisitor code) {
        Label again = new Label();
        code.visitLabel(again);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.visitVarInsn(Opcodes.ILOAD, 0);
        return again;
    }

    @Test
    void instructionsThatNoFunctionHasAreRefused() {
        refused(Reason.FORBIDDEN, plain, MEMORY, in("f0", code -> {
            Label routine = new Label();
            code.visitJumpInsn(Opcodes.JSR, routine);
            code.visitLabel(routine);
            code.visitInsn(Opcodes.POP);
        }));
        refused(Reason.FORBIDDEN, plain, MEMORY, in("f0", code -> code.visitVarInsn(Opcodes.RET, 0)));
        refused(Reason.FORBIDDEN, plain, MEMORY, in("f0", code -> {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitTypeInsn(Opcodes.INSTANCEOF, VM + "VmStore");
            code.visitInsn(Opcodes.POP);
        }));
        refused(Reason.FORBIDDEN, plain, MEMORY, in("f0", code -> {
            code.visitLdcInsn(1 << 28);
            code.visitTypeInsn(Opcodes.ANEWARRAY, VM + "FuncRef");
            code.visitInsn(Opcodes.POP);
        }));
        refused(Reason.FORBIDDEN, plain, MEMORY, node -> in("f0", code -> {
            bytes(code, node, 1);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "[B", "clone", "()Ljava/lang/Object;", false);
            code.visitInsn(Opcodes.POP);
        }).accept(node));
    }

    private static void bytes(MethodVisitor code, ClassNode node, int instance) {
        code.visitVarInsn(Opcodes.ALOAD, instance);
        code.visitFieldInsn(Opcodes.GETFIELD, node.name.substring(0, node.name.lastIndexOf('/')) + "/Instance", "a0",
                "L" + VM + "ArrayMemory;");
        code.visitFieldInsn(Opcodes.GETFIELD, VM + "ArrayMemory", "bytes", "[B");
    }

    /** The allow-list knows the views and how they are used, and not which is used how. */
    @Test
    void aViewOfAnotherWidthReadsNothing() {
        Instance confusing = instance(MEMORY, node -> in("f0", code -> {
            code.visitFieldInsn(Opcodes.GETSTATIC, VM + "Views", "LONGS", "Ljava/lang/invoke/VarHandle;");
            bytes(code, node, 1);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/invoke/VarHandle", "get", "([BI)I", false);
            code.visitInsn(Opcodes.POP);
        }).accept(node));
        assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class, () -> confusing.func("load").call(0)).reason());
    }

    /** Nobody else's code would call what is not there, or is there with another type. */
    @Test
    void functionsThatAreMissingOrOfAnotherTypeAreRefusedWhenTheyAreNeeded() {
        Instance missing = instance(MEMORY, node -> node.methods.removeIf(method -> method.name.equals("f1")));
        assertArrayEquals(new Object[] {0}, missing.func("load").call(0));
        assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class, () -> missing.func("grow").call(1)).reason());
        Instance longer = instance(MEMORY, node -> node.methods.stream().filter(method -> method.name.equals("f1")).forEach(method -> {
            method.desc = method.desc.replace(")I", ")J");
            for (AbstractInsnNode at : method.instructions.toArray()) {
                if (at.getOpcode() == Opcodes.IRETURN) {
                    method.instructions.insertBefore(at, new InsnNode(Opcodes.I2L));
                    method.instructions.set(at, new InsnNode(Opcodes.LRETURN));
                }
            }
            method.maxStack++;
        }));
        assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class, () -> longer.func("grow").call(1)).reason());
    }

    /** An instruction has 1, 2, 4 or 8 bytes: others end in a trap or do no more than these. */
    @Test
    void atomicAccessesOfOtherWidthsStayInTheirMemory() {
        SharedMemory shared = SharedMemory.create(plain, MemoryType.shared(1, 1));
        for (int width : new int[] {0, 3, 5, 16, 24, 65_536, 1 << 30, -1, -8, Integer.MIN_VALUE}) {
            for (int address : new int[] {0, 8, 65_528, 65_535, 65_536, -8}) {
                Consumer<MethodVisitor> stores = code -> {
                    code.visitLdcInsn((long) address);
                    code.visitLdcInsn(-1L);
                    code.visitVarInsn(Opcodes.ALOAD, 1);
                    code.visitInsn(Opcodes.ICONST_0);
                    code.visitLdcInsn(width);
                    code.visitMethodInsn(Opcodes.INVOKESTATIC, VM + "Atomics", "store", "(JJL" + VM + "Instance;II)V", false);
                };
                String what = width + " bytes at " + address;
                Instance memory = instance(MEMORY, in("f0", stores));
                ends(() -> memory.func("load").call(0), what);
                Instance sharing = Instance.create(store, plain.deserialize(changed(plain, loading(), in("f0", stores))), List.of(shared));
                ends(() -> sharing.func("load").call(0), what);
            }
        }
    }

    /** Loads from a shared memory that it imports. */
    private static byte[] loading() {
        Wasm wasm = new Wasm();
        wasm.importShared("env", "memory", 1, 1);
        wasm.exported("load", wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32}), Wasm.LOCAL_GET, 0, Wasm.I32_LOAD, 2, 0);
        return wasm.bytes();
    }

    private static void ends(Executable call, String what) {
        try {
            call.execute();
        } catch (Trap | ArtefactException e) {
            // in our words
            return;
        } catch (Throwable e) {
            throw new AssertionError(what, e);
        }
    }

    @Test
    void functionsOfAnotherModuleAreNotTaken() {
        byte[] mixed = with(plain, parts(plain, Modules.arithmetic()), parts(plain, Modules.troubles()).unpacked());
        assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class, () -> plain.deserialize(mixed)).reason());
    }

    /** The array of a memory has room for its next growths. */
    @Test
    void whatWasWrittenBehindTheEndOfAMemoryIsNotThereWhenItGrows(@TempDir Path folder) {
        Consumer<ClassNode> change = node -> in("f0", code -> {
            Label on = new Label();
            code.visitVarInsn(Opcodes.ILOAD, 0);
            code.visitJumpInsn(Opcodes.IFGE, on);
            bytes(code, node, 1);
            bytes(code, node, 1);
            code.visitInsn(Opcodes.ARRAYLENGTH);
            code.visitInsn(Opcodes.ICONST_1);
            code.visitInsn(Opcodes.ISUB);
            code.visitIntInsn(Opcodes.BIPUSH, 77);
            code.visitInsn(Opcodes.BASTORE);
            code.visitLabel(on);
            code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        }).accept(node);
        ArtefactTrust ownKey = ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build();
        try (Engine own = Engine.create(EngineConfig.builder().artefacts(ownKey).build()); Store<Void> there = Store.create(own)) {
            Instance behind = Instance.create(there, own.deserialize(changed(own, memory(40), change)), List.of());
            Func load = behind.func("load");
            for (int pages = 1; pages < 40; pages++) {
                traps(TrapCode.MEMORY_OUT_OF_BOUNDS, () -> load.call(-4));
                assertArrayEquals(new Object[] {pages}, behind.func("grow").call(1));
                assertArrayEquals(new byte[1 << 16], behind.memory("memory").readBytes((long) pages << 16, 1 << 16));
            }
        }
    }

    /** Each growth may leave an array behind, which such code could keep: nobody counts them. */
    @Test
    void codeOfAMemoryThatMayGrowHasToBeItsSources() {
        refused(Reason.NOT_ITS_SOURCE, plain, memory(2), in("f0", code -> code.visitInsn(Opcodes.NOP)));
        assertArrayEquals(new Object[] {0}, instance(MEMORY, in("f0", code -> code.visitInsn(Opcodes.NOP))).func("load").call(0));
    }

    /** A frame of 60,000 locals takes half a megabyte of the stack. */
    @Test
    void hugeFramesEndLikeAnyRecursion() {
        Instance troubles = instance(Modules.troubles(), node -> node.methods.forEach(method -> method.maxLocals = 60_000));
        traps(TrapCode.CALL_STACK_EXHAUSTED, () -> troubles.func("recurse").call());
        assertArrayEquals(new Object[] {42}, troubles.func("answer").call());
    }
}
