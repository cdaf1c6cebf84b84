package org.granary.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.granary.bench.Options.Section;

/**
 * {@code granary bench}: progress on standard error, figures on standard output. Exit codes: 0 all ran and agreed, 1 something failed or
 * gave another result (a figure that misses its mark is told and fails nothing), 2 wrong usage.
 */
public final class BenchMain {
    private BenchMain() {
    }

    /**
     * Runs.
     *
     * @param arguments see {@link Options#USAGE}
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.println(Options.USAGE);
            return 0;
        }
        try {
            Options options = Options.parse(arguments);
            Report report = new Report(System.out);
            sections(options, report);
            return report.failures() == 0 ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.println(Options.USAGE);
            return 2;
        } catch (IOException e) {
            System.err.println("bench: " + e);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static void sections(Options options, Report report) throws IOException, InterruptedException {
        Tools tools = new Tools(options);
        Optional<Path> data = Tools.benchData();
        report.line("%d processors, JDK %s for our side".formatted(Runtime.getRuntime().availableProcessors(), tools.jdkVersion()));
        report.line("");
        if (data.isEmpty()) {
            Progress.say("the kernels (bench in ../shared, or GRANARY_SHARED) are not here; they are left out");
            report.line("Kernels: left out, their folder is not here");
        } else {
            Kernels kernels = new Kernels(options, tools, data.get(), report);
            if (options.sections().contains(Section.KERNELS)) {
                kernels.table();
            }
            if (options.sections().contains(Section.SPLITTING)) {
                kernels.splitting();
            }
            if (options.sections().contains(Section.METERING)) {
                kernels.metering();
            }
            if (options.sections().contains(Section.NANS)) {
                kernels.nans();
            }
        }
        Guests guests = new Guests(options, tools, report);
        if (options.sections().contains(Section.SQLITE)) {
            guests.sqlite(data);
        }
        if (options.sections().contains(Section.GROWTH)) {
            guests.growth();
        }
        if (options.sections().contains(Section.FIRST)) {
            guests.first();
        }
        if (options.sections().contains(Section.CALLS)) {
            new Calls(options, tools, report).table();
        }
        if (options.sections().contains(Section.INSTANCES)) {
            guests.instances();
        }
        if (options.sections().contains(Section.ARTEFACT)) {
            new Artefact(options, tools, report).table();
        }
        if (options.sections().contains(Section.WASI)) {
            new Programs(options, tools, report).table();
        }
        if (options.sections().contains(Section.DELIVERY)) {
            guests.delivery();
        }
        if (options.sections().contains(Section.RACES)) {
            guests.races();
        }
        if (options.sections().contains(Section.COMPILE)) {
            new Modules(tools, report).table();
        }
    }
}
