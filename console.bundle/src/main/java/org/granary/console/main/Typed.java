package org.granary.console.main;

/**
 * A line that was typed. Immutable.
 *
 * @param kind how it ended
 * @param line the line, empty unless it ended by the return key
 */
record Typed(Kind kind, String line) {
    static final Typed DROPPED = new Typed(Kind.DROPPED, "");
    static final Typed LEFT = new Typed(Kind.LEFT, "");

    /** How a line ends. */
    enum Kind {
        /** By the return key. */
        LINE,
        /** By Ctrl-C, which drops what has been typed, mostly. */
        DROPPED,
        /** By Ctrl-C twice on an empty line, by the end of the input, or because the host stops. */
        LEFT
    }

    static Typed line(String line) {
        return new Typed(Kind.LINE, line);
    }
}
