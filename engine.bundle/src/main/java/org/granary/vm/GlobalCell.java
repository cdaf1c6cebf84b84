package org.granary.vm;

import org.granary.type.GlobalType;
import org.granary.type.NumType;
import org.granary.type.ValType;

/** A global that is imported, exported or immutable; only the field of its type is used. Confined to its store. */
public final class GlobalCell {
    /** Its type. */
    public final GlobalType type;
    /** The owning store. */
    public final VmStore store;
    /** The value of an i32. */
    public int i32;
    /** The value of an i64, or the low half of a v128. */
    public long i64;
    /** The high half of a v128. */
    public long high;
    /** The value of an f32. */
    public float f32;
    /** The value of an f64. */
    public double f64;
    /** The value of a reference. */
    public Object ref;

    /**
     * A global with the value zero or null.
     *
     * @param store the owning store
     * @param type  its type
     */
    public GlobalCell(VmStore store, GlobalType type) {
        this.store = store;
        this.type = type;
    }

    /**
     * The value, whatever the type.
     *
     * @return boxed as {@link Untyped} says
     */
    public Object boxed() {
        ValType content = type.content();
        if (content instanceof NumType number) {
            return switch (number) {
                case I32 -> (Object) i32;
                case I64 -> (Object) i64;
                case F32 -> (Object) f32;
                case F64 -> (Object) f64;
            };
        }
        return content == ValType.V128 ? new long[] {i64, high} : ref;
    }
}
