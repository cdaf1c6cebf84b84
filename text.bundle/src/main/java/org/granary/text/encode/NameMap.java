package org.granary.text.encode;

import java.util.Map;
import org.granary.bytes.ByteWriter;

/**
 * A name map of the name section.
 *
 * <p>Source: WebAssembly core specification, appendix A.7.1 (name section, name maps).
 */
final class NameMap {
    private NameMap() {
    }

    static byte[] of(Map<Integer, String> names) {
        ByteWriter out = new ByteWriter().u32(names.size());
        names.forEach((index, name) -> out.u32(index).name(name));
        return out.toByteArray();
    }
}
