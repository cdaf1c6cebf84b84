package org.granary.compile.define;

import java.util.OptionalLong;
import org.granary.engine.EngineConfig;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.vm.ArrayMemory;

/**
 * Which representation a memory has: decided when it is made, by its type and the engine's settings. 64-bit addresses or a minimum past
 * the reach of an array need the large form; so does a memory that may grow past it, where the engine is asked
 * to allow that. All others are arrays, with room when the module can grow them.
 */
public final class Representations {
    /** The key of a module without memories. */
    private static final String NONE = "n";

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
        if (type.address() == NumType.I64 || !ArrayMemory.reaches(type, type.limits().min())) {
            return true;
        }
        OptionalLong max = type.limits().max();
        return config.largeMemories() && (max.isEmpty() || !ArrayMemory.reaches(type, max.getAsLong()));
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
