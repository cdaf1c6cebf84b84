package org.granary.console.tool;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;

/** {@code granary settings}: the settings of the engine that compiles and runs. */
final class SettingsTool implements Tool {
    @Override
    public String usage() {
        return """
                usage: granary settings [--features +NAME,-NAME...] [--interpreter]

                Shows the settings of the engine that granary compile and granary run use, and its compatibility hash, which a
                precompiled module and whoever loads it must have in common.""";
    }

    @Override
    public Options.Known options() {
        return new Options.Known(Set.of("--interpreter"), Set.of("--features"));
    }

    @Override
    public void run(Options asked, Streams streams) {
        if (!asked.operands().isEmpty()) {
            throw new UselessException("expected no file, found " + String.join(" ", asked.operands()));
        }
        PrintStream out = streams.out();
        try (Engine engine = ToolEngine.create(asked)) {
            EngineConfig config = engine.config();
            line(out, "interpreter", engine.isInterpreter());
            line(out, "interruptable", config.interruptable());
            line(out, "consumeFuel", config.consumeFuel());
            line(out, "fuelCosts", config.fuelCosts().isEmpty() ? "usual" : config.fuelCosts());
            line(out, "epochInterruption", config.epochInterruption());
            line(out, "async", engine.isAsync());
            line(out, "asyncThreads", config.asyncThreads());
            line(out, "asyncWaiting", config.asyncWaiting());
            line(out, "largeMemories", config.largeMemories());
            line(out, "canonicalizeNans", config.canonicalizeNans());
            line(out, "deterministic", config.deterministic());
            line(out, "coreDumpOnTrap", config.coreDumpOnTrap());
            line(out, "exceptionFrames", config.exceptionFrames());
            line(out, "splitBudget", config.splitBudget());
            line(out, "splitTarget", config.splitTarget());
            line(out, "cacheDirectory", config.cacheDirectory().map(Object::toString).orElse("none"));
            line(out, "cacheBytes", config.cacheBytes());
            line(out, "cacheAge", config.cacheAge());
            line(out, "artefacts", trust(config.artefacts()));
            line(out, "proposals on", proposals(config, true));
            line(out, "proposals off", proposals(config, false));
            line(out, "compatibility hash", engine.compatibilityHash());
        }
    }

    private static void line(PrintStream out, String name, Object value) {
        out.printf("%-20s%s%n", name, value);
    }

    private static String trust(ArtefactTrust trust) {
        return (trust.hostKey() ? "host key " + trust.hostKeyFile().map(Object::toString).orElse("in its usual place") : "no host key")
                + ", " + trust.trustedKeys().size() + " trusted keys, unsigned ones " + (trust.trustUnsigned() ? "taken" : "refused");
    }

    private static String proposals(EngineConfig config, boolean on) {
        return Arrays.stream(Proposal.values()).filter(proposal -> config.proposal(proposal) == on).map(Proposal::toString)
                .collect(Collectors.joining(" "));
    }
}
