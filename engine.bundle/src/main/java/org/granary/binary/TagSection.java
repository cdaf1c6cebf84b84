package org.granary.binary;

import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.TagDef;

/** Source: WebAssembly core specification, section 5.5.16 (tag section). */
final class TagSection {
    private TagSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        in.features.need(Proposal.EXCEPTIONS, "tag section", in.position());
        int count = in.count(ModuleLimits.TAGS, 2);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            draft.tags.add(new TagDef(type(in), at));
        }
    }

    /** The index of a tag's type, behind an attribute that says nothing yet. */
    static int type(SectionReader in) {
        int at = in.position();
        int attribute = in.in.u8();
        if (attribute != 0) {
            throw new MalformedException(Refusal.of(Failure.MALFORMED_TAG).at(at).expected("0", attribute));
        }
        return in.in.u32();
    }
}
