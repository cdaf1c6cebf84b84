package org.granary.console.tool;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** The entry point of the commands that work on files. */
public final class ToolMain {
    private static final int USELESS = 2;
    private static final Map<String, Tool> TOOLS = Map.of(
            "compile", new CompileTool(),
            "run", new RunTool(),
            "settings", new SettingsTool(),
            "validate", new ValidateTool(),
            "print", new PrintTool(),
            "parse", new ParseTool(),
            "objdump", new ObjdumpTool());

    private ToolMain() {
    }

    /**
     * The entry point of a process. Ends it with status 1 when the command failed (or with that of the program that ran), 2 when its
     * arguments are of no use.
     *
     * @param arguments the command's name and its arguments
     */
    public static void main(String[] arguments) {
        // names and texts of modules are Unicode, whatever the terminal's character set is
        Output output = new Output(new FileOutputStream(FileDescriptor.out));
        PrintStream out = new ProcessStream(output, false);
        PrintStream err = new ProcessStream(new FileOutputStream(FileDescriptor.err), true);
        // some JDKs' own way of reading all of a file seeks, which pipes do not allow
        InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        int status = run(List.of(arguments), new Streams(in, out, err));
        out.flush();
        status = output.status(status, err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Standard output that keeps what went wrong, which a PrintStream swallows: a script must see it. */
    static final class Output extends FilterOutputStream {
        private IOException failure;

        Output(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }

        /** The status of the process. Who closed a pipe, as {@code head} does, knows it. */
        int status(int status, PrintStream err) {
            if (failure == null) {
                return status;
            }
            String reason = String.valueOf(failure.getMessage());
            if (!reason.contains("Broken pipe")) {
                err.println("granary: standard output cannot be written: " + reason);
            }
            return status == 0 ? 1 : status;
        }
    }

    private static boolean help(List<String> rest, Tool tool) {
        List<String> ours = tool.operandsEndOptions() ? rest.subList(0, Math.min(1, rest.size())) : rest;
        return ours.contains("--help") || ours.contains("-h");
    }

    /**
     * Runs a command that has nothing to read from standard input.
     *
     * @param arguments the command's name and its arguments
     * @param out       takes what was asked for
     * @param err       takes complaints
     * @return as {@link #run(List, Streams)}
     */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return run(arguments, new Streams(InputStream.nullInputStream(), out, err));
    }

    /**
     * Runs a command.
     *
     * @param arguments the command's name and its arguments
     * @param streams   take what was asked for, and complaints
     * @return 0, 1 (or the status of the program that ran) when the command failed, 2 when its arguments are of no use
     */
    static int run(List<String> arguments, Streams streams) {
        PrintStream out = streams.out();
        PrintStream err = streams.err();
        Tool tool = arguments.isEmpty() ? null : TOOLS.get(arguments.get(0));
        if (tool == null) {
            err.println("granary: no such tool" + (arguments.isEmpty() ? "" : ": " + arguments.get(0)));
            return USELESS;
        }
        List<String> rest = arguments.subList(1, arguments.size());
        if (help(rest, tool)) {
            out.println(tool.usage());
            return 0;
        }
        try {
            tool.run(Options.parse(rest, tool.options(), tool.operandsEndOptions()), streams);
            return 0;
        } catch (UselessException e) {
            err.println("granary " + arguments.get(0) + ": " + e.getMessage());
            err.println(tool.usage().lines().findFirst().orElseThrow());
            return USELESS;
        } catch (FailedException e) {
            if (e.getMessage() != null) {
                err.println("granary " + arguments.get(0) + ": " + e.getMessage());
            }
            return e.status();
        }
    }
}
