package org.granary.dwarf;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where a module's binary has its code and its debug sections.
 *
 * @param binary  the whole binary
 * @param code    the code section's content, or null; addresses count from its first byte
 * @param customs the wanted custom sections by name
 */
record DebugSections(byte[] binary, Range code, Map<String, Range> customs) {
    static final String LINE = ".debug_line";
    static final String LINE_TEXT = ".debug_line_str";
    static final String TEXT = ".debug_str";
    static final String INFO = ".debug_info";
    static final String ABBREVIATIONS = ".debug_abbrev";
    static final String RANGES = ".debug_ranges";
    static final String RANGE_LISTS = ".debug_rnglists";
    static final String ADDRESSES = ".debug_addr";
    static final String TEXT_OFFSETS = ".debug_str_offsets";
    private static final Set<String> WANTED = Set.of(LINE, LINE_TEXT, TEXT, INFO, ABBREVIATIONS, RANGES, RANGE_LISTS, ADDRESSES,
            TEXT_OFFSETS);
    private static final int HEADER = 8;
    private static final int CODE = 10;

    /**
     * A range of the binary.
     *
     * @param from the first byte
     * @param to   behind the last byte
     */
    record Range(int from, int to) {
        int length() {
            return to - from;
        }
    }

    /** Walks over the sections of a binary that has been decoded before. */
    static DebugSections of(byte[] binary) {
        Range code = null;
        Map<String, Range> customs = new HashMap<>();
        DebugReader in = new DebugReader(binary, Math.min(HEADER, binary.length), binary.length);
        while (!in.atEnd()) {
            int id = in.u8();
            DebugReader content = in.slice(in.uleb());
            if (id == CODE) {
                code = new Range(content.position(), content.limit());
            } else if (id == 0) {
                DebugReader name = content.slice(content.uleb());
                String text = new String(binary, name.position(), name.limit() - name.position(), StandardCharsets.UTF_8);
                if (WANTED.contains(text)) {
                    customs.putIfAbsent(text, new Range(content.position(), content.limit()));
                }
            }
        }
        return new DebugSections(binary, code, customs);
    }

    /** A section from a place on. */
    DebugReader open(String name, long offset) {
        Range range = customs.get(name);
        if (range == null || offset < 0 || offset > range.length()) {
            throw new DebugReader.BrokenException();
        }
        return new DebugReader(binary, range.from() + (int) offset, range.to());
    }
}
