package org.granary.binary;

import java.util.Optional;
import org.granary.module.ParsedModule.Start;

/** Source: WebAssembly core specification, section 5.5.11 (start section). */
final class StartSection {
    private StartSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int at = in.position();
        draft.start = Optional.of(new Start(in.in.u32(), at));
    }
}
