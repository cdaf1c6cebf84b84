package org.granary.vm;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Links the check points of generated code. */
public final class Checkpoint {
    private Checkpoint() {
    }

    /**
     * Makes the site of a module. Whoever does has initialised this class by then: for the bootstrap method of one that is not, the JVM
     * makes a class while the guest waits.
     *
     * @return a site at which nothing is done yet
     */
    public static CheckpointSite newSite() {
        return new CheckpointSite();
    }

    /**
     * The bootstrap method of check points.
     *
     * @param caller the generated class
     * @param name   not used
     * @param type   {@code (Instance)void}, or with the generated subclass
     * @return the module's one site
     */
    public static CallSite interrupt(MethodHandles.Lookup caller, String name, MethodType type) {
        CheckpointSite shared = ((GuestLoader) caller.lookupClass().getClassLoader()).checkpoints();
        return shared.site().type().equals(type) ? shared.site() : new ConstantCallSite(shared.site().dynamicInvoker().asType(type));
    }
}
