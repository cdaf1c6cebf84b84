package org.granary.binary;

import java.util.OptionalInt;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;

/** Source: WebAssembly core specification, section 5.5.15 (data count section). */
final class DataCountSection {
    private DataCountSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int at = in.position();
        in.features.need(Proposal.BULK_MEMORY, "data count section", at);
        int count = in.in.u32();
        ModuleLimits.DATA_SEGMENTS.check(count & 0xffff_ffffL, at);
        draft.dataCount = OptionalInt.of(count);
    }
}
