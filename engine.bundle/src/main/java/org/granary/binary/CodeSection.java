package org.granary.binary;

import java.util.ArrayList;
import java.util.List;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.Body;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.module.ParsedModule.Import;
import org.granary.module.ParsedModule.LocalGroup;
import org.granary.op.Features;
import org.granary.op.TypeReader;

/** Source: WebAssembly core specification, section 5.5.13 (code section). */
final class CodeSection {
    /**
     * So many functions are read in a call. The JVM compiles what is called often, and a loop that runs once for each module only after a
     * dozen modules.
     */
    static final int FEW = 32;

    private CodeSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        draft.codeAt = in.position();
        int count = in.count(ModuleLimits.FUNCTIONS, 1);
        int imported = 0;
        for (Import entry : draft.imports) {
            imported += entry.desc() instanceof FuncImport ? 1 : 0;
        }
        for (int i = 0; i < count; i += FEW) {
            some(in, draft, imported + i, Math.min(FEW, count - i));
        }
    }

    private static void some(SectionReader in, Draft draft, int function, int count) {
        for (int i = 0; i < count; i++) {
            draft.bodies.add(body(in, function + i));
        }
    }

    private static Body body(SectionReader section, int function) {
        int sizeAt = section.position();
        int size = section.in.u32();
        if (size >= 0 && size <= section.in.remaining()) {
            ModuleLimits.BODY_BYTES.check(size, sizeAt);
        }
        ByteReader part = section.in.slice(size);
        int start = part.position();
        List<LocalGroup> locals = locals(part, section.features, function);
        return new Body(start, part.position(), part.limit(), locals);
    }

    private static List<LocalGroup> locals(ByteReader in, Features features, int function) {
        int groups = in.count(2);
        if (groups == 0) {
            return List.of();
        }
        TypeReader types = new TypeReader(in, features);
        List<LocalGroup> locals = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < groups; i++) {
            int at = in.position();
            int count = in.u32();
            total += count & 0xffff_ffffL;
            if (total > 0xffff_ffffL) {
                throw new MalformedException(Refusal.of(Failure.TOO_MANY_LOCALS).at(at).in(function).expected("less than 2^32", total));
            }
            locals.add(new LocalGroup(count, types.value()));
        }
        return locals;
    }
}
