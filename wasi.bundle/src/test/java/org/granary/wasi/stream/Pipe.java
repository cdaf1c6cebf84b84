package org.granary.wasi.stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Pipes with names. */
final class Pipe {
    private Pipe() {}

    /** Makes one; skips the test where the platform has none, or does not tell what they are. */
    static Path make(Path folder) throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        try {
            Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
            assumeTrue(made.waitFor(20, TimeUnit.SECONDS) && made.exitValue() == 0, "mkfifo, which makes the pipe, is not here");
        } catch (IOException e) {
            assumeTrue(false, "mkfifo, by which the test makes its pipe, is not here");
        }
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "what pipes do when they are opened twice is looked at on Linux");
        return pipe;
    }
}
