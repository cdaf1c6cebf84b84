package org.granary.host;

/**
 * A guest has ended itself by a host function, as programs do that exit: thrown by that function, out of the call that runs the guest. Not
 * an error, whatever the code; but the guest expects to run no more, so its instance is of no further use. A plugin that ends itself gets a
 * fresh store. Has no stack trace.
 */
public class GuestExit extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    /**
     * An exit.
     *
     * @param code the exit code, unsigned; 0 by custom for success
     */
    public GuestExit(int code) {
        super("the program has ended itself with exit code " + Integer.toUnsignedString(code), null, false, false);
        this.code = code;
    }

    /**
     * The exit code.
     *
     * @return unsigned
     */
    public int code() {
        return code;
    }
}
