package org.granary.compile.define;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.granary.compile.emit.Code;
import org.granary.compile.emit.FunctionWriter;
import org.granary.compile.emit.Linked;
import org.granary.compile.emit.Spot;
import org.granary.compile.ir.CallShape;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Writes the ways into a module's functions: references of a shape call the instance's present code, whose class for a variant chooses
 * the function by index; and the stubs through which indirect calls inside the module reach it directly.
 */
final class CodeWriter {
    private final ModulePlan plan;
    private final String instance;

    CodeWriter(ModulePlan plan) {
        this.plan = plan;
        this.instance = Linked.desc(plan.instance());
    }

    private String desc(CallShape shape) {
        return shape.descriptor("I" + instance);
    }

    /** The abstract class of a part, which every variant implements. */
    byte[] common(int part) {
        String above = part == 0 ? Linked.CODE : plan.code(part - 1);
        ClassWriter code = ClassFiles.begin(Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, plan.code(part), above);
        ClassFiles.constructor(code, above);
        for (CallShape shape : plan.codeShapes(part)) {
            String suffix = shape.suffix();
            String desc = desc(shape);
            code.visitMethod(Opcodes.ACC_ABSTRACT, way(suffix, false), desc, null, null).visitEnd();
            code.visitMethod(Opcodes.ACC_ABSTRACT, way(suffix, true), desc, null, null).visitEnd();
        }
        return ClassFiles.finish(code);
    }

    /** The class of references to functions of a shape. */
    byte[] reference(CallShape shape) {
        String name = plan.reference(shape);
        ClassWriter writer = ClassFiles.begin(Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, name, Linked.FUNC_REF, shape.callInterface());
        ClassFiles.constructor(writer, Linked.FUNC_REF, Linked.desc(Linked.FUNC_REF));
        for (String method : List.of("call", "tail")) {
            Code code = new Code(writer, Opcodes.ACC_PUBLIC, method, shape.descriptor(""));
            List<String> parameters = Dispatch.parameters(shape);
            code.load(Linked.desc(name), 0);
            code.field(Opcodes.GETFIELD, Linked.FUNC_REF, "instance", Linked.desc(Linked.INSTANCE));
            code.field(Opcodes.GETFIELD, Linked.INSTANCE, "code", Linked.desc(Linked.CODE));
            code.cast(plan.code(plan.codePart(shape)));
            Dispatch.push(code, parameters, 1);
            code.load(Linked.desc(name), 0);
            code.field(Opcodes.GETFIELD, Linked.FUNC_REF, "index", "I");
            code.load(Linked.desc(name), 0);
            code.field(Opcodes.GETFIELD, Linked.FUNC_REF, "instance", Linked.desc(Linked.INSTANCE));
            code.cast(plan.instance());
            code.invoke(Opcodes.INVOKEVIRTUAL, plan.code(plan.codePart(shape)), method + "$" + shape.suffix(), desc(shape));
            Dispatch.giveBack(code, shape);
            code.finish();
        }
        return ClassFiles.finish(writer);
    }

    /** The class of a part in a variant, and those beside it that its methods need; by internal name, it first. */
    Map<String, byte[]> variant(int part, String variant) {
        VariantLayout layout = new VariantLayout(plan, variant);
        String name = plan.code(part, variant);
        String above = part == 0 ? plan.code(plan.codeParts() - 1) : plan.code(part - 1, variant);
        int kind = part == plan.codeParts() - 1 ? Opcodes.ACC_FINAL : Opcodes.ACC_ABSTRACT;
        ClassWriter writer = ClassFiles.begin(Opcodes.ACC_PUBLIC | kind, name, above);
        ClassFiles.constructor(writer, above);
        Homes homes = new Homes(name, writer, plan.referableCount(plan.codeShapes(part)));
        for (CallShape shape : plan.codeShapes(part)) {
            choice(homes, shape, layout, tails(shape));
        }
        return homes.finish();
    }

    private boolean tails(CallShape shape) {
        for (int function : plan.referable(shape)) {
            if (plan.bodies.tailCalls(function)) {
                return true;
            }
        }
        return false;
    }

    private static String way(String suffix, boolean tail) {
        return (tail ? "tail$" : "call$") + suffix;
    }

