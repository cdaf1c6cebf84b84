package org.granary.binary;

import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.DataSegment;
import org.granary.module.ParsedModule.Expression;
import org.granary.module.ParsedModule.Mode;

/** Source: WebAssembly core specification, section 5.5.14 (data section). */
final class DataSection {
    private static final int PASSIVE = 1;
    private static final int WITH_MEMORY = 2;

    private DataSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.DATA_SEGMENTS, 1);
        for (int i = 0; i < count; i++) {
            draft.data.add(segment(in, draft));
        }
    }

    private static DataSegment segment(SectionReader in, Draft draft) {
        int start = in.position();
        int flags = in.in.u32();
        if (flags < 0 || flags > WITH_MEMORY) {
            throw new MalformedException(Refusal.of(Failure.MALFORMED_SEGMENT).at(start)
                    .expected("0 to 2", Integer.toUnsignedString(flags)));
        }
        if (flags != 0) {
            in.features.need(Proposal.BULK_MEMORY, "data segment of form " + flags, start);
        }
        int memory = flags == WITH_MEMORY ? in.in.u32() : 0;
        Expression at = flags == PASSIVE ? null : in.expression(draft);
        int length = in.in.count(1);
        int from = in.position();
        in.in.position(from + length);
        return new DataSegment(flags == PASSIVE ? Mode.PASSIVE : Mode.ACTIVE, memory, at, from, length, start);
    }
}
