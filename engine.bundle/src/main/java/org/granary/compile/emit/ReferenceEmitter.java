package org.granary.compile.emit;

import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.granary.op.GcOp;
import org.granary.type.AbstractHeapType;
import org.granary.type.DefType;
import org.granary.type.PackedType;
import org.granary.type.RefType;
import org.granary.type.StorageType;
import org.objectweb.asm.Opcodes;

/** Writes instructions on references, structures and arrays. */
final class ReferenceEmitter {
    private static final String OBJECT = "Ljava/lang/Object;";
    private static final String TYPE = Linked.desc(Linked.DEF_TYPE);

    private final Code code;
    private final ModuleLayout layout;
    private final Slots slots;
    private final Expressions expressions;

    ReferenceEmitter(Code code, ModuleLayout layout, Slots slots, Expressions expressions) {
        this.code = code;
        this.layout = layout;
        this.slots = slots;
        this.expressions = expressions;
    }

    private void type(int index) {
        code.dynamicConstant(TYPE, Linked.CONSTANTS, "type", index);
    }

    /** {@code ref.as_non_null}. */
    void nonNull(Expr.Apply e) {
        expressions.emit(e.operands());
        String desc = e.kind() == Kind.FUNC ? Linked.desc(Linked.FUNC_REF) : OBJECT;
        code.invokeStatic(Linked.REFERENCES, "nonNull", "(" + desc + ")" + desc);
    }

    /** Leaves 1 or 0. */
    void test(Expr value, RefType type) {
        expressions.emit(value);
        test(type);
    }

    private void test(RefType type) {
        code.constant(type.nullable() ? 1 : 0);
        if (type.heap() instanceof DefType defined) {
            type(layout.typeIndex(defined));
            code.invokeStatic(Linked.REFERENCES, "isType", "(" + OBJECT + "Z" + TYPE + ")Z");
        } else {
            code.invokeStatic(Linked.REFERENCES, method((AbstractHeapType) type.heap()), "(" + OBJECT + "Z)Z");
        }
    }

    private static String method(AbstractHeapType heap) {
        return switch (heap) {
            case ANY, EXTERN, FUNC, EXN -> "isAny";
            case NONE, NOEXTERN, NOFUNC, NOEXN -> "isNone";
            case EQ -> "isEq";
            case I31 -> "isI31";
            case STRUCT -> "isStruct";
            case ARRAY -> "isArray";
        };
    }

    void cast(Expr.TypeCast e) {
        expressions.emit(e.value());
        code.insn(Opcodes.DUP);
        test(e.type());
        code.invokeStatic(Linked.REFERENCES, "cast", "(" + OBJECT + "Z)" + OBJECT);
        if (e.kind() == Kind.FUNC) {
            code.cast(Linked.FUNC_REF);
        }
    }

    void member(Expr.Member e) {
        if (e.kind() == Kind.V128) {
            half(e, false);
            half(e, true);
        } else if (e.field() >= 0) {
            field(e, "f" + e.field(), CallShape.field(e.kind()));
            extend(e);
        } else {
            element(e);
        }
    }

    private void half(Expr.Member e, boolean high) {
        if (e.field() >= 0) {
            field(e, "f" + e.field() + (high ? "h" : ""), "J");
        } else {
            array(e.operands().get(0), ArrayClass.VECTORS);
            expressions.emit(e.operands().get(1));
            code.invoke(Opcodes.INVOKEVIRTUAL, ArrayClass.VECTORS.internalName(), high ? "high" : "low", "(I)J");
        }
    }

    private void field(Expr.Member e, String name, String desc) {
        object(e.operands().get(0), e.type());
        code.field(Opcodes.GETFIELD, layout.structure(e.type()), name, desc);
    }

    /** Pushes a structure; null is found out by the access that follows. */
    private void object(Expr value, int type) {
        expressions.emit(value);
        code.cast(layout.structure(type));
        code.mayRaise();
    }

    private void extend(Expr.Member e) {
        StorageType storage = layout.type(e.type()).struct().fields().get(e.field()).storage();
        if (!(storage instanceof PackedType packed)) {
            return;
        }
        if (e.op() == GcOp.STRUCT_GET_S) {
            code.insn(packed == PackedType.I8 ? Opcodes.I2B : Opcodes.I2S);
        } else {
            code.constant(packed == PackedType.I8 ? 0xff : 0xffff);
            code.insn(Opcodes.IAND);
        }
    }

    private void element(Expr.Member e) {
        ArrayClass held = held(e.type());
        array(e.operands().get(0), held);
        expressions.emit(e.operands().get(1));
        String method = e.op() == GcOp.ARRAY_GET_S ? "getSigned" : e.op() == GcOp.ARRAY_GET_U ? "getUnsigned" : "get";
        code.invoke(Opcodes.INVOKEVIRTUAL, held.internalName(), method, "(I)" + held.desc());
        if (e.kind() == Kind.FUNC) {
            code.cast(Linked.FUNC_REF);
        }
    }

