package org.granary.compile.shape;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import org.granary.compile.ir.Callee;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.IrPrinter;
import org.granary.compile.ir.Stmt;

/**
 * A function ready for the emitter, in one part or several. Where it is in several, part 0 makes the frame object at its start and stores
 * the framed ones of its parameters there; a new frame object is all zeros and nulls, which is what the framed locals begin with.
 * Immutable by agreement.
 *
 * @param function the function with the locals and labels that shaping added; its body is the one before shaping
 * @param code     the local (i32) that holds codes in every part, or -1
 * @param packed   the local that takes the object in which the parameters come, where the body takes it apart; else -1
 * @param parts    the parts; the first is the function itself
 */
public record SplitFunction(IrFunction function, int code, int packed, List<Part> parts) {
    /** The code that a part gives when the function shall return. */
    public static final int RETURN = 1;

    /**
     * Whether it was cut, so that locals cross in a frame object.
     *
     * @return false for one part, for one part with detached loops, and for one in two methods
     */
    public boolean isSplit() {
        return parts.size() > 1 && parts.get(1).detached() == null && !isMirrored();
    }

    /**
     * Whether the second part is the first once more: each calls the other where the function calls itself.
     *
     * @return true for small functions that call themselves
     */
    public boolean isMirrored() {
        return parts.size() == 2 && parts.get(0).body() == parts.get(1).body();
    }

    /**
     * Whether a part may leave out the look at the epoch at its entry. The second of two methods is called by the first, which has looked,
     * and by nobody else; where the function calls nothing but itself, no host has let the epoch pass since. The calls in it look again.
     *
     * @param part the part
     * @return true for the second method of a function that calls itself alone
     */
    public boolean entersUnseen(Part part) {
        return isMirrored() && part.number() > 0 && callsNoOther(part.body());
    }

    private boolean callsNoOther(List<Stmt> body) {
        for (Stmt s : body) {
            boolean other = s instanceof Stmt.Call call
                    && !(call.callee() instanceof Callee.Direct direct && direct.function() == function.index());
            if (other || s instanceof Stmt.Routine) {
                return false;
            }
            for (List<Stmt> inner : s.bodies()) {
                if (!callsNoOther(inner)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The locals that have a field of the frame object.
     *
     * @return local numbers; empty where nothing was cut
     */
    public BitSet framed() {
        return parts.get(0).framed();
    }

    @Override
    public String toString() {
        return parts.stream().map(SplitFunction::print).collect(Collectors.joining());
    }

    private static String print(Part part) {
        String ways = (part.takesCode() ? " takes" : "") + (part.givesCode() ? " gives" : "");
        return "part " + part.number() + ways + " framed " + part.framed() + " zeroed " + part.zeroed() + "\n"
                + IrPrinter.print(part.body());
    }
}
