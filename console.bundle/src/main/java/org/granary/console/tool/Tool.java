package org.granary.console.tool;

/** A command of the command line. Immutable, thread-safe. */
interface Tool {
    /**
     * How it is used.
     *
     * @return lines, the first of the form {@code usage: granary …}
     */
    String usage();

    /**
     * What its options are.
     *
     * @return the options that it knows
     */
    Options.Known options();

    /**
     * Whether all that stands behind the first operand belongs to it, options too.
     *
     * @return false unless a command says otherwise
     */
    default boolean operandsEndOptions() {
        return false;
    }

    /**
     * Does it.
     *
     * @param asked   the options and operands
     * @param streams take what it has to say
     * @throws UselessException when the operands are of no use
     * @throws FailedException  when it fails, with what the user should know
     */
    void run(Options asked, Streams streams);
}
