package org.granary.compile.emit;

import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Callee;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Parcel;
import org.granary.compile.ir.Stmt;
import org.objectweb.asm.Opcodes;

/** Writes calls, tail calls and returns: how values travel between functions. */
final class Calls {
    private final Code code;
    private final ModuleLayout layout;
    private final Slots slots;
    private final Expressions expressions;
    private final int mirrored;

    /**
     * For a method.
     *
     * @param mirrored the function whose second method is called in place of its first, or -1
     */
    Calls(Code code, ModuleLayout layout, Slots slots, Expressions expressions, int mirrored) {
        this.mirrored = mirrored;
        this.code = code;
        this.layout = layout;
        this.slots = slots;
        this.expressions = expressions;
    }

    /**
     * Calls a function.
     *
     * @param s     the call
     * @param meter tells the store what has been spent, when all operands are there, of which one may trap
     */
    void call(Stmt.Call s, Meter meter) {
        CallShape shape = layout.shape(s.callee().type());
        String instance = Linked.desc(layout.instance());
        if (s.callee() instanceof Callee.Direct direct && layout.imported(direct.function())) {
            imported(direct.function(), shape);
            arguments(shape, s.arguments());
            meter.pay();
            slots.letGo();
            code.invoke(Opcodes.INVOKEINTERFACE, shape.callInterface(), "call", shape.descriptor(""));
        } else if (s.callee() instanceof Callee.Direct direct) {
            arguments(shape, s.arguments());
            meter.pay();
            slots.instance();
            String first = layout.method(direct.function());
            String method = direct.function() == mirrored ? FunctionWriter.mirrorName(first) : first;
            slots.letGo();
            code.invokeStatic(layout.owner(direct.function(), 0), method, shape.descriptor(instance));
        } else {
            arguments(shape, s.arguments());
            reference(s.callee(), "called", meter);
            slots.instance();
            slots.letGo();
            code.invokeStatic(layout.stubs(shape), layout.stub(shape), shape.descriptor(Linked.desc(Linked.FUNC_REF) + instance));
        }
        results(shape, s.results());
        slots.refresh();
    }

    /** Pushes an imported function as its call interface. */
    private void imported(int function, CallShape shape) {
        slots.instance();
        InstanceFields.function(code, layout, function, shape);
    }

    /** Pushes the function that an indirect call reaches, which a method of its table gives; the last operand is its place or itself. */
    private void reference(Callee callee, String method, Meter meter) {
        if (callee instanceof Callee.Indirect indirect) {
            expressions.table(indirect.table());
            expressions.index(indirect.index());
            meter.pay();
            code.dynamicConstant(Linked.desc(Linked.DEF_TYPE), Linked.CONSTANTS, "type", layout.typeIndex(indirect.type()));
            code.invoke(Opcodes.INVOKEVIRTUAL, Linked.TABLE, method, "(I" + Linked.desc(Linked.DEF_TYPE) + ")"
                    + Linked.desc(Linked.FUNC_REF));
        } else if (callee instanceof Callee.Reference reference) {
            expressions.emit(reference.reference());
            meter.pay();
            code.invokeStatic(Linked.REFERENCES, "nonNull", "(" + Linked.desc(Linked.FUNC_REF) + ")" + Linked.desc(Linked.FUNC_REF));
        } else {
            meter.pay();
            slots.instance();
            code.constant(((Callee.Direct) callee).function());
            code.invoke(Opcodes.INVOKEVIRTUAL, Linked.INSTANCE, "function", "(I)" + Linked.desc(Linked.FUNC_REF));
        }
    }

    private void arguments(CallShape shape, List<Expr> arguments) {
        if (shape.packsParams()) {
            values(shape.params(), arguments);
        } else {
            expressions.emit(arguments);
        }
    }

    /** Pushes the shape object of values, or what holds it already: it stands for several values alone. */
    private void values(List<Kind> kinds, List<Expr> values) {
        String type = CallShape.valuesClass(kinds);
        if (values.size() == kinds.size()) {
            code.make(type);
            fill(type, values);
        } else {
            expressions.emit(values.get(0));
            code.cast(type);
        }
    }

    void pack(Parcel.Pack s) {
        String type = CallShape.valuesClass(s.kinds());
        if (s.first() == 0) {
            code.make(type);
        } else {
            object(s.object(), type);
        }
        fill(type, s.first(), s.values());
        if (s.first() == 0) {
            slots.write(s.object());
        } else {
            code.insn(Opcodes.POP);
        }
    }

    void unpack(Parcel.Unpack s) {
        String type = CallShape.valuesClass(s.kinds());
        object(s.object(), type);
        unpack(type, s.first(), s.kinds(), s.results());
    }

    private void object(int local, String type) {
        slots.read(local);
        code.cast(type);
    }

    /** Sets the fields {@code f0}, {@code f1}, … of the object on the stack, which stays there. */
    void fill(String type, List<Expr> values) {
        fill(type, 0, values);
    }

