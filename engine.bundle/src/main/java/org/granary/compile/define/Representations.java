package org.granary.compile.define;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.granary.engine.EngineConfig;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.validate.ValidModule;
import org.granary.vm.ArrayMemory;

/**
 * Which representation a memory has: decided when it is made, by its type and the engine's settings. A minimum past the reach of an array
 * needs the large form; so does a memory that may grow past it, where its addresses have 64 bits or the engine is asked to allow that. All
 * others are arrays, with room when the module can grow them.
 */
public final class Representations {
    /** The key of a module without memories. */
    private static final String NONE = "n";
    private static final int MOST_VARIANTS = 8;

    private Representations() {
    }

    /**
     * Whether a memory needs the large form.
     *
     * @param type   its type
     * @param config the engine's settings
     * @return false when it is an array
     */
    public static boolean large(MemoryType type, EngineConfig config) {
        if (!ArrayMemory.reaches(type, type.limits().min())) {
            return true;
        }
        OptionalLong max = type.limits().max();
        boolean mayGrowPast = max.isEmpty() || !ArrayMemory.reaches(type, max.getAsLong());
        return mayGrowPast && (type.address() == NumType.I64 || config.largeMemories());
    }

    /**
     * The variants that a module's code is used in when nothing out of the ordinary happens: a memory that the module itself can grow
     * begins with room and becomes exact; one that others bring can be either.
     *
     * @param module a module
     * @param config the engine's settings
     * @return keys; no more than eight, others are compiled when they are needed
     */
    static List<String> variants(ValidModule module, EngineConfig config) {
        List<String> keys = List.of("");
        for (int i = 0; i < module.memoryCount(); i++) {
            String letters = letters(module, i, config);
            List<String> longer = new ArrayList<>();
            for (String key : keys) {
                letters.chars().forEach(letter -> longer.add(key + (char) letter));
            }
            keys = longer.subList(0, Math.min(longer.size(), MOST_VARIANTS));
        }
        return keys.stream().map(Representations::key).toList();
    }

    /**
     * The variant that an instance begins with.
     *
     * @param module a module
     * @param config the engine's settings
     * @return its key; null when that is for the memories to tell that others bring
     */
    static String first(ValidModule module, EngineConfig config) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < module.memoryCount(); i++) {
            String letters = letters(module, i, config);
            if (i < module.importedMemories() && letters.length() > 1) {
                return null;
            }
            key.append(letters.charAt(0));
        }
        return key(key.toString());
    }

    private static String letters(ValidModule module, int memory, EngineConfig config) {
        if (module.memory(memory).shared()) {
            return "s";
        }
        if (large(module.memory(memory), config)) {
            return "l";
        }
        return memory < module.importedMemories() || module.growsMemory() ? "rx" : "x";
    }

    /**
     * The key of a variant.
     *
     * @param letters a letter for each memory
     * @return the key, never empty
     */
    static String key(String letters) {
        return letters.isEmpty() ? NONE : letters;
    }
}
