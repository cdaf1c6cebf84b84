package org.granary.binary;

import org.granary.engine.ModuleLimits;
import org.granary.module.ParsedModule.FuncDef;

/** Source: WebAssembly core specification, section 5.5.6 (function section). */
final class FunctionSection {
    private FunctionSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.FUNCTIONS, 1);
        for (int i = 0; i < count; i += CodeSection.FEW) {
            some(in, draft, Math.min(CodeSection.FEW, count - i));
        }
    }

    private static void some(SectionReader in, Draft draft, int count) {
        for (int i = 0; i < count; i++) {
            int at = in.position();
            draft.functions.add(new FuncDef(in.in.u32(), at));
        }
    }
}
