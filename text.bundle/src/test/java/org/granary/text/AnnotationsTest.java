package org.granary.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.granary.bytes.ByteReader;
import org.granary.engine.Engine;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Annotations that have a meaning: custom sections, names, and what is said of instructions. */
class AnnotationsTest {
    private static byte[] binary(String text) {
        return Wat.toBinary(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The sections in order, custom ones by their names. */
    private static List<String> sections(String text) {
        ByteReader in = new ByteReader(binary(text));
        in.position(8);
        List<String> sections = new ArrayList<>();
        while (!in.atEnd()) {
            int id = in.u8();
            ByteReader content = in.slice(in.u32());
            sections.add(id == 0 ? content.name() : String.valueOf(id));
        }
        return sections;
    }

    @Test
    void customSectionsGoWhereTheyAreSentTo() {
        assertEquals(List.of("a", "1", "b", "3", "c", "d", "10", "e", "f", "name"),
                sections("(@custom \"e\") (@custom \"c\" (after func)) (func $f) (@custom \"b\" (after type) \"x\")"
                        + "(@custom \"a\" (before first)) (@custom \"d\" (before code)) (@custom \"f\" (after last))"));
        assertEquals(List.of("x", "10"), sections("(@custom \"x\" (before code)) (func)").subList(2, 4));
    }

    @Test
    void annotationsNameWhatHasNoIdentifierOrAnother() {
        String text =
                "(module $m (@name \"real\") (type $t (@name \"T\") (func)) (func (@name \"λ\") (type $t) (local $x (@name \"y z\") i32)))";
        String printed = Wat.print(binary(text));
        assertTrue(printed.contains("(module $real"), printed);
        assertTrue(printed.contains("(type $T (;0;) (func))"), printed);
        assertTrue(printed.contains("(func $\"λ\" (;0;) (type $T)"), printed);
        assertTrue(printed.contains("(local $\"y z\" i32)"), printed);
        assertArrayEquals(binary(text), binary(printed));
    }

    @Test
    void metadataWhoseNameIsNoBareWordStaysASection() {
        byte[] odd = binary("(func (@metadata.code.x \"ab\") nop)");
        int at = new String(odd, StandardCharsets.ISO_8859_1).indexOf("metadata.code.x");
        for (char c : new char[] {' ', '(', '"', 0, 0x7f}) {
            odd[at + "metadata.code.".length()] = (byte) c;
            assertArrayEquals(odd, binary(Wat.print(odd)), () -> Wat.print(odd));
        }
    }

    @Test
    void metadataOfCodeIsToldByOffset() {
        String folded =
                "(func (param i32) (@metadata.code.branch_hint \"\\01\") (if (local.get 0) (then)) (@metadata.code.x \"ab\") (nop))";
        String flat = "(func (param i32) local.get 0 (@metadata.code.branch_hint \"\\01\") if end (@metadata.code.x \"ab\") nop)";
        assertArrayEquals(binary(folded), binary(flat));
        assertEquals(List.of("1", "3", "metadata.code.branch_hint", "metadata.code.x", "10"), sections(flat));
        String printed = Wat.print(binary(flat));
        assertTrue(printed.contains("(@metadata.code.branch_hint \"\\01\")\n    if (;@1;)\n"), printed);
        assertArrayEquals(binary(flat), binary(printed));
        try (Engine engine = Engine.create()) {
            assertEquals(List.of(), engine.validateCustomSections(binary(flat)));
        }
    }

    @Test
    void aHintForWhatDoesNotBranchIsToldAndNotRefused() {
        String text = "(func (@metadata.code.branch_hint \"\\01\") nop)";
        try (Engine engine = Engine.create()) {
            engine.validate(binary(text));
            List<Refusal> faults = engine.validateCustomSections(binary(text));
            assertEquals(List.of(Failure.INVALID_HINT_TARGET), faults.stream().map(Refusal::failure).toList());
            assertEquals(0, faults.get(0).function().getAsInt());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(@custom)                                                   | MISSING_SECTION_NAME",
        "(@custom \"a\" (beside code))                               | MALFORMED_PLACEMENT",
        "(@custom \"a\" (after first))                               | MALFORMED_SECTION_KIND",
        "(@custom \"a\" (before last))                               | MALFORMED_SECTION_KIND",
        "(@custom \"a\" (after code) x)                              | UNEXPECTED_TOKEN",
        "(func (@custom \"a\"))                                      | MISPLACED_ANNOTATION",
        "(func) (@name \"a\")                                        | MISPLACED_ANNOTATION",
        "(func (@name \"a\") (@name \"b\"))                          | MULTIPLE_NAMES",
        "(@custom \"a\") (module)                                  | MISPLACED_ANNOTATION",
        "(module) (@custom \"a\")                                  | MISPLACED_ANNOTATION",
        "(module (@name \"a\") $m)                                 | MISPLACED_ANNOTATION",
        "(func (@name 1))                                            | UNEXPECTED_TOKEN",
        "(@metadata.code.branch_hint \"\\00\") (func)                | ANNOTATION_OUTSIDE",
        "(func block (@metadata.code.branch_hint \"\\00\") end)      | MISPLACED_ANNOTATION",
        "(func (@metadata.code.x \"\") (@metadata.code.x \"\") nop)  | DUPLICATE_ANNOTATION",
        "(global i32 (@metadata.code.x \"\") (i32.const 0))          | MISPLACED_ANNOTATION"
    })
    void placesWithoutAMeaningAreRefused(String text, Failure failure) {
        MalformedException refused = assertThrows(MalformedException.class, () -> binary(text));
        assertEquals(failure, refused.failure());
        assertTrue(refused.refusal().place().isPresent(), refused.getMessage());
    }

    @Test
    void othersMayHoldAnythingAnywhere() {
        assertEquals(List.of("1", "3", "10"), sections("(func (@note (@custom \"a\") ,; [) (@\"x y\" 1) nop)"));
        assertEquals(List.of("c"), sections("(@custom (@note) \"c\" (@note (x) y) \"d\")"));
    }
}
