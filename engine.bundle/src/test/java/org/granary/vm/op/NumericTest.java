package org.granary.vm.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class NumericTest {
    private static final float SIGNALLING = Float.intBitsToFloat(0x7fa0_1234);
    private static final double SIGNALLING_64 = Double.longBitsToDouble(0x7ff4_0000_0000_1234L);

    private static void traps(TrapCode code, Executable run) {
        assertEquals(code, assertThrows(Trap.class, run).code());
    }

    private static void quiet(float value) {
        assertTrue((Float.floatToRawIntBits(value) & 0x7fc0_0000) == 0x7fc0_0000,
                () -> Integer.toHexString(Float.floatToRawIntBits(value)));
    }

    private static void quiet(double value) {
        assertTrue((Double.doubleToRawLongBits(value) & 0x7ff8_0000_0000_0000L) == 0x7ff8_0000_0000_0000L,
                () -> Long.toHexString(Double.doubleToRawLongBits(value)));
    }

    @Test
    void divisionTrapsWhereItMust() {
        traps(TrapCode.INTEGER_OVERFLOW, () -> Integers.i32_div_s(Integer.MIN_VALUE, -1));
        traps(TrapCode.INTEGER_OVERFLOW, () -> Integers.i64_div_s(Long.MIN_VALUE, -1));
        assertThrows(ArithmeticException.class, () -> Integers.i32_div_u(1, 0));
        assertThrows(ArithmeticException.class, () -> Integers.i64_rem_u(1, 0));
        assertEquals(-2, Integers.i32_div_s(7, -3));
    }

    @Test
    void unsignedDivisionAgreesWithBigIntegers() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            long a = random.nextLong() >>> random.nextInt(64);
            long b = random.nextLong() >>> random.nextInt(63) | 1;
            BigInteger bigA = new BigInteger(Long.toUnsignedString(a));
            BigInteger bigB = new BigInteger(Long.toUnsignedString(b));
            assertEquals(bigA.divide(bigB).longValue(), Integers.i64_div_u(a, b));
            assertEquals(bigA.mod(bigB).longValue(), Integers.i64_rem_u(a, b));
            assertEquals(Integer.divideUnsigned((int) a, (int) b | 1), Integers.i32_div_u((int) a, (int) b | 1));
        }
    }

    @Test
    void signallingNansComeOutQuietFromArithmeticAndUnchangedFromBitOperations() {
        quiet(Floats.f32_ceil(SIGNALLING));
        quiet(Floats.f32_floor(SIGNALLING));
        quiet(Floats.f32_trunc(SIGNALLING));
        quiet(Floats.f32_nearest(SIGNALLING));
        quiet(Floats.f32_sqrt(SIGNALLING));
        quiet(Floats.f32_min(SIGNALLING, 1));
        quiet(Floats.f32_max(1, SIGNALLING));
        quiet(Floats.f64_ceil(SIGNALLING_64));
        quiet(Floats.f64_floor(SIGNALLING_64));
        quiet(Floats.f64_trunc(SIGNALLING_64));
        quiet(Floats.f64_nearest(SIGNALLING_64));
        quiet(Floats.f64_min(1, SIGNALLING_64));
        quiet(Floats.f64_max(SIGNALLING_64, 1));
        assertEquals(0xffa0_1234, Float.floatToRawIntBits(Floats.f32_neg(SIGNALLING)));
        assertEquals(0x7fa0_1234, Float.floatToRawIntBits(Floats.f32_abs(Floats.f32_neg(SIGNALLING))));
        assertEquals(0xfff4_0000_0000_1234L, Double.doubleToRawLongBits(Floats.f64_copysign(SIGNALLING_64, -1)));
    }

    @Test
    void zerosHaveSigns() {
        assertEquals(Float.floatToRawIntBits(-0f), Float.floatToRawIntBits(Floats.f32_min(0f, -0f)));
        assertEquals(0, Float.floatToRawIntBits(Floats.f32_max(0f, -0f)));
        assertEquals(Double.doubleToRawLongBits(-0.0), Double.doubleToRawLongBits(Floats.f64_trunc(-0.9)));
        assertEquals(2.0, Floats.f64_nearest(2.5));
    }

    @Test
    void truncationTrapsAtTheEdges() {
        traps(TrapCode.INVALID_CONVERSION, () -> Conversions.i32_trunc_f32_s(Float.NaN));
        traps(TrapCode.INTEGER_OVERFLOW, () -> Conversions.i32_trunc_f64_s(2_147_483_648.0));
        assertEquals(Integer.MAX_VALUE, Conversions.i32_trunc_f64_s(2_147_483_647.9));
        assertEquals(Integer.MIN_VALUE, Conversions.i32_trunc_f64_s(-2_147_483_648.9));
        traps(TrapCode.INTEGER_OVERFLOW, () -> Conversions.i32_trunc_f64_s(-2_147_483_649.0));
        assertEquals(-1, Conversions.i32_trunc_f64_u(4_294_967_295.9));
        traps(TrapCode.INTEGER_OVERFLOW, () -> Conversions.i32_trunc_f64_u(-1.0));
        assertEquals(0, Conversions.i32_trunc_f64_u(-0.9));
        assertEquals(Long.MIN_VALUE, Conversions.i64_trunc_f64_s(-9_223_372_036_854_775_808.0));
        traps(TrapCode.INTEGER_OVERFLOW, () -> Conversions.i64_trunc_f64_s(9_223_372_036_854_775_808.0));
        assertEquals(Long.MIN_VALUE, Conversions.i64_trunc_f64_u(9_223_372_036_854_775_808.0));
        traps(TrapCode.INTEGER_OVERFLOW, () -> Conversions.i64_trunc_f32_u(18_446_744_073_709_551_616.0f));
    }

    @Test
    void saturationStopsAtTheEdges() {
        assertEquals(0, Conversions.i32_trunc_sat_f32_u(Float.NaN));
        assertEquals(-1, Conversions.i32_trunc_sat_f64_u(1e20));
        assertEquals(0, Conversions.i64_trunc_sat_f64_u(-5));
        assertEquals(-1, Conversions.i64_trunc_sat_f32_u(Float.POSITIVE_INFINITY));
        assertEquals(Long.MIN_VALUE, Conversions.i64_trunc_sat_f64_u(9_223_372_036_854_775_808.0));
        assertEquals(Integer.MAX_VALUE, Conversions.i32_trunc_sat_f64_s(1e20));
    }

    @Test
    void unsignedLongsRoundOnce() {
        Random random = new Random(13);
        for (int i = 0; i < 20_000; i++) {
            long a = random.nextLong() | Long.MIN_VALUE;
            BigDecimal exact = new BigDecimal(Long.toUnsignedString(a));
            assertEquals(Float.parseFloat(exact.toString()), Conversions.f32_convert_i64_u(a));
            assertEquals(Double.parseDouble(exact.toString()), Conversions.f64_convert_i64_u(a));
        }
        assertEquals(4_294_967_295.0, Conversions.f64_convert_i32_u(-1));
    }
}
