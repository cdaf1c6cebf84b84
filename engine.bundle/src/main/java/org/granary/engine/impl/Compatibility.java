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
    /**
     * Raised when the same module with the same settings becomes other code, or when code links to what is new in the runtime or means
     * something else there. {@code CompatibilityTest} notices the former.
     */
    static final int CODE_VERSION = 1;

    private Compatibility() {
    }

    /**
     * The settings that change code, a line each.
     *
     * @param config     the settings
     * @param interprets whether no code is generated
     * @return the same text on every machine
     */
    static String text(EngineConfig config, boolean interprets) {
        return "granary code " + CODE_VERSION + "\nartefact " + ArtefactFormat.VERSION + "\ninterpreter " + interprets
                + "\ninterruptable " + config.interruptable() + "\nconsumeFuel " + config.consumeFuel() + " " + config.fuelCosts()
                + "\nepochInterruption " + config.epochInterruption() + "\ncanonicalizeNans " + config.canonicalizeNans()
                + "\ndeterministic " + config.deterministic() + "\nlargeMemories " + config.largeMemories()
                + "\nsplitting " + config.splitBudget() + " " + config.splitTarget()
                + "\nproposals " + Arrays.stream(Proposal.values()).filter(config::proposal).map(Proposal::toString).sorted()
                        .collect(Collectors.joining(" ")) + "\n";
    }

    static byte[] hash(EngineConfig config, boolean interprets) {
        return HexFormat.of().parseHex(Digest.sha256(text(config, interprets).getBytes(StandardCharsets.UTF_8)));
    }
}
