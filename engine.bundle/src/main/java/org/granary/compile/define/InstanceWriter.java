package org.granary.compile.define;

import java.util.ArrayList;
import java.util.List;
import org.granary.compile.emit.Code;
import org.granary.compile.emit.Globals;
import org.granary.compile.emit.InstanceFields;
import org.granary.compile.emit.Linked;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes the instance class of a module: typed fields for what compiled code needs at hand, and {@code bind}, which fills them from the
 * arrays.
 */
final class InstanceWriter {
    /** So many fields are filled by one method. */
    private static final int MOST_FIELDS = 400;

    private final ModulePlan plan;
    private final ClassWriter writer;
    private final List<Step> steps = new ArrayList<>();

    private InstanceWriter(ModulePlan plan) {
        this.plan = plan;
        this.writer = ClassFiles.begin(Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, plan.instance(), Linked.INSTANCE);
    }

    static byte[] write(ModulePlan plan) {
        InstanceWriter instance = new InstanceWriter(plan);
        instance.constructor();
        instance.fields();
        instance.bind();
        return ClassFiles.finish(instance.writer);
    }

    /** Hands its parameters on, and how many functions, memories, tables and globals there are. */
    private void constructor() {
        String parameters = Linked.desc(Linked.STORE) + Linked.desc(Linked.INSTANTIABLE);
        int[] sizes = {plan.module.functionCount(), plan.module.memoryCount(), plan.module.tableCount(), plan.module.globalCount()};
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "(" + parameters + ")V", null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitInsn(Opcodes.ICONST_0 + sizes.length);
        code.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_INT);
        for (int i = 0; i < sizes.length; i++) {
            code.visitInsn(Opcodes.DUP);
            code.visitInsn(Opcodes.ICONST_0 + i);
            code.visitLdcInsn(sizes[i]);
            code.visitInsn(Opcodes.IASTORE);
        }
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, Linked.INSTANCE, "<init>", "(" + parameters + "[I)V", false);
        code.visitInsn(Opcodes.RETURN);
        // itself, the parameters, the array; the array again, a place, a number
        code.visitMaxs(7, 3);
        code.visitEnd();
    }

    private void fields() {
        for (int i = 0; i < plan.module.importedFunctions() && InstanceFields.hasFunction(i); i++) {
            taken("i" + i, "functions", Linked.FUNC_REF, i, plan.shape(i).callInterface());
        }
        for (int i = 0; i < plan.module.memoryCount(); i++) {
            if (plan.module.memory(i).shared()) {
                memory("s" + i, i, Linked.SHARED_MEMORY, "shared");
            } else {
                memory("a" + i, i, Linked.ARRAY_MEMORY, "array");
                memory("l" + i, i, Linked.LARGE_MEMORY, "large");
            }
        }
        for (int i = 0; i < plan.module.tableCount() && InstanceFields.hasTable(i); i++) {
            taken("t" + i, "tables", Linked.TABLE, i, Linked.TABLE);
        }
        for (int i = 0; i < plan.module.globalCount() && InstanceFields.hasGlobal(i); i++) {
            if (plan.cell(i)) {
                taken("c" + i, "globals", Linked.CELL, i, Linked.CELL);
            } else {
                value(i);
            }
        }
    }

    private void field(String name, String desc) {
        writer.visitField(0, name, desc, null, null).visitEnd();
    }

    /** Pushes an element of one of the arrays. */
    private static void element(Code code, String array, String type, int index) {
        code.load(Linked.desc(Linked.INSTANCE), 0);
        InstanceFields.element(code, array, type, index);
    }

    private void taken(String name, String array, String type, int index, String as) {
        field(name, Linked.desc(as));
        steps.add(new Taken(name, array, type, index, as));
    }

    private void memory(String name, int index, String as, String view) {
        field(name, Linked.desc(as));
        steps.add(new View(name, index, as, view));
    }

    /** A global in a field: takes the first value out of the cell, which is not used afterwards. */
    private void value(int global) {
        Kind kind = plan.globalKind(global);
        field("g" + global, CallShape.field(kind));
        steps.add(new Value(global, "g" + global, Globals.cellField(kind), Globals.cellDesc(kind), CallShape.field(kind)));
        if (kind == Kind.V128) {
            field("g" + global + "h", "J");
            steps.add(new Value(global, "g" + global + "h", "high", "J", "J"));
        }
        steps.add(new NoCell(global));
    }

    /** What {@code bind} does for one field. Classes, since each instance of a process needs them at once, and lambdas take longer. */
    private interface Step {
        void write(Code code, String instance);
    }

    private record Taken(String name, String array, String type, int index, String as) implements Step {
        @Override
        public void write(Code code, String instance) {
            code.load(Linked.desc(instance), 0);
            element(code, array, type, index);
            if (!as.equals(type)) {
                code.cast(as);
            }
            code.field(Opcodes.PUTFIELD, instance, name, Linked.desc(as));
        }
    }

    private record View(String name, int index, String as, String view) implements Step {
        @Override
        public void write(Code code, String instance) {
            code.load(Linked.desc(instance), 0);
            element(code, "memories", Linked.MEMORY, index);
            code.invoke(Opcodes.INVOKEVIRTUAL, Linked.MEMORY, view, "()" + Linked.desc(as));
            code.field(Opcodes.PUTFIELD, instance, name, Linked.desc(as));
        }
    }

    private record Value(int global, String name, String cellField, String cellDesc, String desc) implements Step {
        @Override
        public void write(Code code, String instance) {
            code.load(Linked.desc(instance), 0);
            element(code, "globals", Linked.CELL, global);
            code.field(Opcodes.GETFIELD, Linked.CELL, cellField, cellDesc);
            if (!cellDesc.equals(desc)) {
                code.cast(desc.substring(1, desc.length() - 1));
            }
            code.field(Opcodes.PUTFIELD, instance, name, desc);
        }
    }

    private record NoCell(int global) implements Step {
        @Override
        public void write(Code code, String instance) {
            code.load(Linked.desc(Linked.INSTANCE), 0);
            code.field(Opcodes.GETFIELD, Linked.INSTANCE, "globals", "[" + Linked.desc(Linked.CELL));
            code.constant(global);
            code.constantNull(Linked.desc(Linked.CELL));
            code.arrayStore(Linked.desc(Linked.CELL));
        }
    }

    private void bind() {
        int methods = (steps.size() + MOST_FIELDS - 1) / MOST_FIELDS;
        Code all = new Code(writer, Opcodes.ACC_PUBLIC, "bind", "()V");
        for (int i = 0; i < methods; i++) {
            all.load(Linked.desc(plan.instance()), 0);
            all.invoke(Opcodes.INVOKEVIRTUAL, plan.instance(), "bind" + i, "()V");
        }
        all.insn(Opcodes.RETURN);
        all.finish();
        for (int i = 0; i < methods; i++) {
            Code code = new Code(writer, Opcodes.ACC_PRIVATE, "bind" + i, "()V");
            for (Step step : steps.subList(i * MOST_FIELDS, Math.min(steps.size(), (i + 1) * MOST_FIELDS))) {
                step.write(code, plan.instance());
            }
            code.insn(Opcodes.RETURN);
            code.finish();
        }
    }
}
