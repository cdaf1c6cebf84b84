package org.granary.vm;

import java.util.List;
import org.granary.engine.ArtefactException;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.ValType;

/**
 * A structure. The interpreter's subclass has an array of values. Generated subclasses have a field {@code f0}, {@code f1}, … for each
 * field of the guest's type (packed integers in an int, of which the low bits count; a v128 in two longs, {@code f0} and {@code f0h}); a
 * subtype's class extends its supertype's.
 */
public abstract class GcStruct extends GcObject {
    /**
     * For subclasses.
     *
     * @param type the canonical type
     */
    protected GcStruct(DefType type) {
        super(type);
    }

    /**
     * For subclasses whose structures are counted before they are made.
     *
     * @param type  the canonical type
     * @param chunk what a store counts it by
     */
    protected GcStruct(DefType type, Object chunk) {
        super(type, chunk);
    }

    /**
     * Reads a field by way of reflection: for hosts and constant expressions, not for compiled code.
     *
     * @param index the field, below the number of fields
     * @return the boxed value; packed integers are zero-extended
     */
    public Object read(int index) {
        FieldType field = fields().get(index);
        Object value = get("f" + index);
        if (field.storage() == ValType.V128 && value instanceof Long low) {
            return new long[] {low, (long) get("f" + index + "h")};
        }
        return value instanceof Integer number ? References.zeroExtended(number, field.storage()) : value;
    }

    /**
     * Sets a field by way of reflection: for hosts and constant expressions, not for compiled code.
     *
     * @param index the field, below the number of fields
     * @param value the boxed value, of the field's type
     */
    public void write(int index, Object value) {
        if (value instanceof long[] halves) {
            set("f" + index, halves[0]);
            set("f" + index + "h", halves[1]);
        } else {
            set("f" + index, value);
        }
    }

    /**
     * The room that its fields take, as a store counts it.
     *
     * @return bytes
     */
    public int bytes() {
        return type.struct().bytes();
    }

    private List<FieldType> fields() {
        return type.struct().fields();
    }

    private Object get(String name) {
        try {
            return getClass().getField(name).get(this);
        } catch (ReflectiveOperationException e) {
            throw strange(name, e);
        }
    }

    private void set(String name, Object value) {
        try {
            getClass().getField(name).set(this, value);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw strange(name, e);
        }
    }

    /** A stranger's code may make a structure of a class that is another type's. */
    private ArtefactException strange(String field, Exception cause) {
        return new ArtefactException(ArtefactException.Reason.FORBIDDEN, "its code has made a structure of the type " + type
                + " that has no such field " + field, cause);
    }
}
