package org.granary.console.tool;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * The streams of a command.
 *
 * @param in  read where {@code -} stands for a file
 * @param out takes the results
 * @param err takes warnings and complaints
 */
record Streams(InputStream in, PrintStream out, PrintStream err) {
}
