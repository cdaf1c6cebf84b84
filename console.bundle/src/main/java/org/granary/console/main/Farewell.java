package org.granary.console.main;

/**
 * Whether Ctrl-C at the prompt leaves the shell, and the host with it: not the first one, which may have been meant for a call that has
 * just ended. Used by one thread.
 */
final class Farewell {
    static final String HINT = "exit, Ctrl-D or Ctrl-C once more leaves the shell and stops the host";

    private boolean hinted;

    /** A line has ended by the return key. */
    void typed() {
        hinted = false;
    }

    /**
     * Ctrl-C was pressed.
     *
     * @param line what had been typed, which is dropped
     * @return whether to leave; if not, and nothing had been typed, the hint is to be shown
     */
    boolean leaves(String line) {
        boolean leaves = line.isBlank() && hinted;
        hinted = line.isBlank();
        return leaves;
    }
}
