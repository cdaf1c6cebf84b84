package org.granary.binary;

import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.TableDef;
import org.granary.type.TableType;

/** Source: WebAssembly core specification, section 5.5.7 (table section). */
final class TableSection {
    private static final int WITH_VALUE = 0x40;

    private TableSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.TABLES, 1);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            boolean valued = in.in.peek() == WITH_VALUE;
            if (valued) {
                in.features.need(Proposal.FUNCTION_REFERENCES, "table with a first value", at);
                in.in.u8();
                reserved(in);
            }
            draft.tableAt(at, in.features);
            TableType type = in.table();
            draft.tables.add(new TableDef(type, valued ? in.expression(draft) : null, at));
        }
    }

    private static void reserved(SectionReader in) {
        int at = in.position();
        int value = in.in.u8();
        if (value != 0) {
            throw new MalformedException(Refusal.of(Failure.MALFORMED_LIMITS_FLAGS).at(at).expected("0", value));
        }
    }
}
