package org.granary.compile.emit;

import org.objectweb.asm.Label;

/** A place in the method; may be jumped to before and after it is placed. */
public final class Spot {
    final Label label = new Label();
    boolean used;

    /**
     * Whether anything jumps here (so far).
     *
     * @return true after a jump
     */
    public boolean used() {
        return used;
    }
}
