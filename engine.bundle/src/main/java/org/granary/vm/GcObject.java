package org.granary.vm;

import org.granary.type.DefType;

/** A structure or an array of a guest. Confined to its store; collected by the JVM. Its identity is the guest's. */
public abstract class GcObject {
    /** The type that it was made with; compared by identity. */
    public final DefType type;

    /**
     * For subclasses.
     *
     * @param type the canonical type
     */
    protected GcObject(DefType type) {
        this.type = type;
    }
}
