package org.granary.store;

import static org.granary.store.StrangeCode.changed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.AbstractHeapType;
import org.granary.type.FuncType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Artefacts whose seal is right and whose code is not its source's: nothing but what the types say comes to the host. */
@Timeout(240)
class SealedCodeTest {
    private static final String VM = "org/granary/vm/";
    private static final int LARGE = 20_000_000;
    private static final ValType EXTERN = new RefType(true, AbstractHeapType.EXTERN);

    @TempDir
    private Path folder;
    private Engine engine;
    private Store<Void> store;

    @BeforeEach
    void open() {
        ArtefactTrust trust = ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build();
        engine = Engine.create(EngineConfig.builder().interruptable(true).artefacts(trust).build());
        store = Store.create(engine);
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private Instance instance(byte[] module, Consumer<ClassNode> change, Extern... imports) {
        return Instance.create(store, engine.deserialize(changed(engine, module, change)), List.of(imports));
    }

    /** What code can get hold of without making anything; the number is the local of the instance. */
    private static Map<String, Consumer<MethodVisitor>> objects(int instance) {
        Map<String, Consumer<MethodVisitor>> objects = new LinkedHashMap<>();
        objects.put("a text", code -> code.visitLdcInsn("a text"));
        objects.put("a view", code -> code.visitFieldInsn(Opcodes.GETSTATIC, VM + "Views", "INTS", "Ljava/lang/invoke/VarHandle;"));
        objects.put("the instance", code -> code.visitVarInsn(Opcodes.ALOAD, instance));
        objects.put("the store", code -> {
            code.visitVarInsn(Opcodes.ALOAD, instance);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "store", "L" + VM + "VmStore;");
        });
        objects.put("a function", code -> {
            code.visitVarInsn(Opcodes.ALOAD, instance);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "Instance", "function", "(I)L" + VM + "FuncRef;", false);
        });
        objects.put("an exception's kind", code -> {
            code.visitVarInsn(Opcodes.ALOAD, instance);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "Instance", "tag", "(I)L" + VM + "Tag;", false);
        });
        objects.put("a packed exception", code -> {
            code.visitLdcInsn("a text");
            code.visitVarInsn(Opcodes.ALOAD, instance);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, VM + "ExnRef", "make", "(Ljava/lang/Object;L" + VM + "Instance;I)L" + VM
                    + "ExnRef;", false);
        });
        return objects;
    }

    /** Puts an object in the place of the one on the stack before some instructions. */
    private static Consumer<ClassNode> instead(Predicate<AbstractInsnNode> before, Consumer<MethodVisitor> object) {
        return node -> {
            int count = 0;
            for (MethodNode method : node.methods) {
                for (AbstractInsnNode at : method.instructions.toArray()) {
                    if (before.test(at)) {
                        MethodNode scratch = new MethodNode();
                        object.accept(scratch);
                        method.instructions.insertBefore(at, new InsnNode(Opcodes.POP));
                        method.instructions.insertBefore(at, scratch.instructions);
                        method.maxStack += 10;
                        count++;
                    }
                }
            }
            assertTrue(count > 0, "found nothing to change");
        };
    }

    private static boolean returns(AbstractInsnNode at) {
        return at.getOpcode() == Opcodes.ARETURN;
    }

    private static boolean calls(AbstractInsnNode at) {
        return at.getOpcode() == Opcodes.INVOKEINTERFACE;
    }

    private static Predicate<AbstractInsnNode> invokes(String name) {
        return at -> at instanceof MethodInsnNode call && call.name.equals(name);
    }

    private static boolean packs(AbstractInsnNode at) {
        return at.getOpcode() == Opcodes.PUTFIELD && ((FieldInsnNode) at).name.equals("f0");
    }

    private static void refused(String what, Executable call) {
        ArtefactException refused = assertThrows(ArtefactException.class, call, what);
        assertSame(Reason.FORBIDDEN, refused.reason(), what);
        assertTrue(refused.getMessage().contains("its code "), refused.getMessage());
    }

    private static Wasm tagged() {
        Wasm wasm = new Wasm();
        wasm.tag(wasm.type(new int[] {Wasm.EXTERNREF}, Wasm.NONE));
        return wasm;
    }

    @Test
    void resultsAreOfTheirTypes() {
        Wasm wasm = tagged();
        wasm.exported("same", wasm.type(new int[] {Wasm.EXTERNREF}, new int[] {Wasm.EXTERNREF}), Wasm.LOCAL_GET, 0);
        byte[] module = wasm.bytes();
        objects(1).forEach((name, object) -> {
            Instance strange = instance(module, instead(SealedCodeTest::returns, object));
            refused(name, () -> strange.func("same").call(new Object[] {null}));
            UnaryOperator<?> typed = strange.typed("same", UnaryOperator.class);
            refused(name, () -> typed.apply(null));
        });
        Instance genuine = instance(module, node -> { });
        ExternRef mine = ExternRef.create(store, "mine");
        assertSame(mine, genuine.func("same").call(mine)[0]);
    }

    @Test
    void argumentsOfHostFunctionsAreOfTheirTypes() {
        Wasm wasm = tagged();
        int type = wasm.type(new int[] {Wasm.EXTERNREF}, Wasm.NONE);
        wasm.importFunc("env", "take", type);
        wasm.exported("give", type, Wasm.LOCAL_GET, 0, Wasm.CALL, 0);
        AtomicReference<Object> taken = new AtomicReference<>();
        Func take = Func.create(store, FuncType.of(List.of(EXTERN), List.of()), (caller, arguments) -> {
            taken.set(arguments[0]);
            return null;
        });
        objects(1).forEach((name, object) -> {
            Instance strange = instance(wasm.bytes(), instead(SealedCodeTest::calls, object), take);
            refused(name, () -> strange.func("give").call(new Object[] {null}));
            assertEquals(null, taken.get(), name);
        });
    }

    @Test
    void elementsOfTablesAreOfTheirType() {
        Wasm wasm = tagged().table(Wasm.EXTERNREF, 1).export("table", 1, 0);
        wasm.exported("set", wasm.type(new int[] {Wasm.EXTERNREF}, Wasm.NONE), Wasm.I32_CONST, 0, Wasm.LOCAL_GET, 0, 0x26, 0);
        objects(1).forEach((name, object) -> {
            Instance strange = instance(wasm.bytes(), instead(invokes("set"), object));
            strange.func("set").call(new Object[] {null});
            refused(name, () -> strange.table("table").get(0));
        });
    }

    @Test
    void valuesOfGlobalsAreOfTheirType() {
        Wasm wasm = tagged().global(Wasm.EXTERNREF, true, Wasm.REF_NULL, Wasm.EXTERNREF).export("global", 3, 0);
        wasm.exported("set", wasm.type(new int[] {Wasm.EXTERNREF}, Wasm.NONE), Wasm.LOCAL_GET, 0, Wasm.GLOBAL_SET, 0);
        objects(1).forEach((name, object) -> {
            Instance strange = instance(wasm.bytes(), instead(at -> at.getOpcode() == Opcodes.PUTFIELD, object));
            strange.func("set").call(new Object[] {null});
            refused(name, () -> strange.global("global").get());
        });
    }

    @Test
    void whatExceptionsCarryIsOfItsType() {
        Wasm wasm = tagged();
        wasm.exported("throw", wasm.type(new int[] {Wasm.EXTERNREF}, Wasm.NONE), Wasm.LOCAL_GET, 0, Wasm.THROW, 0);
        objects(1).forEach((name, object) -> {
            Instance strange = instance(wasm.bytes(), instead(SealedCodeTest::packs, object));
            refused(name, () -> strange.func("throw").call(new Object[] {null}));
        });
        Instance unpacked = instance(wasm.bytes(), node -> node.methods.forEach(method -> {
            for (AbstractInsnNode at : method.instructions.toArray()) {
                if (invokes("make").test(at)) {
                    // values, instance, tag
                    method.instructions.insertBefore(at, new InsnNode(Opcodes.DUP2_X1));
                    method.instructions.insertBefore(at, new InsnNode(Opcodes.POP2));
                    method.instructions.insertBefore(at, new InsnNode(Opcodes.POP));
                    MethodNode text = new MethodNode();
                    text.visitLdcInsn("a text");
                    method.instructions.insertBefore(at, text.instructions);
                    method.instructions.insertBefore(at, new InsnNode(Opcodes.DUP_X2));
                    method.instructions.insertBefore(at, new InsnNode(Opcodes.POP));
                    method.maxStack += 5;
                }
            }
        }));
        refused("unpacked", () -> unpacked.func("throw").call(new Object[] {null}));
    }

    private static void type(MethodVisitor code, int type) {
        code.visitLdcInsn(new ConstantDynamic("type", "Lorg/granary/type/DefType;", new org.objectweb.asm.Handle(Opcodes.H_INVOKESTATIC,
                VM + "Constants", "type", "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)"
                        + "Lorg/granary/type/DefType;", false), type));
    }

    /** Of the length on the stack. */
    private static void array(MethodVisitor code, int type) {
        objects(1).get("the instance").accept(code);
        type(code, type);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, VM + "GcArray", "make", "(IL" + VM + "Instance;Lorg/granary/type/DefType;)L" + VM
                + "GcArray;", false);
    }

    private static Consumer<MethodVisitor> structure(int type) {
        return code -> {
            type(code, type);
            objects(1).get("the store").accept(code);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "org/granary/shape/G$I", "make", "(Lorg/granary/type/DefType;L" + VM
                    + "VmStore;)Lorg/granary/shape/G$I;", false);
        };
    }

    @Test
    void structuresAndArraysAreOfTheirTypes() {
        Wasm wasm = new Wasm();
        int type = wasm.type(new int[] {Wasm.EXTERNREF}, new int[] {Wasm.EXTERNREF});
        int fits = wasm.rawType(0x5f, 1, Wasm.I32, 1);
        int others = wasm.rawType(0x5f, 3, Wasm.EXTERNREF, 1, 0x7b, 1, Wasm.I32, 1);
        int array = wasm.rawType(0x5e, Wasm.EXTERNREF, 1);
        wasm.exported("same", type, Wasm.LOCAL_GET, 0);
        Instance fine = instance(wasm.bytes(), instead(SealedCodeTest::returns, structure(fits)));
        assertEquals(List.of(0), ((StructRef) fine.func("same").call(new Object[] {null})[0]).fields());
        Instance strange = instance(wasm.bytes(), instead(SealedCodeTest::returns, structure(others)));
        StructRef found = (StructRef) strange.func("same").call(new Object[] {null})[0];
        for (int field = 0; field < 3; field++) {
            int index = field;
            refused("field " + index, () -> found.get(index));
        }
        refused("a number", () -> found.set(2, 7));
        refused("no number", () -> found.set(0, ExternRef.create(store, "mine")));
        Instance none = instance(wasm.bytes(), instead(SealedCodeTest::returns, structure(array)));
        refused("no structure", () -> none.func("same").call(new Object[] {null}));
        Instance noArray = instance(wasm.bytes(), instead(SealedCodeTest::returns, code -> {
            code.visitInsn(Opcodes.ICONST_1);
            array(code, fits);
        }));
        refused("no array", () -> noArray.func("same").call(new Object[] {null}));
        Instance holding = instance(wasm.bytes(), instead(SealedCodeTest::returns, code -> {
            code.visitInsn(Opcodes.ICONST_1);
            array(code, array);
            code.visitInsn(Opcodes.DUP);
            code.visitTypeInsn(Opcodes.CHECKCAST, VM + "ReferenceArray");
            code.visitInsn(Opcodes.ICONST_0);
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "ReferenceArray", "set", "(ILjava/lang/Object;)V", false);
        }));
        ArrayRef elements = (ArrayRef) holding.func("same").call(new Object[] {null})[0];
        refused("an element", () -> elements.get(0));
    }

    private static void arrayOfBefore(MethodVisitor code, int type) {
        type(code, type);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, VM + "GcArray", "make", "(ILorg/granary/type/DefType;)L" + VM + "GcArray;", false);
    }

    private static void structureOfBefore(MethodVisitor code, int type) {
        code.visitTypeInsn(Opcodes.NEW, "org/granary/shape/G$I");
        code.visitInsn(Opcodes.DUP);
        type(code, type);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, "org/granary/shape/G$I", "<init>", "(Lorg/granary/type/DefType;)V", false);
    }

    private static void frame(MethodVisitor code, int... counts) {
        code.visitTypeInsn(Opcodes.NEW, VM + "ArrayFrame");
        code.visitInsn(Opcodes.DUP);
        for (int count : counts) {
            code.visitLdcInsn(count);
        }
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, VM + "ArrayFrame", "<init>", "(IIIIII)V", false);
    }

    /** The store is asked by who makes arrays and structures, and not by the code that wants them: 2 GB took the host's heap before. */
    @Test
    void whatNobodyCountsIsNotMade() throws Throwable {
        Wasm wasm = new Wasm();
        int type = wasm.type(new int[] {Wasm.EXTERNREF}, new int[] {Wasm.EXTERNREF});
        int numbers = wasm.rawType(0x5e, Wasm.F64, 1);
        int number = wasm.rawType(0x5f, 1, Wasm.I32, 1);
        wasm.exported("same", type, Wasm.LOCAL_GET, 0);
        store.totalBudget(1 << 20);
        Map<String, Consumer<MethodVisitor>> uncounted = new LinkedHashMap<>();
        uncounted.put("an array", code -> {
            code.visitLdcInsn(LARGE);
            arrayOfBefore(code, numbers);
        });
        uncounted.put("a structure", code -> structureOfBefore(code, number));
        uncounted.put("a frame", code -> frame(code, LARGE, 1, 1, 1, 1, 1));
        uncounted.put("a frame of fewer than no floats", code -> frame(code, LARGE, 0, -LARGE, 0, 0, 1));
        uncounted.put("a frame of fewer than no references", code -> frame(code, 0, LARGE, 0, 0, 0, -LARGE));
        for (Map.Entry<String, Consumer<MethodVisitor>> each : uncounted.entrySet()) {
            Func made = instance(wasm.bytes(), instead(SealedCodeTest::returns, each.getValue())).func("same");
            long bytes = ArrayBudgetTest.allocated(() -> assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class,
                    () -> made.call(new Object[] {null}), each.getKey()).reason(), each.getKey()));
            assertTrue(bytes < LARGE, each.getKey() + " took " + bytes + " bytes of the JVM");
        }
        Map<String, Consumer<MethodVisitor>> counted = new LinkedHashMap<>();
        counted.put("zeros", code -> {
            code.visitLdcInsn(LARGE);
            array(code, numbers);
        });
        counted.put("sevens", code -> {
            code.visitLdcInsn(7.0);
            code.visitLdcInsn(LARGE);
            code.visitVarInsn(Opcodes.ALOAD, 1);
            type(code, numbers);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, VM + "DoubleArray", "filled", "(DIL" + VM + "Instance;Lorg/granary/type/DefType;)L"
                    + VM + "GcArray;", false);
        });
        for (Map.Entry<String, Consumer<MethodVisitor>> each : counted.entrySet()) {
            Func made = instance(wasm.bytes(), instead(SealedCodeTest::returns, each.getValue())).func("same");
            long bytes = ArrayBudgetTest.allocated(() -> assertSame(TrapCode.ALLOCATION_TOO_LARGE, assertThrows(Trap.class,
                    () -> made.call(new Object[] {null}), each.getKey()).code(), each.getKey()));
            assertTrue(bytes < LARGE, each.getKey() + " took " + bytes + " bytes of the JVM");
        }
        Func one = instance(wasm.bytes(), instead(SealedCodeTest::returns, structure(number))).func("same");
        List<Object> kept = new ArrayList<>();
        Trap trap = assertThrows(Trap.class, () -> {
            while (kept.size() < 100_000) {
                kept.add(one.call(new Object[] {null})[0]);
            }
        });
        assertSame(TrapCode.ALLOCATION_TOO_LARGE, trap.code());
    }

    /** What a stop was asked for is the call that has ended, and not the next one. */
    @Test
    void aCheckPointWithoutAnInstanceTakesItsStop() {
        Wasm wasm = new Wasm();
        int type = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.importFunc("env", "stop", type);
        wasm.exported("spin", type, Wasm.CALL, 0, Wasm.LOOP, Wasm.VOID, Wasm.BR, 0, Wasm.END);
        wasm.exported("rest", type);
        InterruptHandle handle = store.interruptHandle();
        Func stop = Func.create(store, FuncType.of(List.of(), List.of()), (caller, arguments) -> {
            handle.interrupt();
            return null;
        });
        Instance genuine = instance(wasm.bytes(), node -> { }, stop);
        assertSame(TrapCode.INTERRUPT, assertThrows(Trap.class, () -> genuine.func("spin").call()).code());
        Instance strange = instance(wasm.bytes(), node -> node.methods.forEach(method -> {
            for (AbstractInsnNode at : method.instructions.toArray()) {
                if (at.getOpcode() == Opcodes.INVOKEDYNAMIC) {
                    method.instructions.set(at.getPrevious(), new InsnNode(Opcodes.ACONST_NULL));
                }
            }
        }), stop);
        refused("null", () -> strange.func("spin").call());
        assertArrayEquals(new Object[0], strange.func("rest").call());
        assertArrayEquals(new Object[0], genuine.func("rest").call());
    }

    /** Handles everything in the function that calls another one, and takes off what that one is said to have held. */
    private static void takingOff(ClassNode node, boolean looks) {
        String owner = node.name.substring(0, node.name.lastIndexOf('/') + 1) + "Instance";
        MethodNode outer = node.methods.stream().filter(method -> calling(method, node.name) != null).findFirst().orElseThrow();
        MethodNode before = new MethodNode();
        Label from = new Label();
        before.visitInsn(Opcodes.ACONST_NULL);
        before.visitVarInsn(Opcodes.ASTORE, 1);
        before.visitLabel(from);
        Label handler = new Label();
        Label without = new Label();
        MethodNode behind = new MethodNode();
        behind.visitLabel(handler);
        behind.visitFrame(Opcodes.F_FULL, 2, new Object[] {owner, owner}, 1, new Object[] {"java/lang/Throwable"});
        if (looks) {
            behind.visitVarInsn(Opcodes.ALOAD, 1);
            behind.visitJumpInsn(Opcodes.IFNULL, without);
        }
        behind.visitVarInsn(Opcodes.ALOAD, 1);
        behind.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "store", "L" + VM + "VmStore;");
        behind.visitInsn(Opcodes.DUP);
        behind.visitFieldInsn(Opcodes.GETFIELD, VM + "VmStore", "held", "I");
        behind.visitInsn(Opcodes.ICONST_0);
        behind.visitInsn(Opcodes.ISUB);
        behind.visitFieldInsn(Opcodes.PUTFIELD, VM + "VmStore", "held", "I");
        if (looks) {
            behind.visitLabel(without);
            behind.visitFrame(Opcodes.F_FULL, 2, new Object[] {owner, owner}, 1, new Object[] {"java/lang/Throwable"});
        }
        behind.visitInsn(Opcodes.ATHROW);
        outer.visitTryCatchBlock(from, handler, handler, "java/lang/Throwable");
        outer.instructions.insert(before.instructions);
        outer.instructions.add(behind.instructions);
        outer.maxLocals = 2;
        outer.maxStack += 10;
    }

    private static AbstractInsnNode calling(MethodNode method, String owner) {
        for (AbstractInsnNode at : method.instructions) {
            if (at instanceof MethodInsnNode call && call.owner.equals(owner)) {
                return at;
            }
        }
        return null;
    }

    /** The JVM's own exception, of an instance that there is not, took the place of the stop that was on its way. */
    @Test
    void aHandlerOfEverythingKeepsTheReason() {
        Wasm wasm = new Wasm();
        int type = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.importFunc("env", "stop", type);
        wasm.exported("spin", type, Wasm.CALL, 0, Wasm.LOOP, Wasm.VOID, Wasm.BR, 0, Wasm.END);
        wasm.exported("outer", type, Wasm.CALL, 1);
        InterruptHandle handle = store.interruptHandle();
        Func stop = Func.create(store, FuncType.of(List.of(), List.of()), (caller, arguments) -> {
            handle.interrupt();
            return null;
        });
        Instance keeping = instance(wasm.bytes(), node -> takingOff(node, true), stop);
        assertSame(TrapCode.INTERRUPT, assertThrows(Trap.class, () -> keeping.func("outer").call()).code());
        Instance changing = instance(wasm.bytes(), node -> takingOff(node, false), stop);
        assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class, () -> changing.func("outer").call()).reason());
    }
}
