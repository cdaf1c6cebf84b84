package org.granary.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.ModuleException;
import org.granary.engine.Proposal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Changed texts end in a refusal with its place or in bytes, changed binaries in a refusal or in a text, never in anything else. What was
 * read is printed and read again.
 */
class TextFuzzTest {
    private static final int ROUNDS = 2_000;
    private static final String CORE = """
            (module $m
              (type $t (func (param $x i32) (result i64)))
              (import "a" "\\u{e9}" (func $imported (type $t)))
              (import "a" "m" (memory $mem 1 2))
              (table $tab (export "tab") 3 funcref)
              (global $g (mut f32) (f32.const -0x1.8p+3))
              (func $f (export "f") (type $t) (local $l f64) (local i32 i32)
                (block $out (result i64)
                  (if (result i64) (i32.eqz (local.get 0))
                    (then (i64.const 1_000))
                    (else (loop $again (br_if $again (i32.const 0)) (br_table 0 $out 0 (i32.const 1))) unreachable)))
                drop
                i32.const 0 i32.load offset=4 align=2 if $l nop else $l nop end $l
                (call_indirect $tab (type $t) (i32.const 1) (i32.const 2)))
              (elem $e (table $tab) (offset (i32.const 0)) func $f $imported)
              (elem declare funcref (ref.func $f) (item ref.null func))
              (data $d (i32.const 8) "a\\00\\ff" "b")
              (@note (any "thing") ,;[)
              (start $s) (func $s (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0)) (drop (f64.const nan:0x4))))
            """;
    private static final String LATER = """
            (module $"a b" (@name "n") (@custom "c" (before code) "x\\00") (@custom "d" (@x (y)) "z")
              (rec (type $s (sub (struct (field $n (ref null $a)) (field (mut i8))))) (type $a (array (mut (ref $s)))))
              (type $sub (sub final $s (struct (field (ref null $a)) (field (mut i8)) (field i64))))
              (tag $e (export "e") (param i32 anyref))
              (memory $big i64 1 4 (pagesize 1)) (memory $shared 1 1 shared) (table $t i64 2 (ref null $s) (ref.null $s))
              (func $f (@name "f") (param $p (@name "q") v128) (result i32)
                (@metadata.code.branch_hint "\\01") (if (i32.const 1) (then (v128.store64_lane $big offset=8 align=1 1 (i64.const 0) \
            (local.get $p))))
                (block $h (result i32 anyref) (try_table (catch $e $h) (catch_all 1) (throw $e (i32.const 3) (ref.i31 (i32.const 4)))) \
            unreachable)
                (br_on_cast_fail 0 anyref (ref null $s)) drop
                (i32.atomic.rmw8.cmpxchg_u $shared (i32.const 0) (i32.const 1) (i32.const 2)) (atomic.fence) drop
                (drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (v128.const f32x4 nan -inf 0x1p-3 1e3) (local.get $p)))
                (drop (select (result (ref $s)) (struct.new_default $s) (struct.new $s (ref.null none) (i32.const 1)) (i32.const 0)))
                (drop (array.new_fixed $a 1 (ref.cast (ref $s) (ref.null any))))
                try $u (return_call $f (local.get $p)) catch $e rethrow $u end try nop delegate 0))
            """;
    private static final String[] PIECES = {"(", ")", "\"", "(;", ";)", ";;", "$", "$x", "(@", "0x", "-1", "i32", "end", "else", "(then",
        "(param", "(type 9)", "\\", "\n", "\u00e9", "\0", "=", "(else", "(@name \"x\")", "(@custom", "(@metadata.code.x \"y\")",
                "catch_all",
        "delegate 7", "4294967296", "nan:0x", "(ref null", "$\"", "\\u{d800}", "offset=-1", "align=3", "(rec", "(sub", "shared", "1e999"};

    @Test
    void theTextsThemselvesAreWhole() {
        for (String text : List.of(CORE, LATER)) {
            byte[] binary = Wat.toBinary(text.getBytes(StandardCharsets.UTF_8));
            assertTrue(binary.length > 100);
            assertEquals(Wat.print(binary), Wat.print(Wat.toBinary(Wat.print(binary).getBytes(StandardCharsets.UTF_8))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CORE, LATER})
    void changedTexts(String original) {
        Random random = new Random(20_260);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] text = random.nextBoolean() ? bytesChanged(original.getBytes(StandardCharsets.UTF_8), random)
                    : pieceChanged(original, random).getBytes(StandardCharsets.UTF_8);
            try {
                String printed = Wat.print(Wat.toBinary(text));
                Wat.toBinary(printed.getBytes(StandardCharsets.UTF_8));
                read++;
            } catch (ModuleException expected) {
                assertTrue(expected.refusal().place().isPresent() || expected.offset().isPresent(), expected.getMessage());
            } catch (RuntimeException | StackOverflowError e) {
                fail("round " + round + ": " + new String(text, StandardCharsets.UTF_8), e);
            }
        }
        int whole = read;
        assertTrue(whole > ROUNDS / 100 && whole < ROUNDS, () -> "as good as all were refused, or none: " + whole + " were read");
    }

    @Test
    void changedBinariesArePrintedOrRefused() {
        Random random = new Random(7);
        EngineConfig.Builder config = EngineConfig.builder();
        Arrays.stream(Proposal.values()).filter(proposal -> proposal != Proposal.CORE).forEach(proposal -> config.proposal(proposal, true));
        try (Engine engine = Engine.create(config.build())) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] binary = bytesChanged(Wat.toBinary((round % 2 == 0 ? CORE : LATER).getBytes(StandardCharsets.UTF_8)), random);
                try {
                    byte[] text = Wat.print(binary).getBytes(StandardCharsets.UTF_8);
                    engine.validateCustomSections(binary);
                    // a valid module's text is one
                    engine.validate(Wat.toBinary(text));
                } catch (ModuleException expected) {
                    assertTrue(expected.refusal().place().isPresent() || expected.offset().isPresent(), expected.getMessage());
                } catch (RuntimeException | StackOverflowError e) {
                    fail("round " + round, e);
                }
            }
        }
    }

    private static byte[] bytesChanged(byte[] original, Random random) {
        byte[] changed = original.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private static String pieceChanged(String text, Random random) {
        int at = random.nextInt(text.length());
        String piece = PIECES[random.nextInt(PIECES.length)];
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + piece + text.substring(at);
            default -> text.substring(0, at) + piece + text.substring(Math.min(text.length(), at + random.nextInt(20)));
        };
    }
}
