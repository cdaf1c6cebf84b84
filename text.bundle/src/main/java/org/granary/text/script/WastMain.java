package org.granary.text.script;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.MalformedException;

/**
 * The command {@code wast}: runs scripts, prints a line for each and at the end how many assertions held and how many did not. Confined to
 * one thread.
 */
public final class WastMain {
    private static final int FAILURES_SHOWN = 5;
    private static final int USAGE = 2;
    private static final String INTERPRETER = "--interpreter";

    private final PrintStream out;
    private final boolean interpreter;
    private final Map<String, Integer> proposals = new TreeMap<>();
    private int passed;
    private int failed;
    private int skipped;

    private WastMain(PrintStream out, boolean interpreter) {
        this.out = out;
        this.interpreter = interpreter;
    }

    /**
     * The entry point of a process. Ends it with status 1 when a script failed, 2 when the arguments are of no use.
     *
     * @param arguments files, {@code --dir D} for all scripts below a directory, {@code --interpreter} to interpret
     */
    public static void main(String[] arguments) {
        int status = run(List.of(arguments), System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /**
     * Runs scripts.
     *
     * @param arguments files, {@code --dir D} for all scripts below a directory, {@code --interpreter} to interpret
     * @param out       where the report goes
     * @param err       where complaints about the arguments go
     * @return 0 when nothing failed, 1 when something did, 2 when the arguments are of no use
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        List<Path> scripts;
        try {
            scripts = scripts(arguments);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            err.println("granary wast: " + e.getMessage());
            err.println("usage: ./granary wast [--interpreter] [--dir D | FILE...]");
            return USAGE;
        }
        WastMain main = new WastMain(out, arguments.contains(INTERPRETER));
        scripts.forEach(main::script);
        main.summary();
        return main.failed == 0 ? 0 : 1;
    }

    private static List<Path> scripts(List<String> arguments) {
        List<Path> scripts = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--dir") && i + 1 < arguments.size()) {
                scripts.addAll(below(Path.of(arguments.get(++i))));
            } else if (argument.startsWith("--dir=")) {
                scripts.addAll(below(Path.of(argument.substring("--dir=".length()))));
            } else if (argument.startsWith("-") && !argument.equals(INTERPRETER)) {
                throw new IllegalArgumentException("no such option, or no value for it: " + argument);
            } else if (Files.isRegularFile(Path.of(argument))) {
                scripts.add(Path.of(argument));
            } else if (!argument.equals(INTERPRETER)) {
                throw new IllegalArgumentException("no such file: " + argument);
            }
        }
        if (scripts.isEmpty()) {
            throw new IllegalArgumentException("no scripts to run");
        }
        return scripts;
    }

    private static List<Path> below(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("no such directory: " + directory);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void script(Path file) {
        ScriptReport report;
        try {
            report = ScriptRunner.run(Files.readAllBytes(file), FeatureSets.builder(file).interpreter(interpreter).build());
        } catch (MalformedException e) {
            int line = e.refusal().place().map(place -> place.line()).orElse(1);
            report = new ScriptReport(0, List.of(new ScriptReport.Failed(line, e.getMessage())), Map.of());
        } catch (IOException e) {
            report = new ScriptReport(0, List.of(new ScriptReport.Failed(0, "cannot be read: " + e)), Map.of());
        }
        print(file, report);
        passed += report.passed();
        failed += report.failures().size();
        skipped += report.skipped();
        report.unsupported().forEach((proposal, count) -> proposals.merge(proposal, count, Integer::sum));
    }

    private void print(Path file, ScriptReport report) {
        String counts = report.passed() + " passed" + (report.failures().isEmpty() ? "" : ", " + report.failures().size() + " failed")
                + (report.skipped() == 0 ? "" : ", " + report.skipped() + " unsupported");
        String named = String.join(", ", report.unsupported().keySet());
        if (!report.failures().isEmpty()) {
            out.println("FAIL " + file + " " + counts + (named.isEmpty() ? "" : " (" + named + ")"));
            report.failures().stream().limit(FAILURES_SHOWN).map(Object::toString)
                    .forEach(failure -> out.println("  " + failure.replace("\n", "\n  ")));
            int more = report.failures().size() - FAILURES_SHOWN;
            if (more > 0) {
                out.println("  and " + more + " more");
            }
        } else if (!report.unsupported().isEmpty()) {
            out.println("UNSUPPORTED " + file + ": " + named + " (" + counts + ")");
        } else {
            out.println("PASS " + file + " " + counts);
        }
        out.flush();
    }

    private void summary() {
        if (!proposals.isEmpty()) {
            out.println(proposals.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", ", "unsupported assertions by proposal: ", "")));
        }
        out.println(passed + " passed, " + failed + " failed" + (skipped == 0 ? "" : ", " + skipped + " skipped"));
        out.flush();
    }
}
