package org.granary.text.script;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;

/** Which proposals the scripts of a directory are written for, where that is not what an engine takes by default. */
final class FeatureSets {
    /**
     * A difference from the defaults.
     *
     * @param on  what is on besides
     * @param off what is off
     */
    private record Difference(List<Proposal> on, List<Proposal> off) {
    }

    private static final Map<String, Difference> BY_DIRECTORY = Map.of(
            // assert that several memories and tables, and sizes beyond 32 bits, are refused
            "threads", new Difference(List.of(), List.of(Proposal.REFERENCE_TYPES, Proposal.FUNCTION_REFERENCES, Proposal.GC, Proposal.EXCEPTIONS,
                    Proposal.MULTI_MEMORY, Proposal.MEMORY64)),
            "custom-page-sizes", new Difference(List.of(Proposal.CUSTOM_PAGE_SIZES), List.of()),
            "legacy", new Difference(List.of(Proposal.LEGACY_EXCEPTIONS), List.of()));

    private FeatureSets() {
    }

    /**
     * The configuration for a script.
     *
     * @param script its file
     */
    static EngineConfig of(Path script) {
        return builder(script).build();
    }

    /**
     * The configuration for a script, for more settings.
     *
     * @param script its file
     */
    static EngineConfig.Builder builder(Path script) {
        EngineConfig.Builder config = EngineConfig.builder();
        Path parent = script.toAbsolutePath().getParent();
        Difference difference = parent == null ? null : BY_DIRECTORY.get(String.valueOf(parent.getFileName()));
        if (difference != null) {
            difference.on().forEach(proposal -> config.proposal(proposal, true));
            difference.off().forEach(proposal -> config.proposal(proposal, false));
        }
        return config;
    }
}
