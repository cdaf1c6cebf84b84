package org.granary.engine.impl;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;
import org.granary.artefact.ArtefactFormat;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;

/** What compiled code and the engine that runs it must agree on. Stateless. */
final class Compatibility {
    private Compatibility() {
    }

    /**
     * The build, and the settings that change code, a line each.
     *
     * @param build      which build of the engine this is
     * @param config     the settings
     * @param interprets whether no code is generated
     * @return the same text on every machine
     */
    static String text(String build, EngineConfig config, boolean interprets) {
        StringBuilder proposals = new StringBuilder();
        for (String proposal : names(config)) {
            proposals.append(proposals.length() == 0 ? "" : " ").append(proposal);
        }
        return "granary " + build + "\nartefact " + ArtefactFormat.VERSION + "\ninterpreter " + interprets
                + "\ninterruptable " + config.interruptable() + "\nconsumeFuel " + config.consumeFuel() + " " + config.fuelCosts()
                + "\nepochInterruption " + config.epochInterruption() + "\ncanonicalizeNans " + config.canonicalizeNans()
                + "\ndeterministic " + config.deterministic() + "\nlargeMemories " + config.largeMemories()
                + "\nsplitting " + config.splitBudget() + " " + config.splitTarget()
                + "\nproposals " + proposals + "\n";
    }

    private static SortedSet<String> names(EngineConfig config) {
        SortedSet<String> names = new TreeSet<>();
        for (Proposal proposal : Proposal.values()) {
            if (config.proposal(proposal)) {
                names.add(proposal.toString());
            }
        }
        return names;
    }

    static byte[] hash(EngineConfig config, boolean interprets) {
        return HexFormat.of().parseHex(Digest.sha256(text(Build.fingerprint(), config, interprets).getBytes(StandardCharsets.UTF_8)));
    }
}
