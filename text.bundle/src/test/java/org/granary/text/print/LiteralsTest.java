package org.granary.text.print;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.granary.text.lex.NumberLiteral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralsTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "80000000, -0", "3f800000, 1", "3dcccccd, 0.1", "7f800000, inf", "ff800000, -inf", "7fc00000, nan",
            "ffc00001, -nan:0x400001",
        "7f7fffff, 3.4028235E+38", "00000001, 1E-45", "4b800001, 16777218"})
    void floats(String bits, String text) {
        assertEquals(text, Literals.f32(Integer.parseUnsignedInt(bits, 16)));
    }

    @Test
    void whatIsWrittenReadsBackToTheSameBits() {
        Random random = new Random(64);
        for (int i = 0; i < 20_000; i++) {
            long bits = random.nextLong();
            assertEquals(bits, NumberLiteral.f64(Literals.f64(bits)).getAsLong());
            assertEquals((int) bits, NumberLiteral.f32(Literals.f32((int) bits)).getAsInt());
        }
        for (double value : new double[] {Double.MIN_VALUE, Double.MAX_VALUE, Double.MIN_NORMAL, 1e23, 2e-3, 1e9, 123456789012345678d}) {
            long bits = Double.doubleToRawLongBits(value);
            assertEquals(bits, NumberLiteral.f64(Literals.f64(bits)).getAsLong());
        }
    }

    @Test
    void namesKeepLettersAndHideWhatTerminalsActOn() {
        assertEquals("\"a \u03bb \\\" \\\\ \\u{1b} \\u{202e} \\u{feff} \\u{301}\"",
                Literals.name("a \u03bb \" \\ \u001b \u202e \ufeff \u0301"));
        assertEquals("$a.b", Literals.identifier("a.b"));
        assertEquals("$\"a b\"", Literals.identifier("a b"));
    }
}
