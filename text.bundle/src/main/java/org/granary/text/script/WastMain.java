package org.granary.text.script;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.granary.engine.EngineConfig;
import org.granary.engine.MalformedException;
import org.granary.engine.SourceKind;

/**
 * The command {@code wast}: runs scripts, prints a line for each and at the end how many assertions held and how many did not. Confined to
 * one thread.
 */
public final class WastMain {
    private static final int FAILURES_SHOWN = 5;
    private static final int USELESS = 2;
    private static final String BINARY = "a script expected, found a binary module; granary validate and granary objdump take such files";

    private final PrintStream out;
    private final WastArguments arguments;
    /** How many scripts of each directory ran with which switches. */
    private final Map<String, Integer> features = new TreeMap<>();
    private final Map<String, Integer> proposals = new TreeMap<>();
    private final Map<String, Integer> switchedOff = new TreeMap<>();
    private int passed;
    private int failed;
    private int skipped;

    private WastMain(PrintStream out, WastArguments arguments) {
        this.out = out;
        this.arguments = arguments;
    }

    /**
     * The entry point of a process. Ends it with status 1 when a script failed, 2 when the arguments are of no use.
     *
     * @param arguments as {@code --help} tells them
     */
    public static void main(String[] arguments) {
        int status = run(List.of(arguments), System.out, System.err);
        // a report that did not get through must not look like a success
        if (System.out.checkError() && status == 0) {
            status = 1;
        }
        if (status != 0) {
            System.exit(status);
        }
    }

    /**
     * Runs scripts.
     *
     * @param arguments as {@code --help} tells them
     * @param out       where the report goes
     * @param err       where complaints about the arguments go
     * @return 0 when nothing failed, 1 when something did or a file is missing, 2 when the arguments are of no use
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.println(WastArguments.USAGE);
            return 0;
        }
        WastArguments asked;
        try {
            asked = WastArguments.parse(arguments);
        } catch (WastArguments.UselessException e) {
            err.println("granary wast: " + e.getMessage());
            err.println(WastArguments.USAGE.lines().findFirst().orElseThrow());
            return USELESS;
        } catch (WastArguments.MissingException e) {
            err.println("granary wast: " + e.getMessage());
            return 1;
        }
        WastMain main = new WastMain(out, asked);
        try {
            asked.scripts().forEach(main::script);
        } catch (IllegalArgumentException contradiction) {
            err.println("granary wast: " + contradiction.getMessage());
            err.println(WastArguments.USAGE.lines().findFirst().orElseThrow());
            return USELESS;
        }
        main.summary();
        return main.failed == 0 ? 0 : 1;
    }

    private void script(Path file) {
        ScriptReport report;
        try {
            ProposalSwitches switched = FeatureSets.difference(file).then(arguments.features());
            features.merge(FeatureSets.directory(file) + ": " + switched, 1, Integer::sum);
            byte[] content = Files.readAllBytes(file);
            report = SourceKind.of(content) == SourceKind.BINARY ? ScriptReport.failed(0, BINARY)
                    : ScriptRunner.run(content, config(switched), arguments.matching());
        } catch (MalformedException e) {
            int line = e.refusal().place().map(place -> place.line()).orElse(1);
            report = ScriptReport.failed(line, e.getMessage());
        } catch (IOException e) {
            report = ScriptReport.failed(0, "cannot be read: " + e);
        }
        print(file, report);
        passed += report.passed();
        failed += report.failures().size();
        skipped += report.skipped();
        report.unsupported().forEach((proposal, count) -> proposals.merge(proposal, count, Integer::sum));
        report.switchedOff().forEach((proposal, count) -> switchedOff.merge(proposal, count, Integer::sum));
    }

    private EngineConfig config(ProposalSwitches switched) {
        return switched.builder().interpreter(arguments.interpreter()).canonicalizeNans(arguments.canonical()).build();
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

    private void counts(String title, Map<String, Integer> counts) {
        if (!counts.isEmpty()) {
            out.println(counts.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", ", title, "")));
        }
    }

    private void summary() {
        features.forEach((switched, count) -> out.println("features of " + switched + ", scripts: " + count));
        counts("unsupported assertions by proposal: ", proposals);
        counts("passed because a switched-off proposal was refused: ", switchedOff);
        out.println(passed + " passed, " + failed + " failed" + (skipped == 0 ? "" : ", " + skipped + " skipped"));
        out.flush();
    }
}
