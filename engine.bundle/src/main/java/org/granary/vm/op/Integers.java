package org.granary.vm.op;

import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/**
 * Integer instructions that are more than one JVM instruction, each a static method named like its row of the opcode table; of 128-bit
 * results it gives the high half. Division by zero is left to the JVM's own check.
 *
 * <p>Source: WebAssembly core specification, section 4.3.2 (integer operations).
 */
public final class Integers {
    private Integers() {
    }

    /** {@code i32.div_s}; traps on overflow. */
    public static int i32_div_s(int a, int b) {
        if (b == -1 && a == Integer.MIN_VALUE) {
            throw new Trap(TrapCode.INTEGER_OVERFLOW);
        }
        return a / b;
    }

    /** {@code i32.div_u}. */
    public static int i32_div_u(int a, int b) {
        return (int) ((a & 0xffff_ffffL) / (b & 0xffff_ffffL));
    }

    /** {@code i32.rem_u}. */
    public static int i32_rem_u(int a, int b) {
        return (int) ((a & 0xffff_ffffL) % (b & 0xffff_ffffL));
    }

    /** {@code i32.clz}. */
    public static int i32_clz(int a) {
        return Integer.numberOfLeadingZeros(a);
    }

    /** {@code i32.ctz}. */
    public static int i32_ctz(int a) {
        return Integer.numberOfTrailingZeros(a);
    }

    /** {@code i32.popcnt}. */
    public static int i32_popcnt(int a) {
        return Integer.bitCount(a);
    }

    /** {@code i32.rotl}. */
    public static int i32_rotl(int a, int b) {
        return Integer.rotateLeft(a, b);
    }

    /** {@code i32.rotr}. */
    public static int i32_rotr(int a, int b) {
        return Integer.rotateRight(a, b);
    }

    /** The high half of {@code i64.add128}. */
    public static long i64_add128(long aLow, long aHigh, long bLow, long bHigh) {
        return aHigh + bHigh + (Long.compareUnsigned(aLow + bLow, aLow) < 0 ? 1 : 0);
    }

    /** The high half of {@code i64.sub128}. */
    public static long i64_sub128(long aLow, long aHigh, long bLow, long bHigh) {
        return aHigh - bHigh - (Long.compareUnsigned(aLow, bLow) < 0 ? 1 : 0);
    }

    /** The high half of {@code i64.mul_wide_s}. */
    public static long i64_mul_wide_s(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    /** The high half of {@code i64.mul_wide_u}; read as signed, each negative factor is 2^64 too small. */
    public static long i64_mul_wide_u(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    /** {@code i64.div_s}; traps on overflow. */
    public static long i64_div_s(long a, long b) {
        if (b == -1 && a == Long.MIN_VALUE) {
            throw new Trap(TrapCode.INTEGER_OVERFLOW);
        }
        return a / b;
    }

    /** {@code i64.div_u}. */
    public static long i64_div_u(long a, long b) {
        return Long.divideUnsigned(a, b);
    }

    /** {@code i64.rem_u}. */
    public static long i64_rem_u(long a, long b) {
        return Long.remainderUnsigned(a, b);
    }

    /** {@code i64.clz}. */
    public static long i64_clz(long a) {
        return Long.numberOfLeadingZeros(a);
    }

    /** {@code i64.ctz}. */
    public static long i64_ctz(long a) {
        return Long.numberOfTrailingZeros(a);
    }

    /** {@code i64.popcnt}. */
    public static long i64_popcnt(long a) {
        return Long.bitCount(a);
    }

    /** {@code i64.rotl}. */
    public static long i64_rotl(long a, long b) {
        return Long.rotateLeft(a, (int) b);
    }

    /** {@code i64.rotr}. */
    public static long i64_rotr(long a, long b) {
        return Long.rotateRight(a, (int) b);
    }
}
