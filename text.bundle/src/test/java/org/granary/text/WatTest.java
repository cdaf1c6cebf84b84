package org.granary.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.ServiceLoader;
import org.granary.bytes.ByteReader;
import org.granary.bytes.ByteWriter;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.TextFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatTest {
    private static final String PREAMBLE = "0061736d01000000";

    private static byte[] binary(String text) {
        return Wat.toBinary(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(binary(text));
    }

    private static MalformedException refused(String text) {
        return assertThrows(MalformedException.class, () -> binary(text));
    }

    /** One module, whatever its parts are called. */
    private static void same(String one, String other) {
        assertEquals(HexFormat.of().formatHex(withoutNames(binary(one))), HexFormat.of().formatHex(withoutNames(binary(other))));
    }

    private static byte[] withoutNames(byte[] binary) {
        ByteReader in = new ByteReader(binary);
        in.position(PREAMBLE.length() / 2);
        ByteWriter out = new ByteWriter();
        while (!in.atEnd()) {
            int id = in.u8();
            byte[] content = in.bytes(in.u32());
            if (id != 0 || !new ByteReader(content).name().equals("name")) {
                out.u8(id).sized(content);
            }
        }
        return out.toByteArray();
    }

    @Test
    void theEmptyModule() {
        assertEquals(PREAMBLE, hex("(module)"));
        assertEquals(PREAMBLE, hex(""));
    }

    @Test
    void aFunctionWithNames() {
        String types = "01 07 01 60 02 7f 7f 01 7f";
        String code = "0a 09 01 07 00 20 00 20 01 6a 0b";
        String names = "00 1c 04 6e616d65 00 02 01 6d 01 06 01 00 03 616464 02 09 01 00 02 00 01 61 01 01 62";
        String expected = (PREAMBLE + types + "03 02 01 00" + code + names).replace(" ", "");
        assertEquals(expected,
                hex("(module $m (func $add (param $a i32) (param $b i32) (result i32) (i32.add (local.get $a) (local.get $b))))"));
    }

    @Test
    void foldedAndFlatCodeAreOne() {
        same("(func (result i32) (if (result i32) (i32.eqz (i32.const 1)) (then (i32.const 2)) (else (i32.const 3))))",
                "(func (result i32) i32.const 1 i32.eqz if (result i32) i32.const 2 else i32.const 3 end)");
        same("(func (block $a (loop $b (br_table $a $b 0 (i32.const 7)))))", "(func block loop i32.const 7 br_table 1 0 0 end end)");
        same("(func (i32.const 1) drop (block i32.const 2 (drop)))", "(func i32.const 1 drop block i32.const 2 drop end)");
    }

    /** The types that uses add stand behind all others, but are types of the module like them. */
    @Test
    void aTypeMayBeNamedBeforeTheUseThatAddsIt() {
        same("(func (type 1) (param $p i32) (local.set $p (i32.const 1))) (func) (func (param i32))",
                "(type (func)) (type (func (param i32)))"
                + "(func (type 1) (local.set 0 (i32.const 1))) (func (type 0)) (func (type 1))");
        same("(func (type 0) (local $x i64) (drop (local.get $x))) (tag (type 0)) (func (param i32))",
                "(type (func (param i32))) (func (type 0) (local i64) (drop (local.get 1))) (tag (type 0)) (func (type 0))");
        same("(table 1 funcref) (func (block (type 1) (i32.const 2)) drop (call_indirect (type 2) (f32.const 0) (i32.const 0)))"
                + "(func (result i32) unreachable) (func (param f32))",
                "(type (func)) (type (func (result i32))) (type (func (param f32))) (table 1 funcref) (func (block (type 1) (i32.const "
                        + "2)) drop "
                + "(call_indirect (type 2) (f32.const 0) (i32.const 0))) (func (type 1) unreachable) (func (type 2))");
        MalformedException other = refused("(func (type 0) (param i64)) (func (param i32))");
        assertEquals(Failure.INLINE_FUNCTION_TYPE, other.failure());
        assertTrue(other.getMessage().contains("at line 1, column 7: expected (func (param i64)), found (func (param i32))"),
                other.getMessage());
        MalformedException none = refused("(func (type 7) (param i64)) (func (param i32))");
        assertTrue(none.getMessage().contains("found no function type 7"), none.getMessage());
    }

    @Test
    void innerLabelsHideOuterOnes() {
        same("(func (block $l (block $l (br $l)) (br $l)))", "(func (block (block (br 0)) (br 0)))");
        same("(func block $l (i32.const 0) if $l br $l else $l br $l end $l end $l)",
                "(func block (i32.const 0) if br 0 else br 0 end end)");
    }

    @Test
    void typesMayNameLaterOnes() {
        String types = "01 19 02 4e 02 50 00 5f 02 7f 00 63 01 01 4f 01 00 5f 02 7f 00 63 01 01 60 00 00";
        String names = "00 16 04 6e616d65 04 07 02 00 01 61 01 01 62 0a 06 01 00 01 01 01 6e";
        assertEquals((PREAMBLE + types + names).replace(" ", ""),
                hex("(rec (type $a (sub (struct (field i32) (field $n (mut (ref null $b))))))"
                + " (type $b (sub final $a (struct (field i32 (mut (ref null $b)))))))(type (func))"));
        same("(type $s (struct (field $x i32) (field $y i8))) (func (param (ref $s)) (result i32) (struct.get_u $s $y (local.get 0)))",
                "(type (struct (field i32 i8))) (func (param (ref 0)) (result i32) local.get 0 struct.get_u 0 1)");
        same("(func (param anyref) (drop (ref.test (ref null i31) (local.get 0))))",
                "(func (param (ref null any)) local.get 0 ref.test i31ref drop)");
        assertEquals(Failure.DUPLICATE_FIELD, refused("(type (struct (field $x i32) (field $x i32)))").failure());
        assertEquals(Failure.UNKNOWN_IDENTIFIER, refused("(func (param (ref $t)))").failure());
    }

    @Test
    void abbreviationsAreTheLongForms() {
        same("(memory (export \"m\") (data \"ab\" \"c\"))", "(memory 1 1) (export \"m\" (memory 0)) (data (i32.const 0) \"abc\")");
        same("(func $f) (table funcref (elem $f))", "(func $f) (table 1 1 funcref) (elem (table 0) (offset i32.const 0) func $f)");
        same("(func (import \"a\" \"b\") (param i32))", "(import \"a\" \"b\" (func (param i32)))");
        same("(global (export \"a\") (export \"b\") i32 (i32.const 1))",
                "(global i32 i32.const 1) (export \"a\" (global 0)) (export \"b\" (global 0))");
        same("(table 1 funcref) (func (elem.drop 0) (table.init 0 (i32.const 0) (i32.const 0) (i32.const 0))) (elem func 0)",
                "(table 1 funcref) (func (elem.drop $e) (table.init 0 $e (i32.const 0) (i32.const 0) (i32.const 0))) (elem $e func 0)");
        same("(module quote \"(func)\" \"(func)\")", "(func) (func)");
        assertArrayEquals(new byte[] {1, 2, (byte) 0xff}, binary("(module $m binary \"\\01\\02\" \"\\ff\")"));
    }

    @Test
    void typeUsesTakeDefinedTypesAndAppendOthersInTheOrderOfTheText() {
        same("(func (param i32)) (func (call_indirect (result i64) (i32.const 0)) drop) (func (result f32) unreachable) (type (func "
                + "(result f32)))",
                "(type (func (result f32))) (type (func (param i32))) (type (func)) (type (func (result i64)))"
                        + "(func (type 1)) (func (type 2) (call_indirect (type 3) (i32.const 0)) drop) (func (type 0) unreachable)");
    }

    @Test
    void theNumberOfDataSegmentsIsAnnouncedWhereItMustBe() {
        String data = "(memory 1) (data \"a\") (func ";
        assertTrue(hex(data + "(data.drop 0))").contains("0c0101"));
        assertTrue(!hex(data + ")").contains("0c0101"));
    }

    @Test
    void nestingCostsNoStack() {
        int depth = 100_000;
        String folded = "(i32.eqz ".repeat(depth) + "(i32.const 1)" + ")".repeat(depth);
        String blocks = "(block ".repeat(depth) + ")".repeat(depth);
        assertTrue(binary("(func (drop " + folded + ") " + blocks + ")").length > 3 * depth);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "UNKNOWN_OPERATOR      | (func (i32.foo))",
        "UNKNOWN_OPERATOR      | (func (i32.const 0x))",
        "UNKNOWN_OPERATOR      | (fun)",
        "UNKNOWN_OPERATOR      | (func (param i33))",
        "UNEXPECTED_TOKEN      | (func",
        "UNEXPECTED_TOKEN      | (func))",
        "UNEXPECTED_TOKEN      | (func block)",
        "UNEXPECTED_TOKEN      | (func end)",
        "UNEXPECTED_TOKEN      | (func (block end))",
        "UNEXPECTED_TOKEN      | (func (if (i32.const 0)))",
        "UNEXPECTED_TOKEN      | (func (i32.const 0) if else else end)",
        "UNEXPECTED_TOKEN      | (func (result i32) (param i32))",
        "UNEXPECTED_TOKEN      | (func (i32.const 1.5))",
        "UNEXPECTED_TOKEN      | (func (nop) \"a\")",
        "UNEXPECTED_TOKEN      | (func (if (then) (else) (else)))",
        "UNEXPECTED_TOKEN      | (module) (module)",
        "UNEXPECTED_TOKEN      | (func (block (param $x i32)))",
        "CONSTANT_OUT_OF_RANGE | (func (i32.const 4294967296))",
        "CONSTANT_OUT_OF_RANGE | (func (f32.const 1e39))",
        "CONSTANT_OUT_OF_RANGE | (func (br 4294967296))",
        "ALIGNMENT_POWER       | (func (i32.load align=3))",
        "ALIGNMENT_POWER       | (func (i32.load align=0))",
        "INLINE_FUNCTION_TYPE  | (type (func)) (func (type 0) (param i32))",
        "INLINE_FUNCTION_TYPE  | (func (type 9) (param i32))",
        "MISMATCHING_LABEL     | (func block $a end $b)",
        "MISMATCHING_LABEL     | (func block end $b)",
        "UNKNOWN_IDENTIFIER    | (func (br $x))",
        "UNKNOWN_IDENTIFIER    | (func (local.get $x))",
        "UNKNOWN_IDENTIFIER    | (start $x)",
        "UNKNOWN_IDENTIFIER    | (func (type $t))",
        "DUPLICATE_FUNC        | (func $f) (func $f)",
        "DUPLICATE_LOCAL       | (func (param $a i32) (local $a i32))",
        "DUPLICATE_TYPE        | (type $t (func)) (type $t (func))",
        "DUPLICATE_TABLE       | (table $t 1 funcref) (table $t 1 funcref)",
        "DUPLICATE_MEMORY      | (memory $m 1) (memory $m 1)",
        "DUPLICATE_ELEM        | (elem $e func) (elem $e func)",
        "DUPLICATE_GLOBAL      | (global $g i32 (i32.const 0)) (global $g i32 (i32.const 0))",
        "DUPLICATE_DATA        | (data $d) (data $d)",
        "MULTIPLE_STARTS       | (func) (start 0) (start 0)",
        "IMPORT_AFTER_FUNCTION | (func) (import \"a\" \"b\" (memory 1))",
        "IMPORT_AFTER_TABLE    | (table 1 funcref) (import \"a\" \"b\" (func))",
        "IMPORT_AFTER_MEMORY   | (memory 1) (func (import \"a\" \"b\"))",
        "IMPORT_AFTER_GLOBAL   | (global i32 (i32.const 0)) (import \"a\" \"b\" (func))",
        "MALFORMED_UTF8        | (export \"\\ff\" (func 0))"})
    void brokenTextIsRefused(Failure failure, String text) {
        MalformedException e = refused(text);
        assertEquals(failure, e.failure(), e.getMessage());
        assertTrue(e.refusal().place().isPresent());
    }

    @Test
    void messagesShowTheLineAndPointAtTheToken() {
        MalformedException e = refused("(module\n  (func (param i32)\n\t(i32.add (local.get 0) (i32.cons 1))\n  ))");
        assertEquals("unknown operator at line 3, column 26: expected an instruction, found i32.cons\n    \t(i32.add (local.get 0) "
                + "(i32.cons 1))\n    \t                        ^", e.getMessage());
        assertEquals(3, e.refusal().place().orElseThrow().line());
        assertEquals(26, e.refusal().place().orElseThrow().column());
    }

    @Test
    void placesInQuotedModulesCountInTheQuote() {
        assertEquals(2, refused("(module quote \"\\n (foo)\")").refusal().place().orElseThrow().line());
    }

    @Test
    void theServiceLoaderFindsTheFormat() {
        TextFormat format = ServiceLoader.load(TextFormat.class).findFirst().orElseThrow();
        assertEquals(WatFormat.class, format.getClass());
        assertEquals(PREAMBLE, HexFormat.of().formatHex(format.toBinary("(module)".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void dataMayBeGivenAsNumbers() {
        String strings = "(memory (data \"\\01\\ff\")) (data \"a\\00\\80\\ff\\ff\" \"\\00\\00\\00\\80\") (data (i32.const 0) \"\\fe"
                + "\\ff".repeat(7) + "\\00\\00\\c0\\7f\\00\\00\\00\\00\\00\\00\\f0\\bf\") (data \"\\01\\00\\02" + "\\00".repeat(13) + "\")";
        String numbers = "(memory (data (i8 1 -1))) (data \"a\" (i16 -32768 65535) (i32 2147483648)) (data (i32.const 0) (i64 -2) (f32 nan)"
                + "(f64 -1)) (data (v128 i16x8 1 2 0 0 0 0 0 0) (i8))";
        assertArrayEquals(binary(strings), binary(numbers));
        assertTrue(refused("(data (i8 256))").getMessage().startsWith("constant out of range at line 1, column 11: expected i8, "));
        assertTrue(refused("(data (i16 1.5))").getMessage().startsWith("unexpected token at line 1, column 12: expected a whole number"));
    }
}
