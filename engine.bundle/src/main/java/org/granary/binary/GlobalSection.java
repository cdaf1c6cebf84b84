package org.granary.binary;

import org.granary.engine.ModuleLimits;
import org.granary.module.ParsedModule.GlobalDef;
import org.granary.type.GlobalType;

/** Source: WebAssembly core specification, section 5.5.9 (global section). */
final class GlobalSection {
    private GlobalSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.GLOBALS, 1);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            GlobalType type = in.global();
            draft.globals.add(new GlobalDef(type, in.expression(draft), at));
        }
    }
}
