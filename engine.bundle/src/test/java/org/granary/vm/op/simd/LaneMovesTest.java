package org.granary.vm.op.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.granary.op.SimdOp;
import org.junit.jupiter.api.Test;

/** Bytes and lanes that move without arithmetic. */
class LaneMovesTest {
    private final SimdCalls calls = new SimdCalls();
    private final Random random = new Random(7);

    private Bits vector() {
        return new Bits(random.nextLong(), random.nextLong());
    }

    @Test
    void swizzleTakesBytesByIndexAndZeroPastTheEnd() {
        for (int round = 0; round < 500; round++) {
            Bits a = vector();
            Bits indices = vector();
            Bits expected = new Bits(0, 0);
            for (int i = 0; i < 16; i++) {
                indices = random.nextBoolean() ? indices.with(8, i, random.nextInt(17)) : indices;
                long index = indices.lane(8, i);
                expected = expected.with(8, i, index < 16 ? a.lane(8, (int) index) : 0);
            }
            assertEquals(expected, calls.call(SimdMethod.of(SimdOp.I8X16_SWIZZLE), List.of(a, indices)));
            assertEquals(expected, calls.call(SimdMethod.of(SimdOp.I8X16_RELAXED_SWIZZLE), List.of(a, indices)));
        }
    }

    @Test
    void shuffleTakesBytesOfBothVectors() {
        for (int round = 0; round < 500; round++) {
            Bits a = vector();
            Bits b = vector();
            int[] lanes = random.ints(16, 0, 32).toArray();
            Bits expected = new Bits(0, 0);
            for (int i = 0; i < 16; i++) {
                expected = expected.with(8, i, (lanes[i] < 16 ? a : b).lane(8, lanes[i] & 15));
            }
            assertEquals(expected, calls.call(SimdMethod.of(SimdOp.I8X16_SHUFFLE), List.of(a, b), lanes));
        }
    }

    @Test
    void integerLanesAreReplacedAndExtractedAtEveryIndex() {
        for (String shape : List.of("i8x16", "i16x8", "i32x4", "i64x2")) {
            int width = Literals.width(shape);
            for (int lane = 0; lane < 128 / width; lane++) {
                Bits a = vector();
                long value = random.nextLong();
                Object scalar = width == 64 ? (Object) value : (Object) (int) value;
                Bits replaced = (Bits) calls.call(SimdCalls.named(shape + ".replace_lane").orElseThrow(), List.of(a, scalar), lane);
                assertEquals(a.with(width, lane, value), replaced);
                if (width > 16) {
                    assertEquals(scalar, calls.call(SimdCalls.named(shape + ".extract_lane").orElseThrow(), List.of(replaced), lane));
                } else {
                    int signed = width == 8 ? (byte) value : (short) value;
                    assertEquals(signed, calls.call(SimdCalls.named(shape + ".extract_lane_s").orElseThrow(), List.of(replaced), lane));
                    assertEquals(signed & (1 << width) - 1,
                            calls.call(SimdCalls.named(shape + ".extract_lane_u").orElseThrow(), List.of(replaced), lane));
                }
            }
        }
    }

    @Test
    void floatLanesAreReplacedAndExtractedAtEveryIndex() {
        for (int lane = 0; lane < 4; lane++) {
            Bits a = vector();
            Bits replaced = (Bits) calls.call(SimdMethod.of(SimdOp.F32X4_REPLACE_LANE), List.of(a, -1.5f), lane);
            assertEquals(a.with(32, lane, Float.floatToRawIntBits(-1.5f)), replaced);
            assertEquals(-1.5f, calls.call(SimdMethod.of(SimdOp.F32X4_EXTRACT_LANE), List.of(replaced), lane));
        }
        for (int lane = 0; lane < 2; lane++) {
            Bits a = vector();
            Bits replaced = (Bits) calls.call(SimdMethod.of(SimdOp.F64X2_REPLACE_LANE), List.of(a, -1.5), lane);
            assertEquals(a.with(64, lane, Double.doubleToRawLongBits(-1.5)), replaced);
            assertEquals(-1.5, calls.call(SimdMethod.of(SimdOp.F64X2_EXTRACT_LANE), List.of(replaced), lane));
        }
    }

    @Test
    void splatIgnoresTheBitsAboveTheLane() {
        assertEquals(new Bits(0x8181_8181_8181_8181L, 0x8181_8181_8181_8181L),
                calls.call(SimdMethod.of(SimdOp.I8X16_SPLAT), List.of(0x1281)));
        assertEquals(new Bits(0x8001_8001_8001_8001L, 0x8001_8001_8001_8001L),
                calls.call(SimdMethod.of(SimdOp.I16X8_SPLAT), List.of(0x7_8001)));
        assertEquals(new Bits(0x8000_0001_8000_0001L, 0x8000_0001_8000_0001L),
                calls.call(SimdMethod.of(SimdOp.I32X4_SPLAT), List.of(0x8000_0001)));
        assertEquals(new Bits(-3, -3), calls.call(SimdMethod.of(SimdOp.I64X2_SPLAT), List.of(-3L)));
    }

    @Test
    void bitselectTakesTheFirstWhereTheMaskIsSet() {
        assertEquals(new Bits(0x00f0L, -1),
                calls.call(SimdMethod.of(SimdOp.V128_BITSELECT), List.of(new Bits(0x0ff0L, -1), new Bits(0, 0), new Bits(0x00ffL, -1))));
        assertEquals(new Bits(0x1200L, 0),
                calls.call(SimdMethod.of(SimdOp.V128_ANDNOT), List.of(new Bits(0x1234L, 0), new Bits(0x00ffL, 0))));
    }
}
