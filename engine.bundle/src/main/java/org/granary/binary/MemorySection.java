package org.granary.binary;

import org.granary.engine.ModuleLimits;
import org.granary.module.ParsedModule.MemoryDef;

/** Source: WebAssembly core specification, section 5.5.8 (memory section). */
final class MemorySection {
    private MemorySection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.MEMORIES, 1);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            draft.memoryAt(at, in.features);
            draft.memories.add(new MemoryDef(in.memory(), at));
        }
    }
}
