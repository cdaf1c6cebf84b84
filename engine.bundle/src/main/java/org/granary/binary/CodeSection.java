package org.granary.binary;

import java.util.ArrayList;
import java.util.List;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Refusal;
import org.granary.module.Binary;
import org.granary.module.Bodies;
import org.granary.module.ParsedModule.Body;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.module.ParsedModule.Import;
import org.granary.module.ParsedModule.LocalGroup;
import org.granary.op.Features;
import org.granary.op.TypeReader;
import org.granary.type.ValType;

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
        draft.bodyStarts = new int[count];
        draft.bodyEnds = new int[count];
        Finding finding = new Finding(in, draft.binary.lengths(in.position(), in.in.limit()), imported, draft.bodyStarts, draft.bodyEnds);
        for (int i = 0; i < count; i += FEW) {
            if (finding.lengths == null) {
                finding.some(i, Math.min(count, i + FEW));
            } else {
                finding.packed(i, Math.min(count, i + FEW));
            }
        }
    }

    /**
     * Finds where bodies begin and end.
     *
     * @param in       the section
     * @param lengths  the lengths of bodies that are packed, or null when they stand in the section
     * @param imported how many functions stand before the first
     * @param starts   gets where they begin
     * @param ends     gets where they end
     */
    private record Finding(SectionReader in, ByteReader lengths, int imported, int[] starts, int[] ends) {
        void some(int from, int to) {
            for (int i = from; i < to; i++) {
                int sizeAt = in.position();
                int size = in.in.u32();
                check(size, sizeAt);
                ByteReader part = in.in.slice(size);
                starts[i] = part.position();
                ends[i] = part.limit();
                locals(part, in.features, imported + i, null);
            }
        }

        void packed(int from, int to) {
            int at = in.position();
            int read = lengths.position();
            for (int i = from; i < to; i++) {
                int size = lengths.u32();
                int behind = lengths.position();
                int start = at + behind - read;
                in.in.pass(behind - read);
                read = behind;
                check(size, at);
                in.in.pass(size);
                at = start + size;
                starts[i] = start;
                ends[i] = at;
            }
        }

        private void check(int size, int at) {
            if (size >= 0 && size <= in.in.remaining()) {
                ModuleLimits.BODY_BYTES.check(size, at);
            }
        }
    }

    /**
     * Reads bodies that have been found.
     *
     * @param binary   where they stand
     * @param features the language
     * @param imported how many functions stand before the first
     */
    record Reader(Binary binary, Features features, int imported) implements Bodies.Reader {
        @Override
        public Body read(int number, int start, int end) {
            ByteReader in = binary.range(start, end);
            List<LocalGroup> locals = new ArrayList<>();
            locals(in, features, imported + number, locals);
            return new Body(start, in.position(), end, locals);
        }
    }

    /** Reads groups of locals; gives them to whoever wants them. */
    private static void locals(ByteReader in, Features features, int function, List<LocalGroup> into) {
        int groups = in.count(2);
        if (groups == 0) {
            return;
        }
        TypeReader types = new TypeReader(in, features);
        long total = 0;
        for (int i = 0; i < groups; i++) {
            int at = in.position();
            int count = in.u32();
            total += count & 0xffff_ffffL;
            if (total > 0xffff_ffffL) {
                throw new MalformedException(Refusal.of(Failure.TOO_MANY_LOCALS).at(at).in(function).expected("less than 2^32", total));
            }
            ValType type = types.value();
            if (into != null) {
                into.add(new LocalGroup(count, type));
            }
        }
    }
}