    private void fill(String type, int first, List<Expr> values) {
        for (int at = 0; at < values.size(); at++) {
            int i = first + at;
            Expr value = values.get(at);
            Kind kind = value.kind();
            code.insn(Opcodes.DUP);
            if (kind == Kind.V128) {
                expressions.half(value, false);
                code.field(Opcodes.PUTFIELD, type, "f" + i, "J");
                code.insn(Opcodes.DUP);
                expressions.half(value, true);
                code.field(Opcodes.PUTFIELD, type, "f" + i + "h", "J");
            } else {
                expressions.emit(value);
                code.field(Opcodes.PUTFIELD, type, "f" + i, CallShape.field(kind));
            }
        }
    }

    private void results(CallShape shape, List<Integer> locals) {
        if (shape.results().isEmpty()) {
            return;
        }
        if (!shape.packsResults()) {
            if (locals.get(0) < 0) {
                code.drop(shape.results().get(0));
            } else {
                slots.write(locals.get(0));
            }
            return;
        }
        received(shape.results(), locals);
    }

    /** Takes the shape object on the stack apart, or keeps it in the one local that there is for several values. */
    void received(List<Kind> kinds, List<Integer> locals) {
        if (locals.size() == kinds.size()) {
            unpack(CallShape.valuesClass(kinds), 0, kinds, locals);
        } else {
            slots.write(locals.get(0));
        }
    }

    private void unpack(String type, int first, List<Kind> kinds, List<Integer> locals) {
        for (int at = 0; at < locals.size(); at++) {
            int i = first + at;
            if (locals.get(at) >= 0) {
                code.insn(Opcodes.DUP);
                code.field(Opcodes.GETFIELD, type, "f" + i, CallShape.field(kinds.get(i)));
                if (kinds.get(i) == Kind.V128) {
                    // the object is under the low half: it is needed once more
                    code.insn(Opcodes.DUP2_X1);
                    code.insn(Opcodes.POP2);
                    code.insn(Opcodes.DUP);
                    code.field(Opcodes.GETFIELD, type, "f" + i + "h", "J");
                    int high = slots.scratch("J");
                    code.store("J", high);
                    code.insn(Opcodes.DUP_X2);
                    code.insn(Opcodes.POP);
                    code.load("J", high);
                }
                slots.write(locals.get(at));
            }
        }
        code.insn(Opcodes.POP);
    }

    /** Leaves the call for the trampoline; the function has still to be left. Pays as {@link #call}. */
    void tailCall(Control.TailCall s, Meter meter) {
        CallShape shape = layout.shape(s.callee().type());
        arguments(shape, s.arguments());
        reference(s.callee(), "callee", meter);
        slots.instance();
        code.field(Opcodes.GETFIELD, Linked.INSTANCE, "store", Linked.desc(Linked.STORE));
        String desc = new CallShape(shape.params(), List.of()).descriptor(Linked.desc(Linked.FUNC_REF) + Linked.desc(Linked.STORE));
        code.invokeStatic(CallShape.PACKAGE + "T$" + shape.suffix(), "leave", desc);
    }

    /** Pushes a new exception of a tag. */
    void exception(int tag, List<Expr> values) {
        if (values.isEmpty()) {
            code.constantNull("Ljava/lang/Object;");
        } else {
            values(layout.tagKinds(tag), values);
        }
        slots.instance();
        code.constant(tag);
        String desc = "(Ljava/lang/Object;" + Linked.desc(Linked.INSTANCE) + "I)" + Linked.desc(Handlers.EXCEPTION);
        code.invokeStatic(Handlers.EXCEPTION, "make", desc);
    }

    /** Returns a value that nobody reads. */
    static void dummy(Code code, CallShape own) {
        switch (own.result().charAt(0)) {
            case 'V' -> code.insn(Opcodes.RETURN);
            case 'I' -> {
                code.constant(0);
                code.insn(Opcodes.IRETURN);
            }
            case 'J' -> {
                code.constant(0L);
                code.insn(Opcodes.LRETURN);
            }
            case 'F' -> {
                code.floatBits(0);
                code.insn(Opcodes.FRETURN);
            }
            case 'D' -> {
                code.doubleBits(0);
                code.insn(Opcodes.DRETURN);
            }
            default -> {
                code.constantNull(own.result());
                code.insn(Opcodes.ARETURN);
            }
        }
    }

    /** Returns values, of which one may trap when it is computed; then pays, and tells what it no longer holds. */
    void returns(List<Expr> values, CallShape own, Meter meter, Holding holding) {
        if (own.packsResults()) {
            values(own.results(), values);
            meter.pay();
            holding.end();
            code.insn(Opcodes.ARETURN);
            return;
        }
        expressions.emit(values);
        meter.pay();
        holding.end();
        giveBack(code, own.result());
    }

    /**
     * Returns the value on the stack.
     *
     * @param code the method
     * @param desc the descriptor of its type, or {@code V}
     */
    static void giveBack(Code code, String desc) {
        code.insn(switch (desc.charAt(0)) {
            case 'V' -> Opcodes.RETURN;
            case 'I' -> Opcodes.IRETURN;
            case 'J' -> Opcodes.LRETURN;
            case 'F' -> Opcodes.FRETURN;
            case 'D' -> Opcodes.DRETURN;
            default -> Opcodes.ARETURN;
        });
    }
}
