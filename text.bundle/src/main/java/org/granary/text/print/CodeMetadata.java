package org.granary.text.print;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.granary.bytes.ByteReader;
import org.granary.engine.MalformedException;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.Body;
import org.granary.module.ParsedModule.CustomSection;
import org.granary.op.Bystander;
import org.granary.op.Features;
import org.granary.op.OpReader;
import org.granary.text.lex.Lexer;

/**
 * What sections named {@code metadata.code.…} say of instructions; branch hints are one of them. Immutable once read.
 *
 * <p>Source: WebAssembly core specification, appendix A.7 (custom sections), and the tool conventions for code metadata.
 */
final class CodeMetadata {
    /** What such names begin with. */
    static final String PREFIX = "metadata.code.";

    /** What is said of one function's instructions, by their offset in the binary, then by the kind of metadata. */
    record Function(Map<Integer, Map<String, byte[]>> byOffset) {
        static final Function NONE = new Function(Map.of());

        Map<String, byte[]> at(int offset) {
            return byOffset.getOrDefault(offset, Map.of());
        }
    }

    private final ParsedModule module;
    private final int imported;
    private final Map<Integer, Function> functions = new HashMap<>();
    private final Set<CustomSection> taken = new HashSet<>();
    private final Map<Integer, Set<Integer>> starts = new HashMap<>();

    /**
     * Reads the sections that a text can say by annotations.
     *
     * @param module   the module
     * @param imported how many functions it imports
     */
    CodeMetadata(ParsedModule module, int imported) {
        this.module = module;
        this.imported = imported;
        int code = module.bodies().isEmpty() ? 0 : module.bodies().get(0).start();
        Set<String> seen = new HashSet<>();
        for (CustomSection section : module.customs()) {
            // behind the code it would come before it in the text's binary; other characters cannot stand in an annotation's bare name
            if (section.name().startsWith(PREFIX) && section.name().chars().allMatch(Lexer::isIdChar) && section.to() < code
                    && seen.add(section.name())) {
                take(section);
            }
        }
    }

    private record Entry(int function, int offset, byte[] content) {
    }

    private void take(CustomSection section) {
        List<Entry> entries = new ArrayList<>();
        try {
            if (!read(new ByteReader(module.bytes()).range(section.from(), section.to()), entries)) {
                return;
            }
        } catch (MalformedException e) {
            // shown as the bytes it is
            return;
        }
        taken.add(section);
        String name = section.name();
        for (Entry entry : entries) {
            functions.computeIfAbsent(entry.function(), key -> new Function(new HashMap<>())).byOffset()
                    .computeIfAbsent(entry.offset(), key -> new LinkedHashMap<>()).put(name, entry.content());
        }
    }

    /** Reads a section; false when an annotation could not say the same. */
    private boolean read(ByteReader in, List<Entry> entries) {
        int lastFunction = -1;
        for (int i = in.count(2); i > 0; i--) {
            int function = in.u32();
            if (function <= lastFunction || function < imported || function - imported >= module.bodies().size()) {
                return false;
            }
            lastFunction = function;
            Body body = module.bodies().get(function - imported);
            int lastOffset = -1;
            int count = in.count(2);
            for (int k = count; k > 0; k--) {
                int offset = in.u32();
                byte[] content = in.bytes(in.u32());
                if (offset <= lastOffset || !starts(function, body).contains(body.start() + offset)) {
                    return false;
                }
                lastOffset = offset;
                entries.add(new Entry(function, body.start() + offset, content));
            }
            if (count == 0) {
                return false;
            }
        }
        return in.atEnd() && !entries.isEmpty();
    }

    /** Where the instructions of a body begin. */
    private Set<Integer> starts(int function, Body body) {
        return starts.computeIfAbsent(function, key -> {
            Set<Integer> found = new HashSet<>();
            Bystander nobody = new Bystander() { };
            OpReader reader = new OpReader(new ByteReader(module.bytes()).range(body.code(), body.end()), Features.BUILT);
            while (!reader.atEnd()) {
                found.add(reader.position());
                reader.next(nobody);
            }
            // the end of the body is not written
            found.remove(body.end() - 1);
            return found;
        });
    }

    /** Whether a section is told by annotations. */
    boolean tells(CustomSection section) {
        return taken.contains(section);
    }

    /** What is said of a function's instructions. */
    Function of(int function) {
        return functions.getOrDefault(function, Function.NONE);
    }
}
