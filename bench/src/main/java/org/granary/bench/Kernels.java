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

/** The kernels: native, ours, ours with check points, V8; each process runs one kernel, rounds take turns. Confined to one thread. */
final class Kernels {
    private static final String NATIVE = "native";
    private static final String OURS = "ours";
    private static final String CHECKED = "ours+stop";
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
                + "each, taking turns; ± is the spread)").formatted(options.rounds(), options.seconds()));
        report.line("");
        report.row("kernel", "cc -O2 ms", OURS, CHECKED, V8);
        report.rule(5);
        Map<String, List<Double>> ratios = new LinkedHashMap<>();
        List<Double> checks = new ArrayList<>();
        for (Map.Entry<String, String> kernel : chosen().entrySet()) {
            row(kernel.getKey(), lanes(kernel.getKey(), kernel.getValue(), cc, node), ratios, checks);
        }
        report.row("geometric mean", "", mean(ratios.get(OURS)), mean(ratios.get(CHECKED)), mean(ratios.get(V8)));
        report.row("without bigvm", "", mean(ratios.get(OURS + " ordinary")), "", "");
        report.line("");
        double check = Figures.geometricMean(checks);
        report.line(("Check points for interrupts cost %.1f %% (geometric mean of the kernels' ratios ours+stop : ours; wanted: at "
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
        lanes.add(new Lane(CHECKED, tools.java(GuestMain.class, wasm(kernel), "run", n, seconds, "5", "100000", "interrupt")));
        if (node) {
            lanes.add(new Lane(V8, tools.node(wasm(kernel), "run", n, seconds, "3", "100000")));
        }
        return lanes;
    }

    private void row(String kernel, List<Lane> lanes, Map<String, List<Double>> ratios, List<Double> checks) throws IOException,
            InterruptedException {
        Rounds rounds = Rounds.run(kernel, lanes, options.rounds(), 60 + options.seconds() * 4, report);
        double base = rounds.steady(NATIVE);
        for (String name : List.of(OURS, CHECKED, V8)) {
            double ratio = rounds.steady(name) / base;
            if (!Double.isNaN(ratio)) {
                ratios.computeIfAbsent(name, n -> new ArrayList<>()).add(ratio);
                if (name.equals(OURS) && !kernel.equals("bigvm")) {
                    ratios.computeIfAbsent(OURS + " ordinary", n -> new ArrayList<>()).add(ratio);
                }
            }
        }
        double check = rounds.steady(CHECKED) / rounds.steady(OURS);
        if (!Double.isNaN(check)) {
            checks.add(check);
        }
        report.row(kernel, Double.isNaN(base) ? "-" : "%.2f".formatted(base), rounds.ratio(OURS, base), rounds.ratio(CHECKED, base),
                rounds.ratio(V8, base));
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
        report.line(title + ": milliseconds without, and how many times that with");
        report.line("");
        List<String> names = settings.keySet().stream().sorted().toList();
        List<String> heads = new ArrayList<>(List.of("kernel", OURS));
        heads.addAll(names);
        report.row(heads.toArray(String[]::new));
        report.rule(heads.size());
        Map<String, List<Double>> ratios = new TreeMap<>();
        for (Map.Entry<String, String> kernel : kernels.entrySet()) {
            List<Lane> lanes = new ArrayList<>(List.of(lane(OURS, kernel, "interrupt")));
            for (String name : names) {
                lanes.add(lane(name, kernel, settings.get(name)));
            }
            Rounds rounds = Rounds.run(kernel.getKey() + ": " + String.join(", ", names), lanes, options.rounds(),
                    60 + options.seconds() * 4, report);
            double base = rounds.steady(OURS);
            List<String> row = new ArrayList<>(List.of(kernel.getKey(), "%.2f".formatted(base)));
            for (String name : names) {
                ratios.computeIfAbsent(name, first -> new ArrayList<>()).add(rounds.steady(name) / base);
                row.add(rounds.ratio(name, base));
            }
            report.row(row.toArray(String[]::new));
        }
        report.line("");
        Map<String, Double> means = new TreeMap<>();
        ratios.forEach((name, all) -> means.put(name, Figures.geometricMean(all.stream().filter(ratio -> !ratio.isNaN()).toList())));
        return means;
    }

    private Lane lane(String name, Map.Entry<String, String> kernel, String word) throws IOException {
        return new Lane(name, tools.java(GuestMain.class, wasm(kernel.getKey()), "run", kernel.getValue(),
                Double.toString(options.seconds()),
                "5", "100000", word));
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
