package org.granary.text.encode;

import java.util.Map;
import java.util.TreeMap;
import org.granary.bytes.ByteWriter;
import org.granary.text.resolve.Spaces;
import org.granary.text.syntax.Id;
import org.granary.type.ExternType.Kind;

/**
 * The name section while it fills. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, appendix A.7.1 (name section), and the proposal of extended name sections.
 */
final class NameSection {
    private static final int MODULE = 0;
    private static final int FUNCTIONS = 1;
    private static final int LOCALS = 2;
    private static final int LABELS = 3;
    private static final int TYPES = 4;
    private static final int TABLES = 5;
    private static final int MEMORIES = 6;
    private static final int GLOBALS = 7;
    private static final int ELEMENTS = 8;
    private static final int DATA = 9;
    private static final int FIELDS = 10;
    private static final int TAGS = 11;

    private final Map<Integer, Map<Integer, String>> locals = new TreeMap<>();
    private final Map<Integer, Map<Integer, String>> labels = new TreeMap<>();

    /** Takes what a function's scope has named. */
    void function(int index, Scope scope) {
        locals.put(index, scope.locals().names());
        labels.put(index, scope.labels().shown());
    }

    /** The content of the section, empty when nothing is named. */
    byte[] content(Id module, Spaces spaces) {
        ByteWriter out = new ByteWriter();
        if (module != null) {
            out.u8(MODULE).sized(new ByteWriter().name(module.shown()).toByteArray());
        }
        map(FUNCTIONS, spaces.of(Kind.FUNC).names(), out);
        nested(LOCALS, locals, out);
        nested(LABELS, labels, out);
        map(TYPES, spaces.types().names(), out);
        map(TABLES, spaces.of(Kind.TABLE).names(), out);
        map(MEMORIES, spaces.of(Kind.MEMORY).names(), out);
        map(GLOBALS, spaces.of(Kind.GLOBAL).names(), out);
        map(ELEMENTS, spaces.elements().names(), out);
        map(DATA, spaces.data().names(), out);
        Map<Integer, Map<Integer, String>> fields = new TreeMap<>();
        spaces.types().fieldNames().forEach(names -> fields.put(fields.size(), names));
        nested(FIELDS, fields, out);
        map(TAGS, spaces.of(Kind.TAG).names(), out);
        return out.toByteArray();
    }

    private static void map(int subsection, Map<Integer, String> names, ByteWriter out) {
        if (!names.isEmpty()) {
            out.u8(subsection).sized(NameMap.of(names));
        }
    }

    private static void nested(int subsection, Map<Integer, Map<Integer, String>> names, ByteWriter out) {
        ByteWriter content = new ByteWriter();
        int count = 0;
        for (Map.Entry<Integer, Map<Integer, String>> entry : names.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                content.u32(entry.getKey()).bytes(NameMap.of(entry.getValue()));
                count++;
            }
        }
        if (count > 0) {
            out.u8(subsection).sized(new ByteWriter().u32(count).bytes(content.toByteArray()).toByteArray());
        }
    }
}
