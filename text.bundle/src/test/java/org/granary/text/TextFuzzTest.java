package org.granary.text;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.granary.engine.ModuleException;
import org.junit.jupiter.api.Test;

/** Changed texts end in a refusal or in bytes, never in anything else. */
class TextFuzzTest {
    private static final String TEXT = """
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
    private static final String[] PIECES = {"(", ")", "\"", "(;", ";)", ";;", "$", "$x", "(@", "0x", "-1", "i32", "end", "else", "(then",
            "(param", "(type 9)", "\\", "\n", "\u00e9", "\0", "=", "(else"};

    @Test
    void theTextItselfIsWhole() {
        assertTrue(Wat.toBinary(TEXT.getBytes(StandardCharsets.UTF_8)).length > 100);
    }

    @Test
    void changedTexts() {
        Random random = new Random(20_260);
        byte[] original = TEXT.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 3_000; round++) {
            byte[] text = random.nextBoolean() ? bytesChanged(original.clone(), random)
                    : pieceChanged(random).getBytes(StandardCharsets.UTF_8);
            try {
                Wat.toBinary(text);
            } catch (ModuleException expected) {
                assertTrue(expected.refusal().place().isPresent(), expected.getMessage());
            } catch (RuntimeException | StackOverflowError e) {
                fail("round " + round + ": " + new String(text, StandardCharsets.UTF_8), e);
            }
        }
    }

    private static byte[] bytesChanged(byte[] text, Random random) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            text[random.nextInt(text.length)] = (byte) random.nextInt(256);
        }
        return text;
    }

    private static String pieceChanged(Random random) {
        int at = random.nextInt(TEXT.length());
        String piece = PIECES[random.nextInt(PIECES.length)];
        return switch (random.nextInt(3)) {
            case 0 -> TEXT.substring(0, at);
            case 1 -> TEXT.substring(0, at) + piece + TEXT.substring(at);
            default -> TEXT.substring(0, at) + piece + TEXT.substring(Math.min(TEXT.length(), at + random.nextInt(20)));
        };
    }
}
