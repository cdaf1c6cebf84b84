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
        this.type = type;
    }

    void belongTo(Object chunkOfStore) {
        chunk = chunkOfStore;
    }

    /**
     * Tells a store of a new structure.
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
     * Asks a store for the room of a guest's array before the JVM is asked for it: what is refused when it is made has been there already.
     *
     * @param length how many elements, unsigned
     * @param store  the store
     * @param width  the bytes of an element
     * @return the length
     * @throws org.granary.engine.Trap when the store's budget has no room for it, or a stop was asked for
     */
    public static int planned(int length, VmStore store, int width) {
        store.plan(Integer.toUnsignedLong(length) * width);
        return length;
    }

    /**
     * Tells a store of a new array.
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
