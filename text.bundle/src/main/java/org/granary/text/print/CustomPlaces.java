package org.granary.text.print;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.bytes.ByteReader;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.CustomSection;

/**
 * Where among the other sections the custom ones stand. Immutable once made.
 *
 * <p>Source: WebAssembly core specification, section 5.5.2 (sections) and appendix A.7.3 (custom annotations).
 */
final class CustomPlaces {
    private static final int PREAMBLE = 8;
    /** The words of placements by the ids of sections. */
    private static final String[] WORDS = {"first", "type", "import", "func", "table", "memory", "global", "export", "start", "elem",
            "code", "data", "datacount", "tag"};

    private final Map<Integer, List<CustomSection>> byPlace = new HashMap<>();
    private int last;

    CustomPlaces(ParsedModule module) {
        ByteReader in = new ByteReader(module.bytes());
        in.position(PREAMBLE);
        Map<Integer, Integer> placeByEnd = new HashMap<>();
        while (!in.atEnd()) {
            int id = in.u8();
            int end = in.slice(in.u32()).limit();
            if (id == 0) {
                placeByEnd.put(end, last);
            } else {
                last = id;
            }
        }
        for (CustomSection section : module.customs()) {
            byPlace.computeIfAbsent(placeByEnd.get(section.to()), key -> new ArrayList<>()).add(section);
        }
    }

    /** The custom sections behind the section of an id; behind none for 0. */
    List<CustomSection> behind(int id) {
        return byPlace.getOrDefault(id, List.of());
    }

    /** The placement that such a section's annotation needs, with a blank before it; nothing behind the last section. */
    String placement(int id) {
        return id == last ? "" : id == 0 ? " (before first)" : " (after " + WORDS[id] + ")";
    }
}