    /**
     * Methods of a variant: each chooses itself, or asks the class that does. Where none of the functions makes tail calls, there is
     * nothing that its body could leave behind.
     */
    private void choice(Homes homes, CallShape shape, VariantLayout layout, boolean tails) {
        String suffix = shape.suffix();
        String desc = desc(shape);
        List<String> parameters = Dispatch.parameters(shape);
        for (int tail = 0; tail < 2; tail++) {
            String way = way(suffix, tail > 0);
            boolean same = tail > 0 && !tails;
            if (!same && !plan.hasWays()) {
                dispatch(homes, shape, layout, tail > 0).method(way, plan.referable(shape));
                continue;
            }
            String own = homes.main().name();
            Code code = new Code(homes.main().writer(), 0, way, desc);
            if (same) {
                code.load(Linked.desc(own), 0);
            }
            int index = Dispatch.push(code, parameters, 1);
            code.load("I", index);
            code.load(instance, index + 1);
            if (same) {
                code.invoke(Opcodes.INVOKEVIRTUAL, own, way(suffix, false), desc);
            } else {
                code.invokeStatic(layout.ways(shape), way, desc);
            }
            Dispatch.giveBack(code, shape);
            code.finish();
        }
    }

    /** The class that chooses among functions of a group's shapes in a variant: {@code (parameters, int index, Instance)}. */
    Map<String, byte[]> ways(int number, String variant) {
        VariantLayout layout = new VariantLayout(plan, variant);
        String own = plan.ways(number, variant);
        ClassWriter writer = ClassFiles.begin(Opcodes.ACC_FINAL, own, "java/lang/Object");
        List<CallShape> group = plan.ways().group(number);
        Homes homes = new Homes(own, writer, plan.referableCount(group));
        for (CallShape shape : group) {
            String suffix = shape.suffix();
            dispatch(homes, shape, layout, false).function(way(suffix, false), plan.referable(shape));
            if (tails(shape)) {
                dispatch(homes, shape, layout, true).function(way(suffix, true), plan.referable(shape));
            }
        }
        return homes.finish();
    }

    private Dispatch dispatch(Homes homes, CallShape shape, VariantLayout layout, boolean tail) {
        return new Dispatch(homes, shape, instance, new Callees(layout, plan.bodies, tail));
    }

    /** The class and the method of a function. */
    private record Callees(VariantLayout layout, Bodies bodies, boolean tail) implements IntFunction<String[]> {
        @Override
        public String[] apply(int function) {
            String method = layout.method(function);
            return new String[] {layout.owner(function, 0), tail && bodies.tailCalls(function) ? FunctionWriter.bodyName(method) : method};
        }
    }

    /**
     * The stubs of some shapes in a variant: {@code (parameters, FuncRef, Instance)}. A function of the same instance is called directly,
     * any other through its call interface. Classes by internal name, the stubs' own first.
     */
    Map<String, byte[]> stubs(int number, String variant) {
        VariantLayout layout = new VariantLayout(plan, variant);
        String own = plan.stubs(number, variant);
        ClassWriter writer = ClassFiles.begin(Opcodes.ACC_FINAL, own, "java/lang/Object");
        Homes homes = new Homes(own, writer, plan.referableCount(plan.stubs().group(number)));
        for (CallShape shape : plan.stubs().group(number)) {
            stub(homes, shape, layout);
        }
        return homes.finish();
    }

    private void stub(Homes homes, CallShape shape, VariantLayout layout) {
        String name = layout.stub(shape);
        String reference = Linked.desc(Linked.FUNC_REF);
        List<String> parameters = Dispatch.parameters(shape);
        Code code = new Code(homes.main().writer(), Opcodes.ACC_STATIC, name, shape.descriptor(reference + instance));
        List<String> locals = new ArrayList<>(parameters);
        locals.add(reference);
        locals.add(instance);
        code.locals(Dispatch.frame(locals));
        int at = Dispatch.slots(parameters);
        Spot other = new Spot();
        code.load(reference, at);
        code.field(Opcodes.GETFIELD, Linked.FUNC_REF, "instance", Linked.desc(Linked.INSTANCE));
        code.load(instance, at + 1);
        code.jump(Opcodes.IF_ACMPNE, other);
        Dispatch.Place place = new Dispatch.Place(code, name, 0, at + 1, true);
        dispatch(homes, shape, layout, false).cases(place, plan.referable(shape), other);
        code.place(other);
        code.load(reference, at);
        code.invokeStatic(Linked.TABLE, "kept", "(" + reference + ")" + reference);
        code.cast(shape.callInterface());
        Dispatch.push(code, parameters, 0);
        code.invoke(Opcodes.INVOKEINTERFACE, shape.callInterface(), "call", shape.descriptor(""));
        Dispatch.giveBack(code, shape);
        code.finish();
    }
}
