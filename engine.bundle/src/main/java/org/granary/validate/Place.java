package org.granary.validate;

import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Refusal;
import org.granary.engine.ValidationException;

/** Where validation stands, for its errors. Confined to one thread. */
final class Place {
    private final int function;
    private int offset;

    /**
     * A place in a function, or outside functions.
     *
     * @param function its index, or -1
     */
    Place(int function) {
        this.function = function;
    }

    void at(int byteOffset) {
        offset = byteOffset;
    }

    int offset() {
        return offset;
    }

    /** The facts so far of an error here. */
    Refusal refusal(Failure failure) {
        Refusal refusal = Refusal.of(failure).at(offset);
        return function < 0 ? refusal : refusal.in(function);
    }

    /** Refuses more than a limit. */
    void check(ModuleLimits limit, long asked) {
        if (asked > limit.value()) {
            throw new LimitException(refusal(Failure.TOO_LARGE).detail(limit.text()).expected("at most " + limit.value(), asked));
        }
    }

    ValidationException invalid(Failure failure, Object expected, Object found) {
        return new ValidationException(refusal(failure).expected(expected, found));
    }

    /**
     * Checks an index.
     *
     * @param failure the kind when it is unknown
     * @param index   the index, unsigned
     * @param size    how many there are
     * @return the index
     * @throws ValidationException when it is not below the size
     */
    int known(Failure failure, int index, int size) {
        if (index < 0 || index >= size) {
            String expected = size == 0 ? "none, for there are none" : "an index below " + size;
            throw new ValidationException(refusal(failure).detail(Integer.toUnsignedString(index))
                    .expected(expected, Integer.toUnsignedString(index)));
        }
        return index;
    }
}
