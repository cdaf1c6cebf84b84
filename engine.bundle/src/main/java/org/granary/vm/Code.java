package org.granary.vm;

/**
 * The functions of a module in one variant, as seen from outside the module. A generated subclass has a method for each call descriptor;
 * see the design page on variants. Immutable.
 */
public abstract class Code {
    /** For generated subclasses. */
    protected Code() {
    }
}