    private ArrayClass held(int type) {
        return ArrayClass.of(layout.type(type).array().element().storage());
    }

    private void array(Expr value, ArrayClass held) {
        expressions.emit(value);
        code.cast(held.internalName());
    }

    void write(Stmt.Composite s, Calls calls) {
        List<Expr> operands = s.operands();
        switch ((GcOp) s.op()) {
            case STRUCT_NEW, STRUCT_NEW_DEFAULT -> {
                String name = layout.structure(s.type());
                type(s.type());
                slots.instance();
                code.field(Opcodes.GETFIELD, Linked.INSTANCE, "store", Linked.desc(Linked.STORE));
                code.invokeStatic(name, "make", "(" + TYPE + Linked.desc(Linked.STORE) + ")" + Linked.desc(name));
                calls.fill(name, operands);
            }
            case STRUCT_SET -> set(s);
            case ARRAY_NEW -> {
                expressions.emit(operands);
                slots.instance();
                type(s.type());
                ArrayClass held = held(s.type());
                String desc = "(" + held.desc() + "I" + Linked.desc(Linked.INSTANCE) + TYPE + ")" + Linked.desc(Linked.GC_ARRAY);
                code.invokeStatic(held.internalName(), "filled", desc);
            }
            case ARRAY_NEW_DEFAULT -> {
                expressions.emit(operands);
                makeArray(s.type());
            }
            case ARRAY_NEW_FIXED -> fixed(s);
            case ARRAY_NEW_DATA, ARRAY_NEW_ELEM -> {
                segment(s);
                type(s.type());
                String desc = "(II" + Linked.desc(Linked.INSTANCE) + "I" + TYPE + ")" + Linked.desc(Linked.GC_ARRAY);
                code.invokeStatic(Linked.GC_ARRAY, s.op() == GcOp.ARRAY_NEW_DATA ? "newData" : "newElem", desc);
            }
            case ARRAY_SET, ARRAY_FILL -> {
                ArrayClass held = held(s.type());
                boolean fills = s.op() == GcOp.ARRAY_FILL;
                array(operands.get(0), held);
                expressions.emit(operands.subList(1, operands.size()));
                if (fills) {
                    slots.instance();
                }
                String desc = "(I" + held.desc() + (fills ? "I" + Linked.desc(Linked.INSTANCE) : "") + ")V";
                code.invoke(Opcodes.INVOKEVIRTUAL, held.internalName(), fills ? "fill" : "set", desc);
            }
            case ARRAY_COPY -> {
                expressions.emit(operands);
                slots.instance();
                code.invokeStatic(Linked.GC_ARRAY, "copy", "(" + OBJECT + "I" + OBJECT + "II" + Linked.desc(Linked.INSTANCE) + ")V");
            }
            default -> {
                segment(s);
                String desc = "(" + OBJECT + "III" + Linked.desc(Linked.INSTANCE) + "I)V";
                code.invokeStatic(Linked.GC_ARRAY, s.op() == GcOp.ARRAY_INIT_DATA ? "initData" : "initElem", desc);
            }
        }
        if (s.result() >= 0) {
            slots.write(s.result());
        }
    }

    private void segment(Stmt.Composite s) {
        expressions.emit(s.operands());
        slots.instance();
        code.constant(s.second());
    }

    /** Of the length on the stack; the store counts it. */
    private void makeArray(int type) {
        slots.instance();
        type(type);
        code.invokeStatic(Linked.GC_ARRAY, "make", "(I" + Linked.desc(Linked.INSTANCE) + TYPE + ")" + Linked.desc(Linked.GC_ARRAY));
    }

    private void set(Stmt.Composite s) {
        String name = layout.structure(s.type());
        Expr value = s.operands().get(1);
        object(s.operands().get(0), s.type());
        if (value.kind() == Kind.V128) {
            expressions.half(value, false);
            code.field(Opcodes.PUTFIELD, name, "f" + s.second(), "J");
            object(s.operands().get(0), s.type());
            expressions.half(value, true);
            code.field(Opcodes.PUTFIELD, name, "f" + s.second() + "h", "J");
        } else {
            expressions.emit(value);
            code.field(Opcodes.PUTFIELD, name, "f" + s.second(), CallShape.field(value.kind()));
        }
    }

    private void fixed(Stmt.Composite s) {
        ArrayClass held = held(s.type());
        code.constant(s.operands().size());
        makeArray(s.type());
        code.cast(held.internalName());
        for (int i = 0; i < s.operands().size(); i++) {
            code.insn(Opcodes.DUP);
            code.constant(i);
            expressions.emit(s.operands().get(i));
            code.invoke(Opcodes.INVOKEVIRTUAL, held.internalName(), "set", "(I" + held.desc() + ")V");
        }
    }
}
