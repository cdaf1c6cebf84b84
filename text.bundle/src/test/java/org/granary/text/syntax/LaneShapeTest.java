package org.granary.text.syntax;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.text.lex.Lexer;
import org.granary.text.lex.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LaneShapeTest {
    private static Cursor cursor(String text) {
        return new Cursor(Lexer.tokens(new Source((text + ")").getBytes(StandardCharsets.UTF_8))), 0);
    }

    private static Failure refused(String text) {
        return assertThrows(MalformedException.class, () -> LaneShape.vector(cursor(text))).failure();
    }

    @ParameterizedTest
    @EnumSource
    void lanesFillAVector(LaneShape shape) {
        assertEquals(128, shape.lanes() * shape.bits());
    }

    @Test
    void lanesLieLowestFirst() {
        assertArrayEquals(new long[] {0x0706_0504_0302_01ffL, 0xf0e_0d0c_0b0a_0980L},
                LaneShape.vector(cursor("i8x16 -1 1 2 3 4 5 6 7 -128 9 10 11 12 13 14 15")));
        assertArrayEquals(new long[] {0x0002_0001_ffff_8000L, 4L}, LaneShape.vector(cursor("i16x8 -0x8000 65535 1 2 4 0 0 0")));
        assertArrayEquals(new long[] {0x3f80_0000_ffc0_0000L, 0x7fa0_0000_7f80_0000L},
                LaneShape.vector(cursor("f32x4 -nan 1 inf nan:0x200000")));
        assertArrayEquals(new long[] {Long.MIN_VALUE, 0x7ff8_0000_0000_0000L}, LaneShape.vector(cursor("f64x2 -0x0 nan")));
        assertArrayEquals(new long[] {-1, Long.MIN_VALUE}, LaneShape.vector(cursor("i64x2 0xffff_ffff_ffff_ffff -0x8000000000000000")));
    }

    @ParameterizedTest
    @CsvSource({"i64x2,LANE_LITERALS", "i64x2 1,LANE_LITERALS", "i64x2 1 2 3,LANE_LITERALS", "i64x2 99999999999999999999,LANE_LITERALS",
        "i64x2 1 0x1_0000_0000_0000_0000,CONSTANT_OUT_OF_RANGE", "i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 256,CONSTANT_OUT_OF_RANGE",
        "f32x4 0 0 0 nan:0x800000,CONSTANT_OUT_OF_RANGE", "f64x2 0 nan:canonical,UNEXPECTED_TOKEN", "i64x3 1 2 3,UNKNOWN_OPERATOR",
        "0 0,UNEXPECTED_TOKEN", "i64x2 1 1.5,UNEXPECTED_TOKEN"})
    void whatIsNoVectorIsRefused(String text, Failure failure) {
        assertSame(failure, refused(text));
    }
}
