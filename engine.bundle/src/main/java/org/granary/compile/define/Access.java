package org.granary.compile.define;

import org.granary.vm.FuncRef;

/**
 * On a module path, lets generated classes (which are in the unnamed module of their loader) reach what they link to. Nothing to do on a
 * class path or in a framework.
 */
final class Access {
    private Access() {
    }

    /**
     * Opens the runtime packages to a loader's classes.
     *
     * @param loader a loader of generated classes
     */
    static void open(ClassLoader loader) {
        Module engine = FuncRef.class.getModule();
        if (engine.isNamed()) {
            engine.addExports("org.granary.vm", loader.getUnnamedModule());
            engine.addExports("org.granary.vm.op.simd", loader.getUnnamedModule());
            engine.addExports("org.granary.vm.op", loader.getUnnamedModule());
            engine.addExports("org.granary.type", loader.getUnnamedModule());
            engine.addExports("org.granary.engine", loader.getUnnamedModule());
        }
    }
}
