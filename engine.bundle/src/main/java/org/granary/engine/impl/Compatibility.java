package org.granary.engine.impl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
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
        return "granary " + build + "\nartefact " + ArtefactFormat.VERSION + "\ninterpreter " + interprets
                + "\ninterruptable " + config.interruptable() + "\nconsumeFuel " + config.consumeFuel() + " " + config.fuelCosts()
                + "\nepochInterruption " + config.epochInterruption() + "\ncanonicalizeNans " + config.canonicalizeNans()
                + "\ndeterministic " + config.deterministic() + "\nlargeMemories " + config.largeMemories()
                + "\nsplitting " + config.splitBudget() + " " + config.splitTarget()
                + "\nproposals " + Arrays.stream(Proposal.values()).filter(config::proposal).map(Proposal::toString).sorted()
                        .collect(Collectors.joining(" ")) + "\n";
    }

    static byte[] hash(EngineConfig config, boolean interprets) {
        return HexFormat.of().parseHex(Digest.sha256(text(Build.fingerprint(), config, interprets).getBytes(StandardCharsets.UTF_8)));
    }
}
