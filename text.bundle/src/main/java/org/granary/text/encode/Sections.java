package org.granary.text.encode;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.granary.bytes.ByteWriter;
import org.granary.text.syntax.Field;
import org.granary.text.syntax.Placement;
import org.granary.text.syntax.Section;
import org.granary.type.ExternType.Kind;

/** The sections of a binary while they fill. Confined to one thread. */
final class Sections {
    private static final byte[] PREAMBLE = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final Placement FIRST = new Placement(null, true);

    private final Map<Section, ByteWriter> contents = new EnumMap<>(Section.class);
    private final Map<Section, Integer> counts = new EnumMap<>(Section.class);
    private final Map<Placement, ByteWriter> customs = new HashMap<>();
    private final ByteWriter metadata = new ByteWriter();
    private final Map<Section, Origins> origins = new EnumMap<>(Section.class);
    private int token;
    private final Map<Kind, Integer> indices = new EnumMap<>(Kind.class);

    /** Begins another entry of a section. */
    ByteWriter add(Section section) {
        counts.merge(section, 1, Integer::sum);
        ByteWriter out = contents.computeIfAbsent(section, key -> new ByteWriter());
        origins(section).mark(out.size(), token);
        return out;
    }

    /** Says for which field of the text the next entries are. */
    void field(int at) {
        token = at;
    }

    /** For which tokens the entries of a section are; offsets count from the first entry's start. */
    Origins origins(Section section) {
        return origins.computeIfAbsent(section, key -> new Origins());
    }

    /** The same by what a section is written with. */
    Origins origins(ByteWriter out) {
        for (Map.Entry<Section, ByteWriter> entry : contents.entrySet()) {
            if (entry.getValue() == out) {
                return origins(entry.getKey());
            }
        }
        throw new IllegalArgumentException("no section is written with this");
    }

    /** Goes on with the last entry of a section. */
    ByteWriter more(Section section) {
        return contents.get(section);
    }

    /** Adds a custom section. */
    void custom(Field.Custom custom) {
        write(customs.computeIfAbsent(custom.placement(), key -> new ByteWriter()), custom.name(), custom.content());
    }

    /** Adds a custom section about the code, which stands directly before it. */
    void metadata(String name, byte[] content) {
        write(metadata, name, content);
    }

    private static void write(ByteWriter out, String name, byte[] content) {
        out.u8(0).sized(new ByteWriter().name(name).bytes(content).toByteArray());
    }

    /** Gives the next index of a space. */
    int nextIndex(Kind kind) {
        return indices.merge(kind, 1, Integer::sum) - 1;
    }

    Encoded assemble(boolean announceData, byte[] names) {
        Origins all = new Origins();
        ByteWriter out = new ByteWriter().bytes(PREAMBLE);
        place(FIRST, out);
        for (Section section : Section.values()) {
            place(new Placement(section, true), out);
            if (section == Section.CODE) {
                out.bytes(metadata.toByteArray());
            }
            if (section == Section.DATA_COUNT && announceData) {
                out.u8(section.id()).sized(new ByteWriter().u32(counts.getOrDefault(Section.DATA, 0)).toByteArray());
            }
            if (contents.containsKey(section)) {
                ByteWriter content = new ByteWriter();
                if (section != Section.START) {
                    content.u32(counts.get(section));
                }
                out.u8(section.id()).sized(content.bytes(contents.get(section).toByteArray()).toByteArray());
                all.add(origins(section), out.size() - contents.get(section).size());
            }
            place(new Placement(section, false), out);
        }
        place(Placement.LAST, out);
        if (names.length > 0) {
            write(out, "name", names);
        }
        return new Encoded(out.toByteArray(), all);
    }

    private void place(Placement placement, ByteWriter out) {
        if (customs.containsKey(placement)) {
            out.bytes(customs.get(placement).toByteArray());
        }
    }
}
