package org.granary.console.tool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The entry point of a process that does what the commands do, so that the JVM can note down which classes that takes and how they are
 * used. The script has it run when it prepares a quick start. It changes nothing outside the folder that it is given.
 */
public final class Rehearsal {
    /** Often enough that a JVM which keeps profiles too sees what is used much. */
    private static final int ROUNDS = 3;
    private static final String SAMPLE = "rehearsal.wat";

    private Rehearsal() {
    }

    /**
     * The entry point of a process. Ends it with status 1 when a command failed, whose complaint is printed.
     *
     * @param arguments a folder for what the commands write
     */
    public static void main(String[] arguments) {
        // the process's own, as for the programs that it rehearses
        PrintStream out = new ProcessStream(new FileOutputStream(FileDescriptor.out), false);
        Path folder = Path.of(arguments[0]);
        for (int round = 0; round < ROUNDS; round++) {
            if (!run(folder, out, System.err)) {
                System.exit(1);
            }
        }
    }

    /**
     * Runs the commands once, over a sample.
     *
     * @param folder for what they write; exists
     * @param out    takes what they print
     * @param err    takes their complaints
     * @return false when one of them failed
     */
    static boolean run(Path folder, PrintStream out, PrintStream err) {
        String text = folder.resolve(SAMPLE).toString();
        String binary = folder.resolve("rehearsal.wasm").toString();
        String artefact = folder.resolve("rehearsal.granary").toString();
        String key = folder.resolve("host.key").toString();
        try (InputStream sample = Rehearsal.class.getResourceAsStream(SAMPLE)) {
            Files.write(folder.resolve(SAMPLE), sample.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<List<String>> commands = List.of(
                List.of("parse", "-o", binary, text),
                List.of("validate", text, binary),
                List.of("print", binary),
                List.of("objdump", binary),
                List.of("settings"),
                List.of("run", "--dir", folder + "::/", "--env", "NAME=VALUE", binary, "one", "two"),
                List.of("run", "--invoke", "fib", text, "10"),
                List.of("run", "--interpreter", "--invoke", "fib", binary, "10"),
                List.of("compile", "--host-key", key, "-o", artefact, binary),
                List.of("run", "--host-key", key, artefact));
        return commands.stream().allMatch(command -> ToolMain.run(command, out, err) == 0);
    }
}
