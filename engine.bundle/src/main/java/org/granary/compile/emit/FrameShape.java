package org.granary.compile.emit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.objectweb.asm.Opcodes;

/**
 * The frame object of a cut function: a shape object with a field for each framed local, or, where there are more than {@link
 * #MOST_FIELDS}, arrays in an object of the runtime (a class has room for some 15,000 field references). Immutable.
 */
final class FrameShape {
    /** Up to here every framed local has a field of its own. */
    static final int MOST_FIELDS = 2_000;

    private static final String ARRAYS = "org/granary/vm/ArrayFrame";

    private final List<Kind> kinds;
    private final int[] places;
    private final int[] counts = new int[6];
    private final boolean arrays;
    private final String type;

    /**
     * The frame of a function.
     *
     * @param framed the framed locals
     * @param kinds  the kinds of all locals
     */
    FrameShape(BitSet framed, List<Kind> kinds) {
        this.kinds = kinds;
        this.places = new int[kinds.size()];
        this.arrays = framed.cardinality() > MOST_FIELDS;
        List<Kind> fields = new ArrayList<>();
        for (int local = framed.nextSetBit(0); local >= 0; local = framed.nextSetBit(local + 1)) {
            Kind kind = kinds.get(local);
            if (arrays) {
                places[local] = counts[array(kind)];
                counts[array(kind)] += kind == Kind.V128 ? 2 : 1;
            } else {
                places[local] = fields.size();
            }
            fields.add(kind);
        }
        this.type = arrays ? ARRAYS : CallShape.valuesClass(fields);
    }

    /**
     * The class of the object.
     *
     * @return its internal name
     */
    String type() {
        return type;
    }

    private static int array(Kind kind) {
        return switch (kind) {
            case I32 -> 0;
            case I64, V128 -> 1;
            case F32 -> 2;
            case F64 -> 3;
            case FUNC -> 4;
            case EXN, ANY -> 5;
        };
    }

    private static String arrayDesc(Kind kind) {
        return "[" + CallShape.field(kind);
    }

    /**
     * Leaves a new object.
     *
     * @param code the method
     */
    void make(Code code) {
        if (!arrays) {
            code.make(type);
            return;
        }
        code.make(ARRAYS, "(IIIIII)V", () -> {
            for (int count : counts) {
                code.constant(count);
            }
        });
    }

    /**
     * Leaves a value.
     *
     * @param code  the method
     * @param slots push the object
     * @param local which local
     */
    void get(Code code, Slots slots, int local) {
        Kind kind = kinds.get(local);
        half(code, slots, local, false);
        if (kind == Kind.V128) {
            half(code, slots, local, true);
        }
    }

    /**
     * Leaves one half of a v128, or any other value.
     *
     * @param code  the method
     * @param slots push the object
     * @param local which local
     * @param high  whether the high half
     */
    void half(Code code, Slots slots, int local, boolean high) {
        Kind kind = kinds.get(local);
        slots.frame();
        if (!arrays) {
            code.field(Opcodes.GETFIELD, type, field(local, high), CallShape.field(kind));
            return;
        }
        code.field(Opcodes.GETFIELD, ARRAYS, "a" + array(kind), arrayDesc(kind));
        code.constant(places[local] + (high ? 1 : 0));
        code.arrayLoad(CallShape.field(kind));
    }

    private String field(int local, boolean high) {
        return "f" + places[local] + (high ? "h" : "");
    }

    /**
     * Pushes what has to stand before a value that {@link #set} takes.
     *
     * @param code  the method
     * @param slots push the object
     * @param local which local
     * @param high  whether it is the high half of a v128
     */
    void place(Code code, Slots slots, int local, boolean high) {
        slots.frame();
        if (arrays) {
            Kind kind = kinds.get(local);
            code.field(Opcodes.GETFIELD, ARRAYS, "a" + array(kind), arrayDesc(kind));
            code.constant(places[local] + (high ? 1 : 0));
        }
    }

    /**
     * Sets a value that does not take two halves, which is pushed.
     *
     * @param code  the method
     * @param local which local
     * @param high  whether it is the high half of a v128
     */
    void set(Code code, int local, boolean high) {
        String desc = CallShape.field(kinds.get(local));
        if (arrays) {
            code.arrayStore(desc);
        } else {
            code.field(Opcodes.PUTFIELD, type, field(local, high), desc);
        }
    }
}
