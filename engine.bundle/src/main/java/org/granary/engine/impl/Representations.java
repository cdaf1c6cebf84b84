package org.granary.engine.impl;

import java.util.OptionalLong;
import org.granary.engine.EngineConfig;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.vm.ArrayMemory;

/** Chooses the representation of a new memory, once for its life. Hosts that make memories choose by the same rule. */
final class Representations {
    private Representations() {
    }

    static boolean isLarge(MemoryType type, EngineConfig config) {
        if (type.address() == NumType.I64 || type.limits().min() > ArrayMemory.MAX_PAGES) {
            return true;
        }
        OptionalLong max = type.limits().max();
        return config.largeMemories() && (max.isEmpty() || max.getAsLong() > ArrayMemory.MAX_PAGES);
    }
}
