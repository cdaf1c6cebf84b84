package org.granary.text.script;

import java.nio.file.Path;
import java.util.Map;
import org.granary.engine.EngineConfig;

/** Which proposals the scripts of a directory are written for, where that is not what an engine takes by default. */
final class FeatureSets {
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
    static ProposalSwitches difference(Path script) {
        String switches = BY_DIRECTORY.get(directory(script));
        return switches == null ? ProposalSwitches.NONE : ProposalSwitches.parse(switches);
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
