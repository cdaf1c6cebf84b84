package org.granary.binary;

import org.granary.bytes.ByteReader;
import org.granary.engine.ModuleLimits;
import org.granary.module.FuncDefs;

/** Source: WebAssembly core specification, section 5.5.6 (function section). */
final class FunctionSection {
    private FunctionSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.FUNCTIONS, 1);
        int[] types = new int[count];
        int[] offsets = new int[count];
        for (int i = 0; i < count; i += CodeSection.FEW) {
            some(in.in, types, offsets, i, Math.min(count, i + CodeSection.FEW));
        }
        draft.functions = new FuncDefs(types, offsets);
    }

    private static void some(ByteReader in, int[] types, int[] offsets, int from, int to) {
        for (int i = from; i < to; i++) {
            offsets[i] = in.position();
            types[i] = in.u32();
        }
    }
}
