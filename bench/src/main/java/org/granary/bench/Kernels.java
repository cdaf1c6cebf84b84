package org.granary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The kernels: native, ours, V8; each process runs one kernel, rounds take turns. What settings cost is told by processes in which they
 * take turns call by call. Confined to one thread.
 */
final class Kernels {
    private static final String NATIVE = "native";
    private static final String OURS = "ours";
    private static final String CHECKED = "stop : ours";
    private static final String V8 = "v8";
    private static final String FUEL = "fuel";
    private static final String EPOCH = "epoch";
    /** The kernels whose work is floats. */
    private static final Set<String> FLOATS = Set.of("nbody", "matmul", "mandelbrot", "spectralnorm", "stencil");
    private static final double NATIVE_SECONDS = 0.6;
    private static final double GREATEST_MEAN = 1.2;
    private static final double GREATEST_EACH = 2;
    private static final double GREATEST_CHECK = 1.03;

    private final Options options;
    private final Tools tools;
    private final Path data;
    private final Report report;

    Kernels(Options options, Tools tools, Path data, Report report) {
        this.options = options;
        this.tools = tools;
        this.data = data;
        this.report = report;
    }

    /** Names with the argument that each is run with. */
    private Map<String, String> chosen() throws IOException {
        Map<String, String> kernels = new LinkedHashMap<>();
        for (String line : Files.readAllLines(data.resolve("kernels/kernels.txt"))) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] words = line.trim().split(" +");
                kernels.put(words[0], words[1]);
            }
        }
        if (!options.kernels().isEmpty()) {
            for (String wanted : options.kernels()) {
                if (!kernels.containsKey(wanted)) {
                    throw new IllegalArgumentException("--kernels: no kernel " + wanted);
                }
            }
            kernels.keySet().retainAll(options.kernels());
        }
        return kernels;
    }

    private String wasm(String kernel) {
        return data.resolve("build/wasm").resolve(kernel + ".wasm").toString();
    }

    void table() throws IOException, InterruptedException {
        boolean cc = Tools.answers("cc", "--version");
        boolean node = Tools.answers("node", "--version");
        if (!cc) {
            Progress.say("no cc: the column native is empty, and with it the ratios");
        }
        if (!node) {
            Progress.say("no node: the column v8 is empty");
        }
        report.line(("Kernels: milliseconds of `cc -O2`, and how many times that the others take (median of %d processes of %.1f s "
                + "each, taking turns; ± is the spread); what check points cost where both take turns in one process").formatted(
                options.rounds(), options.seconds()));
        report.line("");
        report.row("kernel", "cc -O2 ms", OURS, CHECKED, V8);
        report.rule(5);
        Map<String, List<Double>> ratios = new LinkedHashMap<>();
        List<Double> checks = new ArrayList<>();
        for (Map.Entry<String, String> kernel : chosen().entrySet()) {
            row(kernel.getKey(), lanes(kernel.getKey(), kernel.getValue(), cc, node), ratios, checks);
        }
        report.row("geometric mean", "", mean(ratios.get(OURS)), mean(checks), mean(ratios.get(V8)));
        report.row("without bigvm", "", mean(ratios.get(OURS + " ordinary")), "", "");
        report.line("");
        double check = Figures.geometricMean(checks);
        report.line(("Check points for interrupts cost %.1f %% (geometric mean of the column stop : ours; wanted: at "
                + "most 3 %%)%s").formatted((check - 1) * 100, check > GREATEST_CHECK ? ": MISSED" : ""));
        List<Double> ordinary = ratios.get(OURS + " ordinary");
        if (ordinary != null) {
            double mean = Figures.geometricMean(ordinary);
            report.line(("Ordinary kernels against `cc -O2`: geometric mean %.2f (wanted: at most 1.2), greatest %.2f (wanted: at most "
                    + "2)%s").formatted(mean, ordinary.stream().mapToDouble(v -> v).max().orElse(0),
                    mean > GREATEST_MEAN || ordinary.stream().anyMatch(v -> v > GREATEST_EACH) ? ": MISSED" : ""));
        }
        report.line("");
    }

    private List<Lane> lanes(String kernel, String n, boolean cc, boolean node) throws IOException, InterruptedException {
        List<Lane> lanes = new ArrayList<>();
        String seconds = Double.toString(options.seconds());
        if (cc) {
            Optional<Path> built = tools.buildNative(data, kernel);
            built.ifPresent(program -> lanes.add(new Lane(NATIVE, List.of(program.toString(), n, Double.toString(NATIVE_SECONDS),
                    "100000"))));
        }
        lanes.add(new Lane(OURS, tools.java(GuestMain.class, wasm(kernel), "run", n, seconds, "5", "100000")));
        lanes.add(turns(CHECKED, kernel, n, List.of("-", "interrupt")));
        if (node) {
            lanes.add(new Lane(V8, tools.node(wasm(kernel), "run", n, seconds, "3", "100000")));
        }
        return lanes;
    }

    private void row(String kernel, List<Lane> lanes, Map<String, List<Double>> ratios, List<Double> checks) throws IOException,
            InterruptedException {
        Rounds rounds = Rounds.run(kernel, lanes, options.rounds(), 60 + options.seconds() * 4, report);
        double base = rounds.steady(NATIVE);
        for (String name : List.of(OURS, V8)) {
            double ratio = rounds.steady(name) / base;
            if (!Double.isNaN(ratio)) {
                ratios.computeIfAbsent(name, n -> new ArrayList<>()).add(ratio);
                if (name.equals(OURS) && !kernel.equals("bigvm")) {
                    ratios.computeIfAbsent(OURS + " ordinary", n -> new ArrayList<>()).add(ratio);
                }
            }
        }
        double check = rounds.median(CHECKED, run -> run.turns(1, 2));
        if (!Double.isNaN(check)) {
            checks.add(check);
        }
        report.row(kernel, Double.isNaN(base) ? "-" : "%.2f".formatted(base), rounds.ratio(OURS, base), "%.2f".formatted(check),
                rounds.ratio(V8, base));
    }

    /** A process in which settings take turns. */
    private Lane turns(String name, String kernel, String n, List<String> settings) {
        List<String> arguments = new ArrayList<>(List.of(wasm(kernel), "run", n, Double.toString(options.seconds() * settings.size())));
        arguments.addAll(settings);
        return new Lane(name, tools.java(TurnsMain.class, arguments.toArray(String[]::new)));
    }

    private static String mean(List<Double> ratios) {
        return ratios == null ? "-" : "%.2f".formatted(Figures.geometricMean(ratios));
    }

    /** Each kernel with fuel, with epochs, and without either. */
    void metering() throws IOException, InterruptedException {
        Map<String, Double> means = costs("What fuel and epochs cost", chosen(), Map.of(FUEL, "fuel", EPOCH, "epoch"));
        report.line("Fuel costs %.0f %% (wanted: at most 25 %%), epochs %.0f %% (wanted: at most 10 %%), as geometric means".formatted(
                (means.get(FUEL) - 1) * 100, (means.get(EPOCH) - 1) * 100));
        report.line("");
    }

    /** What it costs on kernels that compute floats that all see the same NaNs. */
    void nans() throws IOException, InterruptedException {
        Map<String, String> floats = new LinkedHashMap<>(chosen());
        floats.keySet().retainAll(FLOATS);
        Map<String, Double> means = costs("What canonical NaNs and the deterministic profile cost", floats,
                Map.of("NaNs", "nans", "deterministic", "deterministic"));
        means.forEach((name, mean) -> report.line("%s: %.2f times, geometric mean".formatted(name, mean)));
        report.line("");
    }

    /** A table of how many times longer kernels take with settings; gives the geometric means by the names of the settings. */
    private Map<String, Double> costs(String title, Map<String, String> kernels, Map<String, String> settings) throws IOException,
            InterruptedException {
        report.line(title + ": how many times longer calls take, each setting and none of them taking turns in one process");
        report.line("");
        List<String> names = settings.keySet().stream().sorted().toList();
        List<String> words = new ArrayList<>(List.of("interrupt"));
        names.forEach(name -> words.add(settings.get(name)));
        List<String> heads = new ArrayList<>(List.of("kernel"));
        heads.addAll(names);
        report.row(heads.toArray(String[]::new));
        report.rule(heads.size());
        Map<String, List<Double>> ratios = new TreeMap<>();
        for (Map.Entry<String, String> kernel : kernels.entrySet()) {
            Rounds rounds = Rounds.run(kernel.getKey() + ": " + String.join(", ", names), List.of(turns(OURS, kernel.getKey(),
                    kernel.getValue(), words)), options.rounds(), 60 + options.seconds() * words.size() * 4, report);
            List<String> row = new ArrayList<>(List.of(kernel.getKey()));
            for (int i = 0; i < names.size(); i++) {
                int who = i + 1;
                double ratio = rounds.median(OURS, run -> run.turns(who, words.size()));
                ratios.computeIfAbsent(names.get(i), first -> new ArrayList<>()).add(ratio);
                row.add("%.2f".formatted(ratio));
            }
            report.row(row.toArray(String[]::new));
        }
        report.line("");
        Map<String, Double> means = new TreeMap<>();
        ratios.forEach((name, all) -> means.put(name, Figures.geometricMean(all.stream().filter(ratio -> !ratio.isNaN()).toList())));
        return means;
    }

    /** Every kernel in parts of 150 bytes against the same kernel as usual. */
    void splitting() throws IOException, InterruptedException {
        int different = 0;
        Map<String, String> kernels = chosen();
        for (Map.Entry<String, String> kernel : kernels.entrySet()) {
            List<Lane> lanes = List.of(new Lane(OURS, tools.java(GuestMain.class, wasm(kernel.getKey()), "run", kernel.getValue(), "0",
                    "1", "1")),
                    new Lane("split", tools.java(GuestMain.class, wasm(kernel.getKey()), "run", kernel.getValue(), "0", "1", "1",
                            "split")));
            Rounds rounds = Rounds.run(kernel.getKey() + " cut small", lanes, 1, 300, report);
            different += rounds.agrees() ? 0 : 1;
        }
        report.line("Forced splitting (budget 300 bytes): %d of %d kernels give the same result".formatted(kernels.size() - different,
                kernels.size()));
        report.line("");
    }
}
