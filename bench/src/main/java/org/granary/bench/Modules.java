package org.granary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Large modules of other people: how long they take to be compiled whole, to be an instance, to answer; and what of it is too long. */
final class Modules {
    private static final int LIMIT_SECONDS = 600;

    /** A module, and what it was made with. */
    private record Large(String npm, String version, String file, String origin) {
    }

    private static final List<Large> MODULES = List.of(
            new Large("sql.js", "1.16.0", "dist/sql-wasm.wasm", "C, emscripten"),
            new Large("@dprint/json", "0.24.0", "plugin.wasm", "Rust"),
            new Large("@dprint/typescript", "0.96.1", "plugin.wasm", "Rust"),
            new Large("canvaskit-wasm", "0.42.0", "bin/canvaskit.wasm", "C++, emscripten"),
            new Large("pyodide", "314.0.7", "pyodide.asm.wasm", "C, emscripten with exceptions"),
            new Large("esbuild-wasm", "0.28.2", "esbuild.wasm", "Go"),
            new Large("z3-solver", "5.2.0", "build/z3-built.wasm", "C++, emscripten with threads"),
            new Large("@biomejs/wasm-nodejs", "2.5.14", "biome_wasm_bg.wasm", "Rust"));

    /** No package holds it as a module: it is made here. */
    private static final Large COLLECTED = new Large("commonmark", "0.24.0", "target/wasm/collected.wasm",
            "Java, TeaVM with garbage collection");

    private final Tools tools;
    private final Report report;

    Modules(Tools tools, Report report) {
        this.tools = tools;
        this.report = report;
    }

    void table() throws IOException, InterruptedException {
        report.line("Times in seconds from the bytes, in a fresh process; the imports of an instance are stubs.");
        report.line("");
        report.row("module", "made of", "MB", "functions", "instance", "first call", "compiled whole", "of processors", "classes MB",
                "longest", "over 8,000", "peak heap MB");
        report.rule(12);
        for (Large large : MODULES) {
            row(large, tools.npm(large.npm, large.version, large.file));
        }
        row(COLLECTED, tools.maven("collected", "Collected.java", COLLECTED.file));
        report.line("");
    }

    private void row(Large large, Optional<Path> module) throws IOException, InterruptedException {
        if (module.isPresent()) {
            Progress.say("compiling " + large.npm);
            row(large, run(tools.java(CompileMain.class, module.get().toString())));
        }
    }

    private void row(Large large, Map<String, String> facts) {
        if (!facts.containsKey("peakHeap")) {
            report.failure(large.npm + ": " + facts);
            return;
        }
        if (facts.containsKey("noInstance")) {
            Progress.say(large.npm + " is no instance with stubs for its imports: " + facts.get("noInstance"));
        }
        if (!facts.get("tooLong").equals("0")) {
            report.failure(large.npm + ": " + facts.get("tooLong") + " methods over 8,000 bytes");
        }
        report.row(large.npm, large.origin, mega(facts, "bytes"), facts.get("functions"), seconds(facts, "instance"),
                seconds(facts, "call"), seconds(facts, "whole"), seconds(facts, "processor"), mega(facts, "classBytes"),
                facts.get("longest"), facts.get("tooLong"), facts.get("peakHeap"));
    }

    private static String mega(Map<String, String> facts, String word) {
        return String.format(Locale.ROOT, "%.1f", Double.parseDouble(facts.get(word)) / 1e6);
    }

    private static String seconds(Map<String, String> facts, String word) {
        return facts.containsKey(word) ? String.format(Locale.ROOT, "%.2f", Double.parseDouble(facts.get(word)) / 1e3) : "-";
    }

    /** The pairs that the process printed; {@code failed} says how it ended where that was not well. */
    private static Map<String, String> run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("bench", ".out");
        Path err = Files.createTempFile("bench", ".err");
        try {
            Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            Map<String, String> facts = new HashMap<>();
            for (String line : Files.readAllLines(out)) {
                String[] pair = line.split(" ", 2);
                facts.put(pair[0], pair.length < 2 ? "" : pair[1]);
            }
            if (!facts.containsKey("peakHeap")) {
                facts.put("failed", (ended ? "exit " + process.exitValue() : "stopped after " + LIMIT_SECONDS + " s") + ": "
                        + Files.readString(err).lines().limit(4).toList());
            }
            return facts;
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
