package org.granary.compile.emit;

import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.objectweb.asm.Opcodes;

/** Reads and writes globals: in fields of the instance, or in cells that others share. Stateless. */
public final class Globals {
    private Globals() {
    }

    /**
     * The field of a cell that holds values of a kind.
     *
     * @param kind the kind; of a v128 the low half
     * @return the field's name
     */
    public static String cellField(Kind kind) {
        return switch (kind) {
            case I32 -> "i32";
            case I64, V128 -> "i64";
            case F32 -> "f32";
            case F64 -> "f64";
            default -> "ref";
        };
    }

    /**
     * The descriptor of a cell's field.
     *
     * @param kind the kind
     * @return the descriptor
     */
    public static String cellDesc(Kind kind) {
        return kind.isReference() ? "Ljava/lang/Object;" : CallShape.field(kind);
    }

    /** Reads a global, of a v128 one half; the instance is on the stack and is taken. */
    static void half(Code code, ModuleLayout layout, int global, boolean high) {
        Kind kind = layout.globalKind(global);
        if (!layout.cell(global)) {
            code.field(Opcodes.GETFIELD, layout.instance(), "g" + global + (high ? "h" : ""), CallShape.field(kind));
            return;
        }
        InstanceFields.cell(code, layout, global);
        code.field(Opcodes.GETFIELD, Linked.CELL, high ? "high" : cellField(kind), cellDesc(kind));
        if (kind == Kind.FUNC) {
            code.cast(Linked.FUNC_REF);
        }
    }

    /** Writes a global that is not a v128; the value is pushed by what is given. */
    static void set(Code code, ModuleLayout layout, int global, Runnable instance, Runnable value) {
        Kind kind = layout.globalKind(global);
        instance.run();
        if (!layout.cell(global)) {
            value.run();
            code.field(Opcodes.PUTFIELD, layout.instance(), "g" + global, CallShape.field(kind));
            return;
        }
        InstanceFields.cell(code, layout, global);
        value.run();
        code.field(Opcodes.PUTFIELD, Linked.CELL, cellField(kind), cellDesc(kind));
    }

    /** Writes the high half of a v128 global. */
    static void setHigh(Code code, ModuleLayout layout, int global, Runnable instance, Runnable value) {
        instance.run();
        if (!layout.cell(global)) {
            value.run();
            code.field(Opcodes.PUTFIELD, layout.instance(), "g" + global + "h", "J");
            return;
        }
        InstanceFields.cell(code, layout, global);
        value.run();
        code.field(Opcodes.PUTFIELD, Linked.CELL, "high", "J");
    }
}
