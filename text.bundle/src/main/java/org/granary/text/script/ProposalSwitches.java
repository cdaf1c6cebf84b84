package org.granary.text.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;

/**
 * Proposals that are switched on or off, as {@code +simd,-threads} says it. Immutable.
 *
 * @param switches whether each is on
 */
public record ProposalSwitches(Map<Proposal, Boolean> switches) {
    /** Copies the switches; their order is kept. */
    public ProposalSwitches {
        switches = Collections.unmodifiableMap(new LinkedHashMap<>(switches));
    }

    /** What an engine takes by default. */
    public static final ProposalSwitches NONE = new ProposalSwitches(Map.of());

    /**
     * Reads switches.
     *
     * @param text names of proposals with {@code +} or {@code -} before each, parted by commas
     * @return the switches
     * @throws IllegalArgumentException when a sign is missing or a name is none
     */
    public static ProposalSwitches parse(String text) {
        Map<Proposal, Boolean> switches = new LinkedHashMap<>();
        for (String word : text.split(",")) {
            boolean on = word.startsWith("+");
            if (!on && !word.startsWith("-")) {
                throw new IllegalArgumentException("features: expected + or - and a name, found \"" + word + "\"");
            }
            switches.put(proposal(word.substring(1)), on);
        }
        return new ProposalSwitches(switches);
    }

    private static Proposal proposal(String name) {
        return Arrays.stream(Proposal.values()).skip(1).filter(proposal -> proposal.toString().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("features: no proposal \"" + name + "\"; there are "
                        + Arrays.stream(Proposal.values()).skip(1).map(Proposal::toString).collect(Collectors.joining(", "))));
    }

    /**
     * These switches and then others.
     *
     * @param later win over these
     * @return all of them
     */
    public ProposalSwitches then(ProposalSwitches later) {
        Map<Proposal, Boolean> all = new LinkedHashMap<>(switches);
        all.putAll(later.switches);
        return new ProposalSwitches(all);
    }

    /**
     * Settings that differ from the defaults by these switches.
     *
     * @return a new builder
     */
    public EngineConfig.Builder builder() {
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
