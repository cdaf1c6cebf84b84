package org.granary.vm;

/** The loader of a module's generated classes, as the runtime sees it. */
public abstract class GuestLoader extends ClassLoader {
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
}
