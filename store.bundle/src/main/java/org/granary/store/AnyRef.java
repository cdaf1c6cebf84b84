package org.granary.store;

import org.granary.type.HeapType;

/** A value of a guest's garbage collected heap, seen by the host; under its store's thread rule. */
public sealed interface AnyRef permits I31Ref, StructRef, ArrayRef {
    /**
     * Whether it may stand where a heap type is asked for.
     *
     * @param wanted an abstract type or a defined one of the store's engine
     * @return true when its own type is the same or a subtype
     */
    boolean matches(HeapType wanted);
}
