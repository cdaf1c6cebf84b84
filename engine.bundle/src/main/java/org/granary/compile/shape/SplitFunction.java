package org.granary.compile.shape;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Callee;
import org.granary.compile.ir.Control;
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
 * @param parcel   the bytes of the largest object that its statements fill or empty in groups; 0 where there is none
 * @param parts    the parts; the first is the function itself
 */
public record SplitFunction(IrFunction function, int code, int packed, int parcel, List<Part> parts) {
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
     * Whether it calls itself and nothing else: no code of the host's runs amid it, so that only time lets the epoch pass. Of what is in
     * many parts it is not asked: the question goes through the whole body, for each part.
     *
     * @return true without calls, too
     */
    public boolean callsItselfAlone() {
        return (parts.size() == 1 || isMirrored()) && callsNoOther(function.body());
    }

    private boolean callsNoOther(List<Stmt> body) {
        for (Stmt s : body) {
            boolean other = s instanceof Stmt.Call call
                    && !(call.callee() instanceof Callee.Direct direct && direct.function() == function.index());
            if (other || s instanceof Control.TailCall || s instanceof Stmt.Routine) {
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

    /**
     * What a call keeps on the heap while it waits for others, in places that its JVM frame does not have: the frame object, the object in
     * which its parameters came, and a parcel.
     *
     * @param shape the function's own
     * @return bytes, about; 0 for most functions
     */
    public int heldBytes(CallShape shape) {
        int sum = parcel + (shape.packsParams() ? CallShape.bytes(shape.params()) : 0);
        if (isSplit()) {
            sum += CallShape.bytes(framed().stream().mapToObj(function.locals()::get).toList());
        }
        return sum;
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
