package org.granary.vm.op.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What NaNs, zeros and the edges of integers become in float lanes. */
class FloatLanesTest {
    private static final int SIGNALLING = 0x7fa0_1234;
    private static final long SIGNALLING_64 = 0x7ff4_0000_0000_1234L;

    private final SimdCalls calls = new SimdCalls();

    private static Bits singles(int... lanes) {
        Bits bits = new Bits(0, 0);
        for (int i = 0; i < 4; i++) {
            bits = bits.with(32, i, lanes[i]);
        }
        return bits;
    }

    private static Bits singles(float... lanes) {
        int[] bits = new int[4];
        for (int i = 0; i < 4; i++) {
            bits[i] = Float.floatToRawIntBits(lanes[i]);
        }
        return singles(bits);
    }

    private static Bits doubles(double low, double high) {
        return new Bits(Double.doubleToRawLongBits(low), Double.doubleToRawLongBits(high));
    }

    private Bits call(String name, Object... operands) {
        return (Bits) calls.call(SimdCalls.named(name).orElseThrow(), List.of(operands));
    }

    @Test
    void arithmeticMakesSignallingNansQuietInEveryLane() {
        Bits nans = singles(SIGNALLING, SIGNALLING | Integer.MIN_VALUE, 0x7f80_0001, 0xff80_0001);
        Bits ones = singles(1f, 1f, 1f, 1f);
        for (String name : List.of("add", "sub", "mul", "div", "min", "max", "relaxed_min", "relaxed_max")) {
            quiet32(name, call("f32x4." + name, nans, ones));
            quiet32(name, call("f32x4." + name, ones, nans));
        }
        for (String name : List.of("sqrt", "ceil", "floor", "trunc", "nearest")) {
            quiet32(name, call("f32x4." + name, nans));
        }
        Bits nans64 = new Bits(SIGNALLING_64, SIGNALLING_64 | Long.MIN_VALUE);
        Bits ones64 = doubles(1, 1);
        for (String name : List.of("add", "sub", "mul", "div", "min", "max", "relaxed_min", "relaxed_max")) {
            quiet64(name, call("f64x2." + name, nans64, ones64));
            quiet64(name, call("f64x2." + name, ones64, nans64));
        }
        for (String name : List.of("sqrt", "ceil", "floor", "trunc", "nearest")) {
            quiet64(name, call("f64x2." + name, nans64));
        }
        quiet64("promote", call("f64x2.promote_low_f32x4", nans));
        assertEquals(0, call("f32x4.demote_f64x2_zero", nans64).hi());
        quiet32("demote", new Bits(call("f32x4.demote_f64x2_zero", nans64).lo(), -1));
    }

    private static void quiet32(String name, Bits bits) {
        for (int i = 0; i < 4; i++) {
            assertTrue((bits.lane(32, i) & 0x7fc0_0000) == 0x7fc0_0000, () -> name + " gives " + bits);
        }
    }

    private static void quiet64(String name, Bits bits) {
        for (int i = 0; i < 2; i++) {
            assertTrue((bits.lane(64, i) & 0x7ff8_0000_0000_0000L) == 0x7ff8_0000_0000_0000L, () -> name + " gives " + bits);
        }
    }

    @Test
    void bitOperationsKeepTheBitsOfNans() {
        Bits nans = singles(SIGNALLING, SIGNALLING | Integer.MIN_VALUE, 0x7f80_0001, 0xff80_0001);
        Bits ones = singles(1f, 1f, 1f, 1f);
        assertEquals(singles(SIGNALLING | Integer.MIN_VALUE, SIGNALLING, 0xff80_0001, 0x7f80_0001), call("f32x4.neg", nans));
        assertEquals(singles(SIGNALLING, SIGNALLING, 0x7f80_0001, 0x7f80_0001), call("f32x4.abs", nans));
        Bits nans64 = new Bits(SIGNALLING_64, SIGNALLING_64 | Long.MIN_VALUE);
        assertEquals(new Bits(SIGNALLING_64 | Long.MIN_VALUE, SIGNALLING_64), call("f64x2.neg", nans64));
        assertEquals(new Bits(SIGNALLING_64, SIGNALLING_64), call("f64x2.abs", nans64));
        for (String name : List.of("pmin", "pmax")) {
            assertEquals(nans, call("f32x4." + name, nans, ones));
            assertEquals(ones, call("f32x4." + name, ones, nans));
            assertEquals(nans64, call("f64x2." + name, nans64, doubles(1, 1)));
            assertEquals(doubles(1, 1), call("f64x2." + name, doubles(1, 1), nans64));
        }
    }

