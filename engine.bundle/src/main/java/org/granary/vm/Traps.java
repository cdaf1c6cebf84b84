package org.granary.vm;

import java.util.Arrays;
import org.granary.engine.ArtefactException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/**
 * Turns what the JVM's own checks throw in a guest's method into traps. Each generated method that may meet such a check hands its
 * exceptions here; a host function's exceptions arrive in a {@link HostException} and pass.
 *
 * <p>Why in the guest's own frame: the optimising compiler throws prebuilt exceptions without stack traces when a check fails often, and
 * the trap that is made here still has the guest's frames. Which instruction it was is known to the exception only, which is the trap's
 * cause.
 */
public final class Traps {
    private Traps() {
    }

    /**
     * What to throw on in place of an exception.
     *
     * @param thrown what a guest's method met
     * @return a new trap, or the exception itself when it is none of the JVM's checks
     */
    public static RuntimeException guest(RuntimeException thrown) {
        if (thrown instanceof Trap || thrown instanceof HostException || thrown instanceof ExnRef) {
            return thrown;
        }
        TrapCode code = code(thrown);
        return code == null ? thrown : new Trap(code, thrown);
    }

    private static TrapCode code(RuntimeException thrown) {
        if (thrown instanceof IndexOutOfBoundsException) {
            return TrapCode.MEMORY_OUT_OF_BOUNDS;
        }
        if (thrown instanceof ArithmeticException) {
            return TrapCode.INTEGER_DIVIDE_BY_ZERO;
        }
        if (thrown instanceof NullPointerException) {
            return TrapCode.NULL_REFERENCE;
        }
        if (thrown instanceof ClassCastException) {
            return TrapCode.CAST_FAILURE;
        }
        return thrown instanceof NegativeArraySizeException ? TrapCode.ALLOCATION_TOO_LARGE : null;
    }

    /**
     * A trap that an instruction asks for.
     *
     * @param code the name of a {@link TrapCode}; code of ours names no other, a stranger's may
     * @return a new trap, or the refusal of the artefact that names one that there is not, or one by which the host ends guests
     */
    public static RuntimeException named(String code) {
        TrapCode[] codes = TrapCode.values();
        for (TrapCode known : codes) {
            if (known.name().equals(code) && !endsFromOutside(known)) {
                return new Trap(known);
            }
        }
        return new ArtefactException(ArtefactException.Reason.FORBIDDEN, "its code traps with \"" + code + "\": expected one of "
                + Arrays.stream(codes).filter(known -> !endsFromOutside(known)).toList());
    }

    /** What no instruction traps with: hosts take these for their own doing. */
    private static boolean endsFromOutside(TrapCode code) {
        return code == TrapCode.INTERRUPT || code == TrapCode.DEADLINE || code == TrapCode.HOST_CLOSED || code == TrapCode.OUT_OF_FUEL
                || code == TrapCode.CALL_STACK_EXHAUSTED;
    }

    /**
     * What is thrown when a generated switch is asked for a function that it does not have: a fault of ours.
     *
     * @param index the function's index
     * @return a new exception
     */
    public static RuntimeException unknownFunction(int index) {
        return new IllegalStateException("function " + index + " cannot be referred to");
    }

    /**
     * Initialises what is needed where traps are made, before any guest runs and can do that at the end of its stack (see {@link
     * Views#ready}).
     *
     * @return whether all worked; always true
     */
    public static boolean ready() {
        return guest(new ArithmeticException()) instanceof Trap && named(TrapCode.UNREACHABLE.name()) instanceof Trap
                && new HostException(null).getCause() == null;
    }
}
