package org.granary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Guests that use the system interface: bytes through pipes, and many small files. Confined to one thread. */
final class Programs {
    private static final double GREATEST_CAT = 2;
    private static final double GREATEST_FILES = 5;
    private static final long BLOCK_BYTES = 1 << 16;
    private static final long BLOCKS = 1 << 14;
    private static final int FILES = 100_000;
    private static final int QUICK = 50;

    private final Options options;
    private final Tools tools;
    private final Report report;

    Programs(Options options, Tools tools, Report report) {
        this.options = options;
        this.tools = tools;
        this.report = report;
    }

    void table() throws IOException, InterruptedException {
        pipes();
        files();
        report.line("");
    }

    /** Less where only a smoke test was asked for. */
    private boolean quick() {
        return options.rounds() == 1 && options.seconds() <= 1;
    }

    private void pipes() throws IOException, InterruptedException {
        if (!Tools.answers("sh", "-c", "command -v dd && command -v cat")) {
            report.line("1 GB through pipes: left out, there is no shell with dd and cat");
            return;
        }
        long blocks = quick() ? BLOCKS / QUICK : BLOCKS;
        List<String> ours = tools.java(WasiMain.class, "cat", tools.resource("cat.wasm").toString());
        List<Double> all = new ArrayList<>();
        List<Double> natives = new ArrayList<>();
        for (int round = 0; round < options.rounds(); round++) {
            Progress.say("cat, round %d of %d".formatted(round + 1, options.rounds()));
            natives.add(piped(List.of("cat"), blocks) - piped(List.of("cat"), 0));
            all.add(piped(ours, blocks) - piped(ours, 0));
        }
        double ratio = Figures.median(all) / Figures.median(natives);
        report.line("%d MB through a guest's cat over pipes, without the JVM's start: %.0f ms, of the system %.0f ms: ".formatted(
                blocks * BLOCK_BYTES >> 20, Figures.median(all), Figures.median(natives)) + verdict(ratio, GREATEST_CAT));
    }

    private static String verdict(double ratio, double most) {
        return "%.2f times (wanted: at most %.0f)%s".formatted(ratio, most, ratio > most ? ": MISSED" : "");
    }

    /** Milliseconds for so many blocks from one process through a command to another. */
    private double piped(List<String> command, long blocks) throws IOException, InterruptedException {
        ProcessBuilder source = new ProcessBuilder("dd", "if=/dev/zero", "bs=" + BLOCK_BYTES, "count=" + blocks);
        ProcessBuilder sink = new ProcessBuilder("dd", "of=/dev/null", "bs=" + BLOCK_BYTES);
        List<ProcessBuilder> line =
                List.of(source.redirectError(ProcessBuilder.Redirect.DISCARD), new ProcessBuilder(command).redirectError(
                ProcessBuilder.Redirect.INHERIT), sink.redirectError(ProcessBuilder.Redirect.DISCARD));
        long began = System.nanoTime();
        for (Process process : ProcessBuilder.startPipeline(line)) {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                report.failure("cat: " + process.info().commandLine().orElse("a process") + " did not end well");
            }
        }
        return GuestMain.milliseconds(began);
    }

    private void files() throws IOException, InterruptedException {
        String count = Integer.toString(quick() ? FILES / QUICK : FILES);
        Path folder = Files.createTempDirectory("granary-bench");
        try {
            List<Lane> lanes = List.of(
                    new Lane("ours", tools.java(WasiMain.class, "many", tools.resource("many.wasm").toString(), folder.toString(), count)),
                    new Lane("java", tools.java(WasiMain.class, "java", folder.toString(), count)));
            Rounds rounds = Rounds.run(count + " small files", lanes, options.rounds(), 300, report);
            double ours = rounds.steady("ours");
            double java = rounds.steady("java");
            report.line("%s small files made, listed, read and removed by a guest: %.0f ms, by Java %.0f ms: ".formatted(count, ours, java)
                    + verdict(ours / java, GREATEST_FILES));
        } finally {
            Files.deleteIfExists(folder);
        }
    }
}
