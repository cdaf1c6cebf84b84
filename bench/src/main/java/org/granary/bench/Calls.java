package org.granary.bench;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The section {@code calls}: {@link CallsBenchmark} by JMH, in a process for each method and round. Confined to one thread. */
final class Calls {
    private static final int ITERATIONS = 5;

    private final Options options;
    private final Tools tools;
    private final Report report;

    Calls(Options options, Tools tools, Report report) {
        this.options = options;
        this.tools = tools;
        this.report = report;
    }

    void table() {
        Progress.say("calls and short-lived stores, by JMH: six methods, %d times %.0f s each".formatted(options.rounds(),
                options.seconds() * 2));
        Collection<RunResult> results;
        try {
            results = new Runner(harness().build()).run();
        } catch (RunnerException e) {
            report.failure("calls: " + e.getMessage());
            return;
        }
        report.line(("Calls, and short-lived stores: nanoseconds each; mean of %d processes, and the half of the interval in which it "
                + "lies with 99.9 %%").formatted(options.rounds()));
        report.line("");
        report.row("what", "ns", "±");
        report.rule(3);
        for (RunResult each : results) {
            Result<?> result = each.getPrimaryResult();
            report.row(result.getLabel(), "%.1f".formatted(result.getScore()), "%.1f".formatted(result.getScoreError()));
        }
        report.line("");
    }

    /** As long for warming up as for measuring. */
    private ChainedOptionsBuilder harness() {
        TimeValue time = TimeValue.milliseconds(Math.max(1, (long) (options.seconds() * TimeUnit.SECONDS.toMillis(1) / ITERATIONS)));
        return new OptionsBuilder().include(CallsBenchmark.class.getName().replace(".", "\\.") + "\\.").forks(options.rounds())
                .jvm(tools.java()).jvmArgs(options.jvmArguments().toArray(String[]::new)).jvmArgsPrepend(before())
                .warmupIterations(ITERATIONS).warmupTime(time)
                .measurementIterations(ITERATIONS).measurementTime(time).verbosity(VerboseMode.SILENT).shouldFailOnError(true);
    }

    /**
     * A heap of one size, which has its pages: while it grows, a short-lived store waits for the system's pages most of its time. JMH reads
     * offsets through Unsafe, of which a newer JDK warns in each process; an older one does not know the option.
     */
    private String[] before() {
        String version = tools.jdkVersion();
        boolean warns = version.matches("\\d{2}\\b.*") && Integer.parseInt(version.substring(0, 2)) >= 24;
        List<String> heap = List.of("-Xms600m", "-Xmx600m", "-XX:+AlwaysPreTouch");
        return Stream.concat(heap.stream(), warns ? Stream.of("--sun-misc-unsafe-memory-access=allow") : Stream.empty())
                .toArray(String[]::new);
    }
}
