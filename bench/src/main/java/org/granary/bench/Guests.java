package org.granary.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The guests that are whole programs: SQLite, one that builds up its heap, dprint's formatter. Confined to one thread. */
final class Guests {
    private static final String OURS = "ours";
    private static final String V8 = "v8";
    private static final double GREATEST_SQLITE = 2.5;
    private static final double GREATEST_GROWTH = 3;
    private static final double FIRST_CALL_MILLIS = 1_500;
    /** Pairs of how many, and the pages of each. */
    private static final int[][] WANTED_INSTANCES = {{100_000, 0}, {40_000, 1}};

    private final Options options;
    private final Tools tools;
    private final Report report;
    private final boolean node = Tools.answers("node", "--version");

    Guests(Options options, Tools tools, Report report) {
        this.options = options;
        this.tools = tools;
        this.report = report;
    }

    void sqlite(Optional<Path> data) throws IOException, InterruptedException {
        Optional<Path> module = tools.npm("sql.js", "1.16.0", "dist/sql-wasm-debug.wasm");
        if (module.isEmpty()) {
            report.line("SQLite: left out, its module is not here");
            return;
        }
        String seconds = Double.toString(options.seconds() * 5);
        List<Lane> lanes = new ArrayList<>();
        lanes.add(new Lane(OURS, tools.java(SqliteMain.class, module.get().toString(), seconds, "1000")));
        if (node && data.isPresent()) {
            lanes.add(new Lane(V8, List.of("node", data.get().resolve("node/sqlite.js").toString(), module.get().toString(), seconds,
                    "1000")));
        } else {
            Progress.say("SQLite in V8 needs node and the outside data; that column is empty");
        }
        Rounds rounds = Rounds.run("SQLite", lanes, options.rounds(), 120 + options.seconds() * 20, report);
        report.line("SQLite, four queries: %s; our first round %.0f ms; our loading %.0f ms".formatted(
                against(rounds.steady(OURS), rounds.steady(V8), GREATEST_SQLITE), rounds.median(OURS, run -> run.calls().get(0)),
                rounds.median(OURS, Lane.Run::load)));
        report.line("");
    }

    void growth() throws IOException, InterruptedException {
        String module = tools.resource("growth.wasm").toString();
        String seconds = Double.toString(options.seconds());
        List<Lane> lanes = new ArrayList<>();
        lanes.add(new Lane(OURS, tools.java(GuestMain.class, module, "run", "64", seconds, "10", "1000", "interrupt")));
        if (node) {
            lanes.add(new Lane(V8, tools.node(module, "run", "64", seconds, "10", "1000")));
        }
        Rounds repeated = Rounds.run("growth, repeated", lanes, options.rounds(), 120, report);
        List<Lane> once = new ArrayList<>();
        once.add(new Lane(OURS, tools.java(GuestMain.class, module, "run", "64", "0", "1", "1", "interrupt")));
        if (node) {
            once.add(new Lane(V8, tools.node(module, "run", "64", "0", "1", "1")));
        }
        Rounds first = Rounds.run("growth, one call", once, Math.max(3, options.rounds()), 120, report);
        growth("in a call that is repeated", repeated.steady(OURS), repeated.steady(V8));
        growth("in the first and only call of a process", first.steady(OURS), first.steady(V8));
        growth("the same, with compiling and instantiating", first.median(OURS, run -> run.load() + run.calls().get(0)), first.median(V8,
                run -> run.load() + run.calls().get(0)));
        report.line("");
    }

    private void growth(String what, double ours, double v8) {
        report.line("A guest that allocates 64 MB in small pieces, %s: %s".formatted(what, against(ours, v8, GREATEST_GROWTH)));
    }

    private static String against(double ours, double v8, double most) {
        if (Double.isNaN(ours)) {
            return "not measured";
        }
        if (Double.isNaN(v8)) {
            return "ours %.0f ms, no V8 to compare with".formatted(ours);
        }
        double ratio = ours / v8;
        return "ours %.0f ms, V8 %.0f ms: %.2f times V8 (wanted: at most %.1f)%s".formatted(ours, v8, ratio, most, ratio > most
                ? ": MISSED" : "");
    }

