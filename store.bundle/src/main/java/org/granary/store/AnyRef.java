package org.granary.store;

/** A value of a guest's garbage collected heap, seen by the host. */
public sealed interface AnyRef permits I31Ref, StructRef, ArrayRef {
}
