package org.granary.binary;

import org.granary.engine.Proposal;
import org.granary.module.ParsedModule.TableDef;
import org.granary.op.Features;

/** Source: WebAssembly core specification, section 5.5.7 (table section). */
final class TableSection {
    private static final int WITH_VALUE = 0x40;

    private TableSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.TABLES, 1);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            if (in.in.peek() == WITH_VALUE) {
                throw Features.missing(Proposal.FUNCTION_REFERENCES, "table with a first value", at);
            }
            draft.tableAt(at, in.features);
            draft.tables.add(new TableDef(in.table(), null, at));
        }
    }
}
