package org.granary.console.tool;

import java.io.PrintStream;
import org.granary.wasi.stream.Input;

/**
 * The standard streams of a program.
 *
 * @param in  what it reads
 * @param out takes what it writes, and the results of another function
 * @param err takes what it complains of
 */
record Stdio(Input in, PrintStream out, PrintStream err) {
}
