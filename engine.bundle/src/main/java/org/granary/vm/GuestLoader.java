package org.granary.vm;

import org.granary.type.DefType;

/** The loader of a module's generated classes, as the runtime sees it. */
public abstract class GuestLoader extends ClassLoader {
    static {
        // or none that extends it could be: the JVM would hold the loader while it asks for a class, and wait for it to define one
        registerAsParallelCapable();
    }

    /**
     * For the compiler's loader.
     *
     * @param name   the loader's name, for stack traces
     * @param parent the loader of the engine
     */
    protected GuestLoader(String name, ClassLoader parent) {
        super(name, parent);
    }

    /**
     * The module's check points.
     *
     * @return one object for the module
     */
    public abstract CheckpointSite checkpoints();

    /**
     * A type of the module.
     *
     * @param index its index in the module's type index space
     * @return the canonical type
     */
    public abstract DefType type(int index);

    /**
     * Makes a structure of zeros and nulls.
     *
     * @param type a structure type of the module
     * @return the structure
     */
    public abstract GcStruct structure(DefType type);

    /**
     * Makes the reference of an own function.
     *
     * @param instance the instance
     * @param index    the index in the module's function index space
     * @return a new object
     */
    protected abstract FuncRef reference(Instance instance, int index);

    /**
     * What the reference of an own function is made of.
     *
     * @param instance the instance
     * @param index    the index in the module's function index space
     * @param type     its canonical type
     * @return says this, and is nobody's function
     */
    protected static FuncRef promise(Instance instance, int index, DefType type) {
        return new PromisedFunction(instance, index, type);
    }
}
