package org.granary.vm;

import org.granary.type.DefType;
import org.granary.type.FieldType;

/** An exception tag; compared by identity. Immutable. */
public final class Tag {
    /** The canonical function type whose parameters an exception of this tag carries. */
    public final DefType type;
    /** The owning store. */
    public final VmStore store;
    /** The room that an exception takes: itself and its values. */
    final int bytes;

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
    }
}
