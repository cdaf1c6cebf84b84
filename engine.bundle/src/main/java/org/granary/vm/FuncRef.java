package org.granary.vm;

import org.granary.type.DefType;

/**
 * A function as a value: what tables hold and imports bind. Generated subclasses implement the typed call interface of their JVM
 * descriptor as well, the interpreter's only this one; identity is the function's identity.
 */
public abstract class FuncRef implements Untyped {
    /** The instance that defines the function; null for a host function. */
    public final Instance instance;
    /** The function's index in its module's code, -1 for a host function; generated switches go by it. */
    public final int index;
    /** The canonical type; compared by identity. */
    public final DefType type;
    /** The store that owns the function. */
    public final VmStore store;

    /**
     * For subclasses.
     *
     * @param store    the owning store
     * @param instance the defining instance, or null for the host
     * @param index    the index of the function, -1 for the host
     * @param type     the canonical type
     */
    protected FuncRef(VmStore store, Instance instance, int index, DefType type) {
        this.store = store;
        this.instance = instance;
        this.index = index;
        this.type = type;
    }

    /**
     * For generated subclasses: what another reference says. One parameter, as method handles on constructors of such are part of the JDK;
     * those of rarer shapes a new process makes classes for.
     *
     * @param promised tells whose function it is, which, and of what type
     */
    protected FuncRef(FuncRef promised) {
        this(promised.store, promised.instance, promised.index, promised.type);
    }

    /**
     * The reference that an importing instance holds: a host function learns who calls it, any other is itself.
     *
     * @param importer the instance whose import this is
     * @return this or a bound copy
     */
    public FuncRef boundTo(Instance importer) {
        return this;
    }

    /**
     * What two references to one function have in common: a host function is another reference in every instance that imports it.
     *
     * @return an object compared by identity
     */
    public Object identity() {
        return this;
    }
}
