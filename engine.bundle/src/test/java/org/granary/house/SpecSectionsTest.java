package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the sections of the specification that comments name to the contents of release 3.0: who reads the code with the specification
 * beside it looks there. In earlier releases the same numbers mean other sections.
 */
class SpecSectionsTest {
    private static final Path TOP = Path.of("..");
    private static final List<String> BUNDLES = List.of("engine.bundle", "text.bundle", "store.bundle");
    private static final Pattern SOURCE = Pattern.compile("Source: WebAssembly core specification,(.*?)(?:\\*/|<p>|@param|$)",
            Pattern.DOTALL);
    private static final Pattern CITED = Pattern.compile("\\b((?:[2-6]|A)\\.\\d+(?:\\.\\d+)?)(?: \\(([^)]*)\\))?");

    /** Chapters and their sections in order: the title of each, or those of its own sections behind it. */
    private static final String CONTENTS = """
            2.1 conventions
            2.2 values: bytes, integers, floating-point, vectors, names
            2.3 types: number types, vector types, type uses, heap types, reference types, value types, result types, block types,\
             composite types, recursive types, address types, limits, tag types, global types, memory types, table types, data types,\
             element types, external types
            2.4 instructions: parametric instructions, control instructions, variable instructions, table instructions,\
             memory instructions, reference instructions, aggregate instructions, numeric instructions, vector instructions, expressions
            2.5 modules: indices, types, tags, globals, memories, tables, functions, data segments, element segments, start function,\
             imports, exports
            3.1 conventions: types, defined types, rolling and unrolling, instruction types, local types, contexts, prose notation,\
             formal notation
            3.2 types: number types, vector types, type uses, heap types, reference types, value types, result types, block types,\
             instruction types, composite types, recursive types, limits, tag types, global types, memory types, table types,\
             external types
            3.3 matching: number types, vector types, heap types, reference types, value types, result types, instruction types,\
             composite types, field types, defined types, limits, tag types, global types, memory types, table types, external types
            3.4 instructions: parametric instructions, control instructions, variable instructions, table instructions,\
             memory instructions, reference instructions, aggregate reference instructions, scalar reference instructions,\
             external reference instructions, numeric instructions, vector instructions, instruction sequences, expressions
            3.5 modules: types, tags, globals, memories, tables, functions, locals, data segments, element segments, start function,\
             imports, exports, modules
            4.1 conventions
            4.2 runtime structure: values, results, store, addresses, external addresses, module instances, function instances,\
             table instances, memory instances, global instances, tag instances, element instances, data instances, export instances,\
             aggregate instances, exception instances
            4.3 numerics: representations, integer operations, floating-point operations, conversions, vector operations,\
             relaxed operations
            4.4 types
            4.5 values
            4.6 instructions
            4.7 modules: allocation, instantiation, invocation
            5.1 conventions
            5.2 values: bytes, integers, floating-point, names
            5.3 types
            5.4 instructions
            5.5 modules: indices, sections, custom section, type section, import section, function section, table section,\
             memory section, global section, export section, start section, element section, code section, data section,\
             data count section, tag section, modules
            6.1 conventions: grammar, abbreviations, contexts, lists
            6.2 lexical format: characters, tokens, white space, comments, annotations
            6.3 values: integers, floating-point, strings, names, identifiers
            6.4 types: number types, vector types, heap types, reference types, value types, composite types, recursive types,\
             address types, limits, tag types, global types, memory types, table types, external types, type uses
            6.5 instructions: labels, parametric instructions, control instructions, variable instructions, table instructions,\
             memory instructions, reference instructions, aggregate instructions, numeric instructions, vector instructions,\
             folded instructions, expressions
            6.6 modules: indices, types, tags, globals, memories, tables, functions, data segments, element segments, start function,\
             imports, exports, modules
            A.1 embedding
            A.2 profiles
            A.3 implementation limitations
            A.4 type soundness
            A.5 type system properties
            A.6 validation algorithm
            A.7 custom sections: name section, name annotations, custom annotations
            A.8 change history
            A.9 index of types
            A.10 index of instructions
            A.11 index of semantic rules
            """;

    private static Map<String, String> titles() {
        Map<String, String> titles = new HashMap<>();
        for (String line : CONTENTS.lines().toList()) {
            String number = line.substring(0, line.indexOf(' '));
            String[] parts = line.substring(number.length() + 1).split(": ");
            titles.put(number, parts[0]);
            String[] inner = parts.length == 1 ? new String[0] : parts[1].split(", +");
            for (int i = 0; i < inner.length; i++) {
                titles.put(number + "." + (i + 1), inner[i]);
            }
        }
        return titles;
    }

    @Test
    void sectionsAreThoseOfTheRelease() throws IOException {
        Map<String, String> titles = titles();
        List<String> wrong = new ArrayList<>();
        int[] cited = {0};
        for (String bundle : BUNDLES) {
            try (Stream<Path> files = Files.walk(TOP.resolve(bundle).resolve("src/main/java"))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
                    cited[0] += look(file, titles, wrong);
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(cited[0] > 80, "only so many were looked at: " + cited[0]);
    }

    private static int look(Path file, Map<String, String> titles, List<String> wrong) throws IOException {
        int cited = 0;
        Matcher sources = SOURCE.matcher(Files.readString(file));
        while (sources.find()) {
            Matcher numbers = CITED.matcher(sources.group(1).replaceAll("\\s+(?:\\* )?", " "));
            while (numbers.find()) {
                cited++;
                String title = titles.get(numbers.group(1));
                String said = numbers.group(2);
                // "custom sections" names what the contents call "custom section", and the other way round
                boolean fits = title != null && (said == null || said.toLowerCase(Locale.ROOT).contains(title.replaceAll("s$", "")));
                if (!fits) {
                    wrong.add(TOP.relativize(file) + ": " + numbers.group(1) + " (" + said + ") is " + title);
                }
            }
        }
        return cited;
    }
}
