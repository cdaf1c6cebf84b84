package org.granary.host;

/**
 * What a {@link HostFunction} throws to give the guest an error value as its result, instead of ending it. Has no stack trace. Immutable.
 */
public final class ErrorValue extends RuntimeException {
    /** What was asked for is not there. */
    public static final int NOTHING = -1;
    /** The guest may not do that. */
    public static final int DENIED = -2;
    /** An argument makes no sense. */
    public static final int INVALID = -3;
    /** A limit was passed. */
    public static final int TOO_LARGE = -4;
    /** The guest's allocator returned 0. */
    public static final int NO_MEMORY = -5;
    /** The host tried and could not. */
    public static final int FAILED = -6;
    /** What the guest may keep in all is kept already, or what it may log for now is logged. */
    public static final int FULL = -7;
    /** It took longer than it may. */
    public static final int TIMED_OUT = -8;

    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * An error value.
     *
     * @param code negative
     * @throws IllegalArgumentException when it is not
     */
    public ErrorValue(int code) {
        super("error value " + code, null, false, false);
        if (code >= 0) {
            throw new IllegalArgumentException("error value: expected a negative number, found " + code);
        }
        this.code = code;
    }

    /**
     * What the guest gets.
     *
     * @return negative
     */
    public int code() {
        return code;
    }
}
