package org.granary.wasi;

import org.granary.host.GuestExit;

/**
 * How a program ends itself: thrown out of the call that runs it. Not an error, whatever the code: who runs programs catches it. Has no
 * stack trace.
 */
public final class WasiExit extends GuestExit {
    private static final long serialVersionUID = 1;

    /**
     * An exit.
     *
     * @param code the program's exit code, unsigned; 0 by custom for success
     */
    public WasiExit(int code) {
        super(code);
    }
}
