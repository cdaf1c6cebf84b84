package org.granary.console.tool;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import org.granary.wasi.stream.Input;

/** One run of a program from a shell: {@code granary run} with streams of the shell's. Run once, by one thread; others may interrupt it. */
public final class ProgramRun {
    /** The options, a line each, as help shows them. A constant, so that who shows it needs no bundle that may be missing. */
    public static final String OPTIONS = """
              --dir HOST[::GUEST][:ro]   a directory, under the guest's name for it; :ro for reading only
              --env NAME=VALUE           a variable
              --listen ADDRESS:PORT      a socket that takes connections
            With --invoke, calls another function and prints its results, a line each; its arguments are numbers, null for references.
              --invoke F      the exported function to call (_start)
              --fuel N        ends it after so much work (also -W fuel=N)
              --timeout T     ends it after that time: 500ms, 1.5s, 2m (also -W timeout=T)
              --max-memory N  for each memory, in bytes or with k, m, g behind (also -W max-memory-size=N)
              --unknown-imports-trap   runs what imports more than that; calling such a function traps (also -W unknown-imports-trap)
              --trust K       believes artefacts that are signed with this public Ed25519 key (openssl pkey -pubout)
              --interpreter   interprets in place of compiling
              -D coredump=FILE  after a trap, writes what was in memories, globals and the stack, in the format of other tools
              --features F    proposals to switch on or off
              --host-key FILE where this user's own key is, if not granary/host.key in the folder of configurations""";

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private Runnable interrupt;
    private boolean interrupted;

    /**
     * A run that has not begun.
     *
     * @param in  what the program reads; nothing is taken from it that the program does not ask for
     * @param out takes what it writes
     * @param err takes what it complains of
     */
    public ProgramRun(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the program.
     *
     * @param words options, file and arguments, as behind {@code granary run}
     * @return its exit code
     * @throws IllegalArgumentException when the words are of no use
     * @throws FailedException          when it cannot be run, or traps
     */
    public int run(List<String> words) {
        RunTool tool = new RunTool();
        try {
            Options asked = Options.parse(words, tool.options(), tool.operandsEndOptions());
            tool.run(asked, new Stdio(Input.onDemand(in), out, err), this::interruptedBy);
            return 0;
        } catch (UselessException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (FailedException e) {
            if (e.getMessage() == null) {
                return e.status();
            }
            throw e;
        } finally {
            out.flush();
        }
    }

    private void interruptedBy(Runnable how) {
        boolean now;
        synchronized (this) {
            interrupt = how;
            now = interrupted;
        }
        if (now) {
            how.run();
        }
    }

    /**
     * Ends the program at its next check point.
     *
     * @return true: there is a program to end
     */
    public boolean interrupt() {
        Runnable how;
        synchronized (this) {
            interrupted = true;
            how = interrupt;
        }
        if (how != null) {
            how.run();
        }
        return true;
    }
}
