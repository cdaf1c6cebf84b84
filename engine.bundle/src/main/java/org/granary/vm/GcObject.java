package org.granary.vm;

import org.granary.type.DefType;

/** A structure or an array of a guest. Confined to its store; collected by the JVM. Its identity is the guest's. */
public abstract class GcObject {
    /** The type that it was made with; compared by identity. */
    public final DefType type;

    /** What a store sees it by: all objects of a chunk together; null where nobody counts. */
    private Object chunk;

    /**
     * For subclasses.
     *
     * @param type the canonical type
     */
    protected GcObject(DefType type) {
        this(type, null);
    }

    /**
     * For subclasses whose objects are counted before they are made.
     *
     * @param type  the canonical type
     * @param chunk what a store counts it by; null where nobody counts it yet
     */
    protected GcObject(DefType type, Object chunk) {
        this.type = type;
        this.chunk = chunk;
    }

    void belongTo(Object chunkOfStore) {
        chunk = chunkOfStore;
    }

    /**
     * Tells a store of a structure that is to be made.
     *
     * @param store the store
     * @param bytes the room that its fields take
     * @return what the structure is to belong to
     * @throws org.granary.engine.Trap when the store's budget is used up
     */
    protected static Object room(VmStore store, int bytes) {
        return store.adopt(bytes);
    }

    /**
     * Tells a store of a new structure. Structures of compiled code do so while they are made.
     *
     * @param made  the structure
     * @param store the store
     * @param bytes the room that its fields take
     * @throws org.granary.engine.Trap when the store's budget is used up
     */
    public static void made(Object made, VmStore store, int bytes) {
        store.adopt((GcObject) made, bytes);
    }

    /**
     * Tells a store of a new array of the host's.
     *
     * @param made  the array
     * @param store the store
     * @param width the bytes of an element
     * @throws org.granary.engine.Trap when the store's budget is used up
     */
    public static void madeArray(Object made, VmStore store, int width) {
        store.adopt((GcObject) made, (long) ((GcArray) made).length * width);
    }
}