    /** The lines that a class of ours prints in a process of its own; empty when it failed, which is told. */
    private List<String> lines(String what, Class<?> main, String... arguments) throws IOException, InterruptedException {
        return lines(what, tools.java(main, arguments));
    }

    private List<String> lines(String what, List<String> command) throws IOException, InterruptedException {
        Progress.say(what);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = process.inputReader().lines().toList();
        if (process.waitFor() != 0 || lines.isEmpty()) {
            report.failure(what + ": exit " + process.exitValue());
            return List.of();
        }
        return lines;
    }

    /** Stops, and questions to the host. */
    void delivery() throws IOException, InterruptedException {
        List<String> lines = lines("delivery", DeliveryMain.class, Double.toString(options.seconds()));
        if (lines.isEmpty()) {
            return;
        }
        report.line("Stops and callbacks in a second of work: what of it was lost, in all and for each, and how long until it took hold");
        report.line("");
        report.row("delivery", "% lost", "µs each", "latency µs");
        report.rule(4);
        for (String line : lines) {
            String[] words = line.split(" ");
            report.row(words[0], "%.2f".formatted(Double.parseDouble(words[2])), "%.0f".formatted(Double.parseDouble(words[3])),
                    "%.0f".formatted(Double.parseDouble(words[4])));
        }
        report.line("");
    }

    /** Instances that stay, as many as are wanted; a process that has no room for them fails. */
    void instances() throws IOException, InterruptedException {
        for (int[] wanted : WANTED_INSTANCES) {
            List<String> command = new ArrayList<>(tools.java(InstancesMain.class, Integer.toString(wanted[0]),
                    Integer.toString(wanted[1])));
            command.add(1, "-Xmx4g");
            for (String line : lines("instances", command)) {
                String[] words = line.split(" ");
                report.line("Instances in one store, heap of 4 GiB, pages of memory in each: %d: %s of %d in %s s, %s MB after a collection"
                        .formatted(wanted[1], words[0], wanted[0], words[1], words[2]));
            }
        }
        report.line("");
    }

    /** Everything at once. */
    void races() throws IOException, InterruptedException {
        List<String> lines = lines("races", Races.class, Double.toString(options.seconds()), "1");
        if (!lines.isEmpty()) {
            report.line("Eight threads for %.0f s, nothing went wrong; how often each act ran: %s".formatted(options.seconds(),
                    String.join(", ", lines)));
            report.line("");
        }
    }

    void first() throws IOException, InterruptedException {
        Optional<Path> module = tools.npm("@dprint/json", "0.24.0", "plugin.wasm");
        if (module.isEmpty()) {
            report.line("dprint: left out, its module is not here");
            return;
        }
        List<Lane> lanes = List.of(new Lane(OURS, tools.java(DprintMain.class, module.get().toString())));
        List<Lane.Run> runs = new ArrayList<>();
        for (int round = 0; round < Math.max(3, options.rounds()); round++) {
            Progress.say("dprint, first calls, round " + (round + 1));
            Lane.Run run = lanes.get(0).run(60);
            if (run.error() != null) {
                report.failure("dprint: " + run.error());
                return;
            }
            runs.add(run);
        }
        double call = Figures.median(runs.stream().map(run -> run.calls().get(0)).toList());
        double format = Figures.median(runs.stream().map(run -> run.calls().get(1)).toList());
        report.line(("dprint's JSON formatter in a fresh process: compiled and instantiated after %.0f ms, first call answered after "
                + "%.0f ms (wanted on JDK 17: under 1500)%s, first text formatted after %.0f ms").formatted(
                Figures.median(runs.stream().map(Lane.Run::load).toList()), call, call > FIRST_CALL_MILLIS ? ": MISSED" : "", format));
        report.line("");
    }
}
