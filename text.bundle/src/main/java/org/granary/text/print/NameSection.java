package org.granary.text.print;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.granary.bytes.ByteReader;
import org.granary.engine.MalformedException;

/**
 * All that a {@code name} section says, as it says it. Immutable once read.
 *
 * <p>Source: WebAssembly core specification, appendix A.7.1 (name section), and the proposal of extended name sections.
 */
final class NameSection {
    private static final int MODULE = 0;
    private static final int FIRST_PLAIN = 1;
    private static final int LAST = 11;

    private String module;
    /** By subsection, then by index. */
    private final Map<Integer, Map<Integer, String>> plain = new HashMap<>();
    /** By subsection, then by the outer index, then by the inner one. */
    private final Map<Integer, Map<Integer, Map<Integer, String>>> nested = new HashMap<>();

    /** No names at all. */
    static NameSection none() {
        return new NameSection();
    }

    /**
     * Reads a section.
     *
     * @param in over its content after its own name
     * @return the names, or empty when it is malformed or says what a text cannot
     */
    static Optional<NameSection> read(ByteReader in) {
        NameSection names = new NameSection();
        try {
            int last = -1;
            while (!in.atEnd()) {
                int id = in.u8();
                ByteReader part = in.slice(in.u32());
                if (id <= last || id > LAST) {
                    return Optional.empty();
                }
                last = id;
                names.subsection(id, part);
                if (!part.atEnd()) {
                    return Optional.empty();
                }
            }
        } catch (MalformedException e) {
            return Optional.empty();
        }
        return Optional.of(names);
    }

    private void subsection(int id, ByteReader in) {
        if (id == MODULE) {
            module = in.name();
        } else if (id == NameSpace.LOCAL.subsection() || id == NameSpace.LABEL.subsection() || id == NameSpace.FIELD.subsection()) {
            Map<Integer, Map<Integer, String>> outer = nested.computeIfAbsent(id, key -> new HashMap<>());
            for (int i = in.count(2); i > 0; i--) {
                int index = in.u32();
                outer.put(index, map(in));
            }
        } else if (id >= FIRST_PLAIN) {
            plain.put(id, map(in));
        }
    }

    private static Map<Integer, String> map(ByteReader in) {
        Map<Integer, String> names = new HashMap<>();
        for (int i = in.count(2); i > 0; i--) {
            int index = in.u32();
            names.put(index, in.name());
        }
        return names;
    }

    /** The module's name, or null. */
    String module() {
        return module;
    }

    /** The names of a space of the module. */
    Map<Integer, String> of(NameSpace space) {
        return plain.getOrDefault(space.subsection(), Map.of());
    }

    /** The names of a space inside something. */
    Map<Integer, String> of(NameSpace space, int owner) {
        return nested.getOrDefault(space.subsection(), Map.of()).getOrDefault(owner, Map.of());
    }
}
