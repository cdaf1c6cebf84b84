package org.granary.console.words;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.granary.store.V128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    private static Object value(String type, String word) {
        return Words.values("f", List.of(type), List.of(word))[0];
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, -1", "+7, 7", "0x10, 16", "-0x80000000, -2147483648", "0xffffffff, -1", "4294967295, -1",
            "2147483647, 2147483647", "0X0F, 15"})
    void i32(String word, int value) {
        assertEquals(value, value("i32", word));
    }

    @ParameterizedTest
    @CsvSource({"-9223372036854775808, -9223372036854775808", "18446744073709551615, -1", "0x8000000000000000, -9223372036854775808"})
    void i64(String word, long value) {
        assertEquals(value, value("i64", word));
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0", "-1.5e3, -1500.0", ".5, 0.5", "0x1.8p1, 3.0", "0x10, 16.0", "inf, Infinity", "-inf, -Infinity", "nan, NaN",
            "-0, -0.0"})
    void floats(String word, double value) {
        assertEquals(value, value("f64", word));
        assertEquals((float) value, value("f32", word));
    }

    @ParameterizedTest
    @CsvSource({"i32, 4294967296", "i32, -2147483649", "i32, 1.5", "i32, x", "i32, ''", "i64, 18446744073709551616", "f32, 1f",
            "f64, infinity", "f64, 0x", "f32, 1e39", "f64, -1e309", "f32, nan:0x1", "v128, 0", "v128, 0x",
        "v128, 0x100000000000000000000000000000000", "externref, 1", "(ref null any), x",
        "funcref, 3"})
    void wordsThatAreNoValue(String type, String word) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> value(type, word));
        assertTrue(refused.getMessage().startsWith("f: argument 1: ") && refused.getMessage().endsWith("found " + word),
                refused.getMessage());
    }

    @Test
    void vectorsAreWrittenAsTheyAreShown() {
        V128 vector = new V128(0x0123456789abcdefL, -2);
        assertEquals(vector, value("v128", vector.toString().replace("v128 ", "")));
        assertEquals(new V128(255, 0), value("v128", "0xFF"));
    }

    @Test
    void referencesAreNullOnly() {
        assertArrayEquals(new Object[] {null, null}, Words.values("f", List.of("externref", "funcref"), List.of("null", "ref.null")));
    }

    @Test
    void countIsTold() {
        assertEquals("add: expected 2 arguments (i32 i64), found 1",
                assertThrows(IllegalArgumentException.class, () -> Words.values("add", List.of("i32", "i64"), List.of("1"))).getMessage());
        assertEquals("f: expected 0 arguments, found 2",
                assertThrows(IllegalArgumentException.class, () -> Words.values("f", List.of(), Arrays.asList("1", "2"))).getMessage());
    }
}
