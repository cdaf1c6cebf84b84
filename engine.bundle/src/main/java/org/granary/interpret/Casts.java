package org.granary.interpret;

import org.granary.type.AbstractHeapType;
import org.granary.type.DefType;
import org.granary.type.RefType;
import org.granary.vm.References;

/** Tests of references. */
final class Casts {
    private Casts() {
    }

    /**
     * Whether a reference is of a type.
     *
     * @param value a reference of the type's hierarchy, or null
     * @param type  the type, resolved
     * @return whether it is
     */
    static boolean is(Object value, RefType type) {
        boolean nullable = type.nullable();
        if (type.heap() instanceof DefType defined) {
            return References.isType(value, nullable, defined);
        }
        return switch ((AbstractHeapType) type.heap()) {
            case ANY, EXTERN, FUNC, EXN -> References.isAny(value, nullable);
            case NONE, NOEXTERN, NOFUNC, NOEXN -> References.isNone(value, nullable);
            case EQ -> References.isEq(value, nullable);
            case I31 -> References.isI31(value, nullable);
            case STRUCT -> References.isStruct(value, nullable);
            case ARRAY -> References.isArray(value, nullable);
        };
    }
}
