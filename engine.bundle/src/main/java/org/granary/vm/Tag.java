package org.granary.vm;

import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.RefType;

/** An exception tag; compared by identity. Immutable. */
public final class Tag {
    /** The room that a number or vector in an object of its own takes beside itself, with the reference to that. */
    public static final int BOX_BYTES = 20;

    /** The canonical function type whose parameters an exception of this tag carries. */
    public final DefType type;
    /** The owning store. */
    public final VmStore store;
    /** The room that an exception takes: itself and its values. */
    final int bytes;
    /** What it takes beyond that where each of its values that is no reference is an object of its own, as the interpreter has them. */
    final int boxes;

    /**
     * A new tag.
     *
     * @param store the owning store
     * @param type  the canonical type
     */
    public Tag(VmStore store, DefType type) {
        this.store = store;
        this.type = type;
        this.bytes = ExnRef.BYTES + type.func().params().stream().mapToInt(param -> new FieldType(param, false).bytes()).sum();
        this.boxes = BOX_BYTES * (int) type.func().params().stream().filter(param -> !(param instanceof RefType)).count();
    }
}
