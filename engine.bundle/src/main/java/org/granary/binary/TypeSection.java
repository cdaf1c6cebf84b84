package org.granary.binary;

import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.op.Features;
import org.granary.type.FuncType;
import org.granary.type.SubType;
import org.granary.type.ValType;

/** Source: WebAssembly core specification, section 5.5.4 (type section). */
final class TypeSection {
    private static final int FUNC = 0x60;

    private TypeSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.TYPES, 1);
        for (int i = 0; i < count; i++) {
            draft.types.add(List.of(SubType.plain(func(in))));
        }
    }

    private static FuncType func(SectionReader in) {
        int at = in.position();
        int form = in.in.u8();
        if ((form & 0x80) != 0) {
            throw new MalformedException(Refusal.of(Failure.INTEGER_TOO_LONG).at(at)
                    .expected("a form of one byte", "0x" + Integer.toHexString(form)));
        }
        if (form != FUNC) {
            throw switch (form) {
                case 0x4e, 0x4f, 0x50, 0x5e, 0x5f -> Features.missing(Proposal.GC, "type form 0x" + Integer.toHexString(form), at);
                default -> new MalformedException(Refusal.of(Failure.MALFORMED_TYPE).at(at)
                        .expected("a function type (0x60)", "0x" + Integer.toHexString(form)));
            };
        }
        List<ValType> params = types(in, ModuleLimits.PARAMETERS);
        int resultsAt = in.position();
        List<ValType> results = types(in, ModuleLimits.RESULTS);
        if (results.size() > 1) {
            in.features.need(Proposal.MULTI_VALUE, "several results", resultsAt);
        }
        return new FuncType(params, results);
    }

    private static List<ValType> types(SectionReader in, ModuleLimits limit) {
        int at = in.position();
        List<ValType> types = in.types.values();
        limit.check(types.size(), at);
        return types;
    }
}
