package org.granary.binary;

import org.granary.engine.Proposal;

/** Source: WebAssembly core specification, section 5.5.16 (tag section). */
final class TagSection {
    private TagSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        in.features.need(Proposal.EXCEPTIONS, "tag section", in.position());
    }
}
