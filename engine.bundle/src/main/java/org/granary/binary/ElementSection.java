package org.granary.binary;

import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.ElementSegment;
import org.granary.module.ParsedModule.Expression;
import org.granary.module.ParsedModule.Mode;
import org.granary.type.AbstractHeapType;
import org.granary.type.RefType;

/** Source: WebAssembly core specification, section 5.5.12 (element section). */
final class ElementSection {
    private static final int NOT_ACTIVE = 1;
    private static final int TABLE_OR_DECLARATIVE = 2;
    private static final int EXPRESSIONS = 4;
    /** What a list of function indices gives: never null. */
    private static final RefType FUNCTIONS = new RefType(false, AbstractHeapType.FUNC);

    private ElementSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.ELEMENT_SEGMENTS, 1);
        for (int i = 0; i < count; i++) {
            draft.elements.add(segment(in, draft));
        }
    }

    private static ElementSegment segment(SectionReader in, Draft draft) {
        int start = in.position();
        int flags = in.in.u32();
        if ((flags & ~7) != 0) {
            throw new MalformedException(Refusal.of(Failure.MALFORMED_SEGMENT).at(start)
                    .expected("0 to 7", Integer.toUnsignedString(flags)));
        }
        if (flags != 0) {
            in.features.need(Proposal.BULK_MEMORY, "element segment of form " + flags, start);
        }
        Mode mode = (flags & NOT_ACTIVE) == 0 ? Mode.ACTIVE : (flags & TABLE_OR_DECLARATIVE) == 0 ? Mode.PASSIVE : Mode.DECLARATIVE;
        int table = mode == Mode.ACTIVE && (flags & TABLE_OR_DECLARATIVE) != 0 ? in.in.u32() : 0;
        Expression at = mode == Mode.ACTIVE ? in.expression(draft) : null;
        boolean typed = (flags & (NOT_ACTIVE | TABLE_OR_DECLARATIVE)) != 0;
        if ((flags & EXPRESSIONS) != 0) {
            RefType type = typed ? in.types.reference() : RefType.FUNCREF;
            return new ElementSegment(mode, table, at, type, null, expressions(in, draft), start);
        }
        if (typed) {
            kind(in);
        }
        return new ElementSegment(mode, table, at, FUNCTIONS, functions(in), null, start);
    }

    private static void kind(SectionReader in) {
        int at = in.position();
        int kind = in.in.u8();
        if (kind != 0) {
            throw new MalformedException(Refusal.of(Failure.MALFORMED_SEGMENT).detail("kind of elements").at(at).expected("0", kind));
        }
    }

    private static int[] functions(SectionReader in) {
        int[] functions = new int[in.count(ModuleLimits.SEGMENT_ELEMENTS, 1)];
        for (int i = 0; i < functions.length; i++) {
            functions[i] = in.in.u32();
        }
        return functions;
    }

    private static List<Expression> expressions(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.SEGMENT_ELEMENTS, 1);
        List<Expression> expressions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            expressions.add(in.expression(draft));
        }
        return expressions;
    }
}
