package org.granary.text.script;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;

/** Which proposals the scripts of a directory are written for, where that is not what an engine takes by default. */
final class FeatureSets {
    /**
     * Proposals that are switched, in order; a later switch wins. Immutable.
     *
     * @param switches whether each is on
     */
    record Difference(Map<Proposal, Boolean> switches) {
        /** What an engine takes by default. */
        static final Difference NONE = new Difference(Map.of());

        /**
         * Reads switches.
         *
         * @param text names of proposals with {@code +} or {@code -} before each, parted by commas
         * @throws IllegalArgumentException when a sign is missing or a name is none
         */
        static Difference parse(String text) {
            Map<Proposal, Boolean> switches = new LinkedHashMap<>();
            for (String word : text.split(",")) {
                boolean on = word.startsWith("+");
                if (!on && !word.startsWith("-")) {
                    throw new IllegalArgumentException("features: expected + or - and a name, found \"" + word + "\"");
                }
                switches.put(proposal(word.substring(1)), on);
            }
            return new Difference(switches);
        }

        private static Proposal proposal(String name) {
            return Arrays.stream(Proposal.values()).filter(proposal -> proposal != Proposal.CORE && proposal.toString().equals(name)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("features: no proposal \"" + name + "\"; there are "
                            + Arrays.stream(Proposal.values()).skip(1).map(Proposal::toString).collect(Collectors.joining(", "))));
        }

        Difference then(Difference later) {
            Map<Proposal, Boolean> all = new LinkedHashMap<>(switches);
            all.putAll(later.switches);
            return new Difference(all);
        }

        EngineConfig.Builder builder() {
            EngineConfig.Builder config = EngineConfig.builder();
            switches.forEach(config::proposal);
            return config;
        }

        @Override
        public String toString() {
            List<String> words = new ArrayList<>();
            switches.forEach((proposal, on) -> words.add((on ? "+" : "-") + proposal));
            return words.isEmpty() ? "those on by default" : String.join(" ", words);
        }
    }

    /** By the last name of a directory or by its last two, which count more. */
    private static final Map<String, String> BY_DIRECTORY = Map.of(
            // assert that several memories and tables, and sizes beyond 32 bits, are refused
            "proposals/threads", "-reference-types,-function-references,-gc,-exceptions,-multi-memory,-memory64",
            "custom-page-sizes", "+custom-page-sizes",
            "compact-import-section", "+compact-imports",
            "compact-imports", "+compact-imports",
            "legacy", "+legacy-exceptions",
            "legacy-exceptions", "+legacy-exceptions");

    private FeatureSets() {
    }

    /**
     * The name under which a script's directory may stand in the table.
     *
     * @param script its file
     * @return the last two names of its directory, or the last, where that stands in the table or there is no other
     */
    static String directory(Path script) {
        Path parent = script.toAbsolutePath().normalize().getParent();
        int names = parent == null ? 0 : parent.getNameCount();
        if (names == 0) {
            return "";
        }
        String last = parent.getFileName().toString();
        String two = names == 1 ? last : parent.getName(names - 2) + "/" + last;
        return BY_DIRECTORY.containsKey(two) || !BY_DIRECTORY.containsKey(last) ? two : last;
    }

    /**
     * What is switched for a script.
     *
     * @param script its file
     */
    static Difference difference(Path script) {
        String switches = BY_DIRECTORY.get(directory(script));
        return switches == null ? Difference.NONE : Difference.parse(switches);
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
        return difference(script).builder();
    }
}
