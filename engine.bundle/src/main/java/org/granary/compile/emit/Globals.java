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

    /** What a global is written to, a cell or the instance; the instance is on the stack and is taken. */
    static void owner(Code code, ModuleLayout layout, int global) {
        if (layout.cell(global)) {
            InstanceFields.cell(code, layout, global);
        }
    }

    /** Writes a global, of a v128 one half; what {@link #owner} leaves and the value are on the stack. */
    static void set(Code code, ModuleLayout layout, int global, boolean high) {
        Kind kind = layout.globalKind(global);
        if (layout.cell(global)) {
            code.field(Opcodes.PUTFIELD, Linked.CELL, high ? "high" : cellField(kind), cellDesc(kind));
        } else {
            code.field(Opcodes.PUTFIELD, layout.instance(), "g" + global + (high ? "h" : ""), CallShape.field(kind));
        }
    }
}
