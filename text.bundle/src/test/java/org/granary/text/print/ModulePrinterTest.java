package org.granary.text.print;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.granary.bytes.ByteWriter;
import org.granary.engine.Engine;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.MalformedException;
import org.granary.op.Imm;
import org.granary.op.Op;
import org.granary.op.Ops;
import org.granary.text.Wat;
import org.junit.jupiter.api.Test;

class ModulePrinterTest {
    private static byte[] binary(String text) {
        return Wat.toBinary(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String print(String text) {
        return Wat.print(binary(text));
    }

    @Test
    void aWholeModule() {
        String text = """
                (module $m
                  (type $t (;0;) (func (param i32) (result i32)))
                  (rec
                    (type $s (;1;) (sub (struct (field $next (ref null $s)) (field (mut i8)))))
                    (type (;2;) (sub final $s (struct (field (ref null $s)) (field (mut i8)) (field f64))))
                  )
                  (import "env" "f" (func $f (;0;) (type $t) (param $x i32) (result i32)))
                  (import "env" "é\\u{0}" (global (;0;) (mut i64)))
                  (table $tab (;0;) 1 2 funcref)
                  (table (;1;) i64 1 (ref null $s) (ref.null $s))
                  (memory (;0;) 1)
                  (memory $big (;1;) i64 0 16)
                  (tag $e (;0;) (type $t) (param i32) (result i32))
                  (global $g (;1;) i32 (i32.const 40) (i32.const 2) (i32.add))
                  (export "run" (func $run))
                  (start $f)
                  (elem (;0;) (i32.const 0) func $f $run)
                  (elem $later (;1;) funcref (ref.func $f) (item (global.get 0) (drop) (ref.null func)))
                  (func $run (;1;) (type $t) (param $n i32) (result i32)
                    (local i32 i64) (local $v v128)
                    block $out (result i32)
                      loop (;@2;)
                        local.get $n
                        br_if $out
                        i32.const 0
                        i64.load32_u $big offset=4 align=1
                        drop
                        br 0 (;@2;)
                      end
                      f32.const -nan:0x200000
                      f64.const 0.1
                      v128.const i32x4 0x00000001 0x00000000 0xffffffff 0x80000000
                      call_indirect (type $t) (param i32) (result i32)
                    end)
                  (data (;0;) (memory $big) (i64.const 8) "a\\00\\22\\5c")
                  (data $d (;1;) "")
                )
                """.replace(" \"\")", ")");
        assertEquals(text, print(text));
    }

    @Test
    void aLongTextComesInPieces() {
        // a thousand data segments of 16 KiB, whose text has 48 MiB
        String segment = "(data \"" + "\\00".repeat(16 << 10) + "\")";
        byte[] module = binary("(memory 1)" + segment.repeat(1000) + "(@custom \"c\" \"x\")");
        List<Integer> pieces = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        Wat.print(module, false, piece -> {
            pieces.add(piece.length());
            whole.append(piece);
        });
        assertTrue(pieces.size() > 100, pieces::toString);
        assertTrue(pieces.stream().skip(1).allMatch(length -> length < 1 << 20), pieces::toString);
        assertEquals(Wat.print(module), whole.toString());
        assertEquals("(module)\n", piecesOf("(module)"));
        assertTrue(piecesOf("(func $f)").contains("$f"));
    }

    private static String piecesOf(String text) {
        StringBuilder whole = new StringBuilder();
        Wat.print(binary(text), false, whole::append);
        return whole.toString();
    }

    @Test
    void moreLocalsThanAnEngineTakesAreRefusedNotPrinted() {
        // one group of 2^28 - 1 locals of type i32
        byte[] greedy = HexFormat.of().parseHex("0061736d01000000" + "010401600000" + "03020100" + "0a09010701ffffff7f7f0b");
        LimitException refused = assertThrows(LimitException.class, () -> Wat.print(greedy));
        assertTrue(refused.getMessage().contains("locals of a function"), refused.getMessage());
    }

    @Test
    void namesThatAreNotUniqueAreMadeSo() {
        String text = "(func $a (@name \"f\")) (func $b (@name \"f\")) (func $f#1) (func (@name \"\"))";
        String printed = print(text);
        assertTrue(printed.contains("(func $f (;0;)"), printed);
        assertTrue(printed.contains("(func $f#1 (@name \"f\") (;1;)"), printed);
        assertTrue(printed.contains("(func $f#1#2 (@name \"f#1\") (;2;)"), printed);
        assertTrue(printed.contains("(func (@name \"\") (;3;)"), printed);
        assertArrayEquals(binary(text), binary(printed));
    }

    @Test
    void aHiddenLabelIsTakenByItsNumber() {
        String text = "(func (block $l (block $l (br 1) (br $l))))";
        String printed = print(text);
        assertTrue(printed.contains("        br 1\n        br $l\n"), printed);
        assertArrayEquals(binary(text), binary(printed));
    }

    @Test
    void nestingCostsNoStackAndNoSquareOfSpaces() {
        int depth = 100_000;
        String text = "(func " + "block ".repeat(depth) + "end ".repeat(depth) + ")";
        String printed = print(text);
        assertTrue(printed.length() < depth * 250, () -> "characters: " + printed.length());
        assertArrayEquals(binary(text), binary(printed));
    }

    @Test
    void offsetsAreThoseOfErrors() {
        byte[] binary = binary("(func (drop (i32.const 1)))");
        String printed = Wat.printWithOffsets(binary);
        assertTrue(printed.contains("\n(;000017;)    i32.const 1\n(;000019;)    drop)"), printed);
        assertEquals(0x41, binary[0x17]);
        assertArrayEquals(binary, binary(printed));
    }

    @Test
    void aCompiledModuleIsPrintedToo() {
        try (Engine engine = Engine.create()) {
            assertEquals("(module)\n", Wat.print(engine.compile(binary("(module)"))));
        }
    }

    @Test
    void brokenNamesAreShownAsTheBytesTheyAre() {
        String text = "(@custom \"name\" \"\\01\\05\\01\") (func)";
        String printed = print(text);
        assertTrue(printed.contains("(@custom \"name\" \"\\01\\05\\01\")"), printed);
        assertArrayEquals(binary(text), binary(printed));
    }

    @Test
    void aBodyWithoutEndIsRefused() {
        byte[] binary = HexFormat.of().parseHex("0061736d0100000001040160000003020100" + "0a05010300" + "4100");
        MalformedException refused = assertThrows(MalformedException.class, () -> Wat.print(binary));
        assertEquals(Failure.END_EXPECTED, refused.failure());
        assertEquals(0x19, refused.offset().getAsLong());
    }

    /** Immediates of each shape; blocks also with what ends them. */
    private static final Map<Imm, String> IMMEDIATES = Map.ofEntries(Map.entry(Imm.NONE, ""), Map.entry(Imm.ZERO, "00"),
            Map.entry(Imm.BLOCK, "7f0b"), Map.entry(Imm.TRY_TABLE, "400400050001050002000300" + "0b"), Map.entry(Imm.TAG, "05"),
            Map.entry(Imm.LABEL, "00"), Map.entry(Imm.LABELS, "02000100"), Map.entry(Imm.FUNC, "03"),
            Map.entry(Imm.TYPE_TABLE, "0201"), Map.entry(Imm.TYPE, "02"), Map.entry(Imm.TYPE_FIELD, "0203"),
                    Map.entry(Imm.TYPE_COUNT, "0207"),
            Map.entry(Imm.TYPE_TYPE, "0203"), Map.entry(Imm.TYPE_DATA, "0200"), Map.entry(Imm.TYPE_ELEM, "0204"), Map.entry(Imm.CAST, "6e"),
            Map.entry(Imm.BR_CAST, "03006e6b"), Map.entry(Imm.LOCAL, "09"), Map.entry(Imm.GLOBAL, "09"), Map.entry(Imm.TABLE, "01"),
            Map.entry(Imm.TABLE_TABLE, "0100"), Map.entry(Imm.ELEM_TABLE, "0301"), Map.entry(Imm.ELEM, "03"),
                    Map.entry(Imm.MEMARG, "430105"),
            Map.entry(Imm.MEMORY, "02"), Map.entry(Imm.MEMORY_MEMORY, "0001"), Map.entry(Imm.DATA_MEMORY, "0102"),
                    Map.entry(Imm.DATA, "01"),
            Map.entry(Imm.I32, "7f"), Map.entry(Imm.I64, "7f"), Map.entry(Imm.F32, "0000c07f"), Map.entry(Imm.F64, "000000000000f8ff"),
            Map.entry(Imm.HEAP, "70"), Map.entry(Imm.TYPES, "017f"), Map.entry(Imm.V128, "000102030405060708090a0b0c0d0e0f"),
            Map.entry(Imm.LANE, "01"), Map.entry(Imm.LANES, "000102030405060708090a0b0c0d0e0f"), Map.entry(Imm.MEMARG_LANE, "43010501"));

    @Test
    void everyOpcodeIsPrintedAndReadBack() {
        Set<Imm> parts = EnumSet.of(Imm.ELSE, Imm.END, Imm.CATCH, Imm.CATCH_ALL, Imm.DELEGATE);
        for (Op op : Ops.ALL) {
            if (!parts.contains(op.immediate())) {
                ByteWriter code = new ByteWriter().u8(0);
                (op.prefix() == 0 ? code.u8(op.code()) : code.u8(op.prefix()).u32(op.code()))
                        .bytes(HexFormat.of().parseHex(IMMEDIATES.get(op.immediate()))).u8(0x0b);
                ByteWriter module = new ByteWriter().bytes(HexFormat.of().parseHex("0061736d01000000" + "010401600000" + "03020100"))
                        .u8(10).sized(new ByteWriter().u32(1).sized(code.toByteArray()).toByteArray());
                String printed = Wat.print(module.toByteArray());
                assertTrue(printed.contains("    " + op.text()), printed);
                byte[] again = binary(printed);
                byte[] tail = Arrays.copyOfRange(again, again.length - code.size(), again.length);
                assertArrayEquals(code.toByteArray(), tail, printed);
            }
        }
    }

    @Test
    void theOldWayWithExceptionsIsPrintedAndReadBack() {
        String text = "(tag $e) (func try $t call 0 catch $e rethrow $t catch_all nop end try call 0 delegate 0)";
        String printed = print(text);
        assertTrue(printed.contains("    catch $e\n      rethrow $t\n    catch_all\n"), printed);
        assertTrue(printed.contains("    delegate 0 (;@0;))"), printed);
        assertArrayEquals(binary(text), binary(printed));
    }
}
