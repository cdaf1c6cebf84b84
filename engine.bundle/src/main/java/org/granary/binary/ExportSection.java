package org.granary.binary;

import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.Export;

/** Source: WebAssembly core specification, section 5.5.10 (export section). */
final class ExportSection {
    private static final int TAG = 4;

    private ExportSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.EXPORTS, 1);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            String name = in.name();
            int kindAt = in.position();
            int kind = in.in.u8();
            if (kind == TAG) {
                in.features.need(Proposal.EXCEPTIONS, "export of a tag", kindAt);
            }
            if (kind > TAG) {
                throw new MalformedException(Refusal.of(Failure.MALFORMED_IMPORT_KIND).detail("of an export").at(kindAt)
                        .expected("0 to 4", kind));
            }
            draft.exports.add(new Export(name, kind, in.in.u32(), at));
        }
    }
}
