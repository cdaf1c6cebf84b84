package org.granary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section {@code artefact}: from a precompiled module to its first call, against compiling it. Confined to one thread. */
final class Artefact {
    private static final String COMPILED = "compiled";
    private static final String LOADED = "loaded";
    private static final String PAGED = ", heap with its pages";
    private static final double GREATEST = 0.25;
    /** In one process; the later half counts as steady. */
    private static final int TIMES = 12;
    /** Whether a heap grows meanwhile, into pages that nobody has touched, is luck, and is no part of what is compared. */
    private static final List<String> HEAP = List.of("-Xms768m", "-Xmx768m", "-XX:+AlwaysPreTouch");

    private final Options options;
    private final Tools tools;
    private final Report report;

    Artefact(Options options, Tools tools, Report report) {
        this.options = options;
        this.tools = tools;
        this.report = report;
    }

    void table() throws IOException, InterruptedException {
        Optional<Path> module = tools.npm("@dprint/typescript", "0.96.1", "plugin.wasm");
        if (module.isEmpty()) {
            report.line("Artefact: left out, its module is not here");
            return;
        }
        Progress.say("making an artefact");
        Path artefact = Files.createTempFile("bench", ".artefact");
        try {
            Process make = new ProcessBuilder(tools.java(ArtefactMain.class, "make", module.get().toString(), artefact.toString()))
                    .inheritIO().start();
            if (make.waitFor() != 0) {
                report.failure("artefact: exit " + make.exitValue());
                return;
            }
            List<String> compile = tools.java(ArtefactMain.class, "compile", module.get().toString(), Integer.toString(TIMES));
            List<String> load = tools.java(ArtefactMain.class, "load", artefact.toString(), Integer.toString(TIMES));
            Rounds rounds = Rounds.run("artefact", List.of(new Lane(COMPILED, compile), new Lane(LOADED, load),
                    new Lane(COMPILED + PAGED, paged(compile)), new Lane(LOADED + PAGED, paged(load))), Math.max(3, options.rounds()), 120,
                    report);
            report.line("From dprint's TypeScript formatter (%.1f MB, artefact %.1f MB) to its first call".formatted(
                    Files.size(module.get()) / 1e6, Files.size(artefact) / 1e6));
            line("in a fresh process", rounds.median(COMPILED, run -> run.calls().get(0)),
                    rounds.median(LOADED, run -> run.calls().get(0)));
            line("later in the same process" + PAGED, rounds.steady(COMPILED + PAGED), rounds.steady(LOADED + PAGED));
            line("later in the same process, heap as the JVM grows it", rounds.steady(COMPILED), rounds.steady(LOADED));
            report.line("");
        } finally {
            Files.delete(artefact);
        }
    }

    private static List<String> paged(List<String> command) {
        List<String> paged = new ArrayList<>(command);
        paged.addAll(1, HEAP);
        return paged;
    }

    private void line(String when, double compiled, double loaded) {
        double ratio = loaded / compiled;
        report.line("  %s: loaded %.0f ms, compiled %.0f ms: %.2f times (wanted: at most %.2f)%s".formatted(when, loaded, compiled, ratio,
                GREATEST, ratio > GREATEST ? ": MISSED" : ""));
    }
}
