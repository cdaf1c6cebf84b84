package org.granary.binary;

import org.granary.bytes.ByteReader;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Refusal;
import org.granary.module.Binary;
import org.granary.module.ParsedModule;
import org.granary.op.Features;

/**
 * Decodes modules.
 *
 * <p>Source: WebAssembly core specification, section 5.5 (modules).
 */
public final class ModuleDecoder {
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
        return decode(bytes, Features.of(config));
    }

    /**
     * Decodes a module in a language that needs no engine.
     *
     * @param bytes    the binary; kept by the module and not to be changed
     * @param features which proposals the module may use; asked for those only that it does use
     * @return the module as its bytes say it
     * @throws MalformedException when it cannot be decoded
     * @throws org.granary.engine.UnsupportedException when it needs a proposal that is off or not built
     * @throws org.granary.engine.LimitException when it is larger than {@link ModuleLimits} says
     */
    public static ParsedModule decode(byte[] bytes, Features features) {
        return decode(new Binary(bytes), features);
    }

    /**
     * Decodes a module whose bodies may be packed. They are not unpacked for it, and so nothing of a packed body is looked at: that is for
     * a module that was decoded and found valid before.
     *
     * @param binary the binary; kept by the module
     * @param config the settings of the engine
     * @return the module as its bytes say it
     * @throws MalformedException when it cannot be decoded
     * @throws org.granary.engine.UnsupportedException when it needs a proposal that is off or not built
     * @throws org.granary.engine.LimitException when it is larger than {@link ModuleLimits} says
     */
    public static ParsedModule decode(Binary binary, EngineConfig config) {
        return decode(binary, Features.of(config));
    }

    private static ParsedModule decode(Binary binary, Features features) {
        ModuleLimits.MODULE_BYTES.check(binary.length(), 0);
        ByteReader in = binary.after(0);
        Header.read(in);
        Draft draft = new Draft(binary);
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
            SectionReader content = new SectionReader(content(in, section), features);
            binary.checkAtHand(at, content.position());
            in = binary.after(in.position());
            if (section != Section.CODE) {
                binary.checkAtHand(content.position(), content.in.limit());
            }
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
        counts(draft, binary.length());
        return draft.finish(features);
    }

    /** A section that reaches past the end is a module cut off, mostly: that is what is said of it. */
    private static ByteReader content(ByteReader in, Section section) {
        int at = in.position();
        int length = in.u32();
        if (length < 0 || length > in.remaining()) {
            throw new MalformedException(Refusal.of(Failure.LENGTH_OUT_OF_BOUNDS).at(at)
                    .detail((section == null ? "custom" : section) + " section; the module may be cut off")
                    .expected(Integer.toUnsignedString(length) + " bytes more", in.remaining() + " before the end"));
        }
        return in.slice(length);
    }

    private static void counts(Draft draft, int end) {
        if (draft.functions.size() != draft.bodyStarts.length) {
            throw new MalformedException(Refusal.of(Failure.FUNCTION_CODE_MISMATCH).at(draft.codeAt < 0 ? end : draft.codeAt)
                    .expected(draft.functions.size() + " bodies", draft.bodyStarts.length));
        }
        if (draft.dataCount.isPresent() && draft.dataCount.getAsInt() != draft.data.size()) {
            throw new MalformedException(Refusal.of(Failure.DATA_COUNT_MISMATCH).at(end)
                    .expected(Integer.toUnsignedString(draft.dataCount.getAsInt()) + " data segments", draft.data.size()));
        }
    }
}
