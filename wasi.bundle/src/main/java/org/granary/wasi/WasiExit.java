package org.granary.wasi;

/**
 * How a program ends itself: thrown out of the call that runs it. Not an error, whatever the code: who runs programs catches it. Has no
 * stack trace.
 */
public final class WasiExit extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    /**
     * An exit.
     *
     * @param code the program's exit code, unsigned; 0 by custom for success
     */
    public WasiExit(int code) {
        super("the program has ended itself with exit code " + Integer.toUnsignedString(code), null, false, false);
        this.code = code;
    }

    /**
     * The program's exit code.
     *
     * @return unsigned
     */
    public int code() {
        return code;
    }
}
