package org.granary.binary;

import org.granary.bytes.ByteReader;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule;
import org.granary.op.Features;

/**
 * Decodes modules.
 *
 * <p>Source: WebAssembly core specification, section 5.5 (modules).
 */
public final class ModuleDecoder {
    private static final int MAGIC = 0x6d73_6100;
    private static final int CUSTOM = 0;

    private ModuleDecoder() {
    }

    /**
     * Decodes a module; bodies are found and not decoded.
     *
     * @param bytes  the binary; kept by the module and not to be changed
     * @param config the settings of the engine
     * @return the module as its bytes say it
     * @throws MalformedException when it cannot be decoded
     * @throws org.granary.engine.UnsupportedException when it needs a proposal that is off or not built
     * @throws org.granary.engine.LimitException when it is larger than {@link ModuleLimits} says
     */
    public static ParsedModule decode(byte[] bytes, EngineConfig config) {
        ModuleLimits.MODULE_BYTES.check(bytes.length, 0);
        Features features = Features.of(config);
        ByteReader in = new ByteReader(bytes);
        header(in);
        Draft draft = new Draft();
        Section last = null;
        while (!in.atEnd()) {
            int at = in.position();
            int id = in.u8();
            Section section = Section.find(id);
            if (section == null && id != CUSTOM) {
                throw new MalformedException(Refusal.of(Failure.MALFORMED_SECTION_ID).at(at).expected("0 to 13", id));
            }
            if (section != null && last != null && section.compareTo(last) <= 0) {
                throw new MalformedException(Refusal.of(Failure.UNEXPECTED_CONTENT).at(at).expected("a section after " + last, section));
            }
            SectionReader content = new SectionReader(in.slice(in.u32()), features);
            if (section == null) {
                CustomSections.decode(content, draft);
                continue;
            }
            last = section;
            section.decode(content, draft);
            if (!content.in.atEnd()) {
                throw new MalformedException(Refusal.of(Failure.SECTION_SIZE_MISMATCH).detail(section + " section").at(content.position())
                        .expected("the end of the section", content.in.remaining() + " bytes more"));
            }
        }
        counts(draft, bytes.length);
        return draft.finish(bytes);
    }

    private static void header(ByteReader in) {
        int magic = in.fixed32();
        if (magic != MAGIC) {
            throw new MalformedException(Refusal.of(Failure.MAGIC_NOT_DETECTED).at(0).expected("00 61 73 6d", hex(magic)));
        }
        int version = in.fixed32();
        if (version != 1) {
            throw new MalformedException(Refusal.of(Failure.UNKNOWN_VERSION).at(4).expected("01 00 00 00", hex(version)));
        }
    }

    private static String hex(int littleEndian) {
        return String.format("%02x %02x %02x %02x", littleEndian & 0xff, littleEndian >> 8 & 0xff, littleEndian >> 16 & 0xff,
                littleEndian >>> 24);
    }

    private static void counts(Draft draft, int end) {
        if (draft.functions.size() != draft.bodies.size()) {
            throw new MalformedException(Refusal.of(Failure.FUNCTION_CODE_MISMATCH).at(draft.codeAt < 0 ? end : draft.codeAt)
                    .expected(draft.functions.size() + " bodies", draft.bodies.size()));
        }
        if (draft.dataCount.isPresent() && draft.dataCount.getAsInt() != draft.data.size()) {
            throw new MalformedException(Refusal.of(Failure.DATA_COUNT_MISMATCH).at(end)
                    .expected(Integer.toUnsignedString(draft.dataCount.getAsInt()) + " data segments", draft.data.size()));
        }
    }
}
