package org.granary.compile.define;

import java.util.ArrayList;
import java.util.List;
import org.granary.engine.EngineConfig;
import org.granary.validate.ValidModule;
import org.granary.vm.LargeMemory;

/**
 * Which representations the memories of a module have, and so the variants of its code: an array, with room when the module can grow it,
 * unless the memory is a shared or a {@linkplain LargeMemory#isFor large} one.
 */
public final class Representations {
    /** The key of a module without memories. */
    private static final String NONE = "n";
    private static final int MOST_VARIANTS = 8;

    private Representations() {
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
        if (LargeMemory.isFor(module.memory(memory), config)) {
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
