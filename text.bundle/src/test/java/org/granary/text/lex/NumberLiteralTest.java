package org.granary.text.lex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberLiteralTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "1_000", "+0x1F", "-0x0_a", "00"})
    void wholeNumbers(String text) {
        assertTrue(NumberLiteral.isInteger(text));
        assertTrue(NumberLiteral.isFloat(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.", "1.5", "1e5", "1.e-5", "0x1.8p+3", "0x.8", ".5", "1__0", "_1", "1_", "0x", "0x_1", "", "+", "1.5.5",
            "0X1", "nan:", "nan:0x", "1._5", "1.5_", "1e", "0xep"})
    void notWholeNumbers(String text) {
        assertFalse(NumberLiteral.isInteger(text));
    }

    @ParameterizedTest
    @CsvSource({"1., true", "1.5, true", "1e5, true", "1.E-5, true", "0x1.8p+3, true", "0x1e, true", "inf, true", "-nan, true",
            "+nan:0x1_f, true", "0x.8, false", ".5, false",
        "1._5, false", "1.5_, false", "1e, false", "0x1p, false", "nan:1, false", "nan:0x, false", "infinity, false", "1e0x5, false"})
    void floats(String text, boolean is) {
        assertEquals(is, NumberLiteral.isFloat(text));
    }

    @ParameterizedTest
    @CsvSource({"4294967295, 4294967295", "0xffff_ffff, 4294967295", "-2147483648, -2147483648", "+7, 7"})
    void integersInRange(String text, long value) {
        assertEquals(OptionalLong.of(value), NumberLiteral.integer(text, 32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967296", "-2147483649", "0x1_0000_0000", "-0x8000_0001",
            "99999999999999999999999999999999999999999999999999999999999"})
    void integersOutOfRange(String text) {
        assertEquals(OptionalLong.empty(), NumberLiteral.integer(text, 32));
    }

    @Test
    void sixtyFourBits() {
        assertEquals(OptionalLong.of(-1), NumberLiteral.integer("18446744073709551615", 64));
        assertEquals(OptionalLong.of(Long.MIN_VALUE), NumberLiteral.integer("-9223372036854775808", 64));
        assertEquals(OptionalLong.empty(), NumberLiteral.integer("18446744073709551616", 64));
        assertEquals(OptionalLong.of(-1), NumberLiteral.unsigned("0xffff_ffff_ffff_ffff", 64));
        assertEquals(OptionalLong.empty(), NumberLiteral.unsigned("-1", 64));
    }

    @Test
    void decimalsAreRoundedOnceToThirtyTwoBits() {
        assertEquals(OptionalInt.of(0x3f80_0001), NumberLiteral.f32("1.00000017881393432617187499"));
    }

    @Test
    void hexadecimalFloatsNeedNoExponent() {
        assertEquals(OptionalInt.of(Float.floatToRawIntBits(1.5f)), NumberLiteral.f32("0x1.8"));
        assertEquals(OptionalLong.of(Double.doubleToRawLongBits(-30.0)), NumberLiteral.f64("-0x1_e"));
        assertEquals(OptionalInt.of(Float.floatToRawIntBits(Float.MIN_VALUE)), NumberLiteral.f32("0x1p-149"));
        assertEquals(OptionalInt.of(0), NumberLiteral.f32("0x1p-99999999999"));
    }

    @Test
    void whatRoundsToInfinityIsOutOfRange() {
        assertEquals(OptionalInt.empty(), NumberLiteral.f32("0x1p128"));
        assertEquals(OptionalInt.of(Float.floatToRawIntBits(Float.MAX_VALUE)), NumberLiteral.f32("0x1.fffffefffp127"));
        assertEquals(OptionalInt.empty(), NumberLiteral.f32("0x1.ffffffp127"));
        assertEquals(OptionalLong.empty(), NumberLiteral.f64("1e99999999999"));
        assertEquals(OptionalInt.of(0xff80_0000), NumberLiteral.f32("-inf"));
    }

    @Test
    void nansKeepTheirPayload() {
        assertEquals(OptionalInt.of(0x7fc0_0000), NumberLiteral.f32("nan"));
        assertEquals(OptionalInt.of(0xff80_0001), NumberLiteral.f32("-nan:0x1"));
        assertEquals(OptionalLong.of(0x7ff0_0000_0000_0001L), NumberLiteral.f64("+nan:0x1"));
        assertEquals(OptionalInt.empty(), NumberLiteral.f32("nan:0x0"));
        assertEquals(OptionalInt.empty(), NumberLiteral.f32("nan:0x80_0000"));
        assertEquals(OptionalLong.empty(), NumberLiteral.f64("nan:0x10_0000_0000_0000"));
    }

    @Test
    void minusZeroKeepsItsSign() {
        assertEquals(OptionalInt.of(0x8000_0000), NumberLiteral.f32("-0"));
        assertEquals(OptionalLong.of(Long.MIN_VALUE), NumberLiteral.f64("-0x0p0"));
    }
}
