package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a process ended, and what it wrote.
 *
 * @param status its exit status
 * @param out    the lines of its standard output
 * @param errors the lines of its standard error output
 */
record Outcome(int status, List<String> out, List<String> errors) {
    static final long LIMIT_SECONDS = 120;

    /**
     * Runs a process to its end.
     *
     * @param builder what is run
     * @param folder  where the files are made that take its output
     * @param input   all that it can read
     */
    static Outcome of(ProcessBuilder builder, Path folder, String input) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path errors = folder.resolve("errors");
        Process process = builder.redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
        try {
            try (Writer typed = process.outputWriter(StandardCharsets.UTF_8)) {
                typed.write(input);
            } catch (IOException e) {
                // it has ended and never read it
                assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), e::toString);
            }
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS),
                    () -> "it does not end; so far " + text(out) + " and, of errors, " + text(errors));
            return new Outcome(process.exitValue(), text(out), text(errors));
        } finally {
            process.destroyForcibly();
        }
    }

    /** The lines of a file that a process may still be writing. */
    static List<String> text(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The line of a plugin in what {@code wasm:ps} prints, its blanks made one. */
    String line(String plugin) {
        return out.stream().map(line -> line.replaceAll(" +", " ")).filter(line -> line.contains(" " + plugin + " ")).findFirst()
                .orElseThrow(() -> new AssertionError("no " + plugin + " in " + this));
    }
}
