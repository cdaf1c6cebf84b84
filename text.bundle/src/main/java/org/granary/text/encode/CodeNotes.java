package org.granary.text.encode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.granary.bytes.ByteWriter;

/**
 * What annotations say of instructions, and the sections that it goes to. Confined to one thread.
 *
 * <p>Source: the tool conventions for code metadata; branch hints in WebAssembly core specification, appendix A.7.
 */
final class CodeNotes {
    /**
     * What an annotation says.
     *
     * @param name    the annotation's name, which is the section's
     * @param content its bytes
     */
    record Note(String name, byte[] content) {
    }

    /** The notes of one section: what is complete, and those of the function at hand. */
    private static final class Section {
        private final ByteWriter functions = new ByteWriter();
        private int functionCount;
        private ByteWriter notes = new ByteWriter();
        private int noteCount;
    }

    private final Map<String, Section> sections = new LinkedHashMap<>();

    /** Takes notes on the instruction that begins at an offset of the function's body. */
    void add(List<Note> notes, int offset) {
        for (Note note : notes) {
            Section section = sections.computeIfAbsent(note.name(), key -> new Section());
            section.notes.u32(offset).sized(note.content());
            section.noteCount++;
        }
    }

    /** Ends a function. */
    void function(int index) {
        for (Section section : sections.values()) {
            if (section.noteCount > 0) {
                section.functions.u32(index).u32(section.noteCount).bytes(section.notes.toByteArray());
                section.functionCount++;
                section.notes = new ByteWriter();
                section.noteCount = 0;
            }
        }
    }

    /** The custom sections, each with its name and its content. */
    List<Note> sections() {
        List<Note> made = new ArrayList<>();
        sections.forEach((name, section) -> made.add(new Note(name,
                new ByteWriter().u32(section.functionCount).bytes(section.functions.toByteArray()).toByteArray())));
        return made;
    }
}