    @Test
    void zerosHaveSignsInMinAndMaxButNotInPminAndPmax() {
        Bits plus = singles(0f, 0f, 0f, 0f);
        Bits minus = singles(-0f, -0f, -0f, -0f);
        assertEquals(minus, call("f32x4.min", plus, minus));
        assertEquals(minus, call("f32x4.min", minus, plus));
        assertEquals(plus, call("f32x4.max", minus, plus));
        assertEquals(plus, call("f32x4.pmin", plus, minus));
        assertEquals(minus, call("f32x4.pmax", minus, plus));
        assertEquals(doubles(-0.0, -0.0), call("f64x2.min", doubles(0, -0.0), doubles(-0.0, 0)));
        assertEquals(doubles(0, -0.0), call("f64x2.pmin", doubles(0, -0.0), doubles(-0.0, 0)));
        assertEquals(singles(-0f, 0f, -2f, 2f), call("f32x4.nearest", singles(-0.5f, 0.5f, -2.5f, 1.5f)));
        assertEquals(singles(-0f, 0f, -2f, 1f), call("f32x4.trunc", singles(-0.5f, 0.5f, -2.5f, 1.5f)));
    }

    @Test
    void truncationSaturatesAndTakesNanToZero() {
        Bits edges = singles(Float.NaN, -3e9f, 3e9f, 5e9f);
        Bits signed = singles(0, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
        Bits unsigned = singles(0, 0, (int) 3_000_000_000L, -1);
        for (String name : List.of("trunc_sat_f32x4", "relaxed_trunc_f32x4")) {
            assertEquals(signed, call("i32x4." + name + "_s", edges));
            assertEquals(unsigned, call("i32x4." + name + "_u", edges));
        }
        for (String name : List.of("trunc_sat_f64x2", "relaxed_trunc_f64x2")) {
            assertEquals(singles(Integer.MIN_VALUE, 0, 0, 0), call("i32x4." + name + "_s_zero", doubles(-1e300, Double.NaN)));
            assertEquals(singles(-1, (int) 3_000_000_000L, 0, 0), call("i32x4." + name + "_u_zero", doubles(1e300, 3e9)));
        }
    }

    @Test
    void unsignedIntegersConvertAsUnsigned() {
        Bits ints = singles(-1, Integer.MIN_VALUE, 0x0100_0001, 7);
        assertEquals(singles(4_294_967_295f, 2_147_483_648f, 16_777_216f, 7f), call("f32x4.convert_i32x4_u", ints));
        assertEquals(singles(-1f, -2_147_483_648f, 16_777_216f, 7f), call("f32x4.convert_i32x4_s", ints));
        assertEquals(doubles(4_294_967_295.0, 2_147_483_648.0), call("f64x2.convert_low_i32x4_u", ints));
        assertEquals(doubles(-1, -2_147_483_648.0), call("f64x2.convert_low_i32x4_s", ints));
    }

    @Test
    void relaxedMultiplyAddRoundsTwice() {
        double x = 1 + 0x1p-30;
        assertEquals(doubles(x * x - 1, 1 - x * x), call("f64x2.relaxed_madd", doubles(x, -x), doubles(x, x), doubles(-1, 1)));
        assertTrue(Math.fma(x, x, -1) != x * x - 1, "the operands tell the two apart");
        assertEquals(doubles(-(x * x) + 1, 0), call("f64x2.relaxed_nmadd", doubles(x, 1), doubles(x, 1), doubles(1, 1)));
        assertEquals(singles(7f, -5f, 1f, 0f),
                call("f32x4.relaxed_madd", singles(2f, -2f, 0f, 1f), singles(3f, 3f, 9f, -1f), singles(1f, 1f, 1f, 1f)));
        assertEquals(singles(-5f, 7f, 1f, 2f),
                call("f32x4.relaxed_nmadd", singles(2f, -2f, 0f, 1f), singles(3f, 3f, 9f, -1f), singles(1f, 1f, 1f, 1f)));
    }

    @Test
    void relaxedDotIsSignedAndSaturates() {
        Bits least = new Bits(0x8080_8080_8080_8080L, 0x8080_8080_8080_8080L);
        assertEquals(new Bits(0x7fff_7fff_7fff_7fffL, 0x7fff_7fff_7fff_7fffL), call("i16x8.relaxed_dot_i8x16_i7x16_s", least, least));
        assertEquals(singles(65_535, 65_535, 65_534, 65_533),
                call("i32x4.relaxed_dot_i8x16_i7x16_add_s", least, least, singles(1, 1, 0, -1)));
        assertEquals(new Bits(0x7fff_7fff_7fff_7fffL, 0), call("i16x8.relaxed_q15mulr_s",
                new Bits(0x8000_8000_8000_8000L, 0), new Bits(0x8000_8000_8000_8000L, 0)));
    }

    @Test
    void relaxedLaneselectChoosesBitByBit() {
        for (String shape : List.of("i8x16", "i16x8", "i32x4", "i64x2")) {
            assertEquals(new Bits(0x1234_5678_9abc_de3fL, 0), call(shape + ".relaxed_laneselect",
                    new Bits(0xffff_ffff_ffff_ff3fL, 0), new Bits(0x1234_5678_9abc_deffL, -1), new Bits(0xff, -1)));
        }
    }
}
