package org.granary.compile.ir;

import java.util.List;
import org.granary.type.DefType;
import org.granary.type.FieldType;

/**
 * The class that holds the structures of a type. Its name says all about it: {@code org/granary/shape/G$}, then for each type from the
 * root of the declared supertypes on the kinds of the fields that the type adds, parted by dollars. So a subtype's class extends its
 * supertype's, and types of one layout share a class.
 */
public final class StructShape {
    /** The names of all such classes begin with this. */
    public static final String PREFIX = CallShape.PACKAGE + "G$";

    private StructShape() {
    }

    /**
     * The internal name of a type's class.
     *
     * @param type a structure type
     * @return the name
     */
    public static String name(DefType type) {
        StringBuilder name = new StringBuilder();
        int known = 0;
        for (DefType level : type.chain()) {
            List<Kind> kinds = kinds(level);
            if (kinds.size() > known) {
                name.append(known == 0 ? "" : "$").append(CallShape.text(kinds.subList(known, kinds.size())));
                known = kinds.size();
            }
        }
        return PREFIX + name;
    }

    /**
     * How the fields of a type are held; packed integers as an i32.
     *
     * @param type a structure type
     * @return the kinds in order
     */
    public static List<Kind> kinds(DefType type) {
        return type.struct().fields().stream().map(StructShape::kind).toList();
    }

    /**
     * The room that fields take, as a store counts it ({@link org.granary.type.StructType#bytes}).
     *
     * @param kinds their kinds
     * @return bytes
     */
    public static int bytes(List<Kind> kinds) {
        int sum = 0;
        for (Kind kind : kinds) {
            sum += kind == Kind.I32 || kind == Kind.F32 ? Integer.BYTES : kind == Kind.V128 ? 2 * Long.BYTES : Long.BYTES;
        }
        return sum;
    }

    /**
     * How a field or element is held.
     *
     * @param field its type
     * @return the kind
     */
    public static Kind kind(FieldType field) {
        return Kind.of(field.storage().unpacked());
    }
}
