package org.granary.vm;

import java.lang.invoke.MethodHandles;
import org.granary.type.DefType;

/**
 * Makes the constants of generated code when they are first needed: class files name them by number, so they do not depend on the run
 * that wrote them.
 */
public final class Constants {
    private Constants() {
    }

    /**
     * The bootstrap method of type constants.
     *
     * @param caller the generated class
     * @param name   not used
     * @param kind   {@link DefType}
     * @param index  the type's index in the module
     * @return the canonical type
     */
    public static DefType type(MethodHandles.Lookup caller, String name, Class<?> kind, int index) {
        return ((GuestLoader) caller.lookupClass().getClassLoader()).type(index);
    }
}
