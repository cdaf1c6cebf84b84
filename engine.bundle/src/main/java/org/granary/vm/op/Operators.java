package org.granary.vm.op;

/**
 * The numeric rows of the opcode table that are one operator of Java, each a static method named like its row: for whoever runs rows and
 * does not write code. Compiled code has the operator itself. Division by zero is left to the JVM's own check.
 *
 * <p>Source: WebAssembly core specification, section 4.3 (numerics).
 */
public final class Operators {
    private Operators() {
    }

    /** {@code i32.add}. */
    public static int i32_add(int a, int b) {
        return a + b;
    }

    /** {@code i32.sub}. */
    public static int i32_sub(int a, int b) {
        return a - b;
    }

    /** {@code i32.mul}. */
    public static int i32_mul(int a, int b) {
        return a * b;
    }

    /** {@code i32.rem_s}. */
    public static int i32_rem_s(int a, int b) {
        return a % b;
    }

    /** {@code i32.and}. */
    public static int i32_and(int a, int b) {
        return a & b;
    }

    /** {@code i32.or}. */
    public static int i32_or(int a, int b) {
        return a | b;
    }

    /** {@code i32.xor}. */
    public static int i32_xor(int a, int b) {
        return a ^ b;
    }

    /** {@code i32.shl}. */
    public static int i32_shl(int a, int b) {
        return a << b;
    }

    /** {@code i32.shr_s}. */
    public static int i32_shr_s(int a, int b) {
        return a >> b;
    }

    /** {@code i32.shr_u}. */
    public static int i32_shr_u(int a, int b) {
        return a >>> b;
    }

    /** {@code i32.eqz}. */
    public static int i32_eqz(int a) {
        return a == 0 ? 1 : 0;
    }

    /** {@code i32.eq}. */
    public static int i32_eq(int a, int b) {
        return a == b ? 1 : 0;
    }

    /** {@code i32.ne}. */
    public static int i32_ne(int a, int b) {
        return a != b ? 1 : 0;
    }

    /** {@code i32.lt_s}. */
    public static int i32_lt_s(int a, int b) {
        return a < b ? 1 : 0;
    }

    /** {@code i32.lt_u}. */
    public static int i32_lt_u(int a, int b) {
        return (a & 0xffff_ffffL) < (b & 0xffff_ffffL) ? 1 : 0;
    }

    /** {@code i32.gt_s}. */
    public static int i32_gt_s(int a, int b) {
        return a > b ? 1 : 0;
    }

    /** {@code i32.gt_u}. */
    public static int i32_gt_u(int a, int b) {
        return (a & 0xffff_ffffL) > (b & 0xffff_ffffL) ? 1 : 0;
    }

    /** {@code i32.le_s}. */
    public static int i32_le_s(int a, int b) {
        return a <= b ? 1 : 0;
    }

    /** {@code i32.le_u}. */
    public static int i32_le_u(int a, int b) {
        return (a & 0xffff_ffffL) <= (b & 0xffff_ffffL) ? 1 : 0;
    }

    /** {@code i32.ge_s}. */
    public static int i32_ge_s(int a, int b) {
        return a >= b ? 1 : 0;
    }

    /** {@code i32.ge_u}. */
    public static int i32_ge_u(int a, int b) {
        return (a & 0xffff_ffffL) >= (b & 0xffff_ffffL) ? 1 : 0;
    }

    /** {@code i64.add}. */
    public static long i64_add(long a, long b) {
        return a + b;
    }

    /** {@code i64.sub}. */
    public static long i64_sub(long a, long b) {
        return a - b;
    }

    /** {@code i64.mul}. */
    public static long i64_mul(long a, long b) {
        return a * b;
    }

    /** {@code i64.rem_s}. */
    public static long i64_rem_s(long a, long b) {
        return a % b;
    }

    /** {@code i64.and}. */
    public static long i64_and(long a, long b) {
        return a & b;
    }

    /** {@code i64.or}. */
    public static long i64_or(long a, long b) {
        return a | b;
    }

    /** {@code i64.xor}. */
    public static long i64_xor(long a, long b) {
        return a ^ b;
    }

    /** {@code i64.shl}. */
    public static long i64_shl(long a, long b) {
        return a << b;
    }

    /** {@code i64.shr_s}. */
    public static long i64_shr_s(long a, long b) {
        return a >> b;
    }

    /** {@code i64.shr_u}. */
    public static long i64_shr_u(long a, long b) {
        return a >>> b;
    }

    /** {@code i64.eqz}. */
    public static int i64_eqz(long a) {
        return a == 0 ? 1 : 0;
    }

    /** {@code i64.eq}. */
    public static int i64_eq(long a, long b) {
        return a == b ? 1 : 0;
    }

    /** {@code i64.ne}. */
    public static int i64_ne(long a, long b) {
        return a != b ? 1 : 0;
    }

    /** {@code i64.lt_s}. */
    public static int i64_lt_s(long a, long b) {
        return a < b ? 1 : 0;
    }

    /** {@code i64.lt_u}. */
    public static int i64_lt_u(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    /** {@code i64.gt_s}. */
    public static int i64_gt_s(long a, long b) {
        return a > b ? 1 : 0;
    }

    /** {@code i64.gt_u}. */
    public static int i64_gt_u(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? 1 : 0;
    }

    /** {@code i64.le_s}. */
    public static int i64_le_s(long a, long b) {
        return a <= b ? 1 : 0;
    }

    /** {@code i64.le_u}. */
    public static int i64_le_u(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? 1 : 0;
    }

    /** {@code i64.ge_s}. */
    public static int i64_ge_s(long a, long b) {
        return a >= b ? 1 : 0;
    }

    /** {@code i64.ge_u}. */
    public static int i64_ge_u(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? 1 : 0;
    }

    /** {@code f32.add}. */
    public static float f32_add(float a, float b) {
        return a + b;
    }

    /** {@code f32.sub}. */
    public static float f32_sub(float a, float b) {
        return a - b;
    }

    /** {@code f32.mul}. */
    public static float f32_mul(float a, float b) {
        return a * b;
    }

    /** {@code f32.div}. */
    public static float f32_div(float a, float b) {
        return a / b;
    }

    /** {@code f32.eq}. */
    public static int f32_eq(float a, float b) {
        return a == b ? 1 : 0;
    }

    /** {@code f32.ne}. */
    public static int f32_ne(float a, float b) {
        return a != b ? 1 : 0;
    }

    /** {@code f32.lt}. */
    public static int f32_lt(float a, float b) {
        return a < b ? 1 : 0;
    }

    /** {@code f32.gt}. */
    public static int f32_gt(float a, float b) {
        return a > b ? 1 : 0;
    }

    /** {@code f32.le}. */
    public static int f32_le(float a, float b) {
        return a <= b ? 1 : 0;
    }

    /** {@code f32.ge}. */
    public static int f32_ge(float a, float b) {
        return a >= b ? 1 : 0;
    }

    /** {@code f64.add}. */
    public static double f64_add(double a, double b) {
        return a + b;
    }

    /** {@code f64.sub}. */
    public static double f64_sub(double a, double b) {
        return a - b;
    }

    /** {@code f64.mul}. */
    public static double f64_mul(double a, double b) {
        return a * b;
    }

    /** {@code f64.div}. */
    public static double f64_div(double a, double b) {
        return a / b;
    }

    /** {@code f64.eq}. */
    public static int f64_eq(double a, double b) {
        return a == b ? 1 : 0;
    }

    /** {@code f64.ne}. */
    public static int f64_ne(double a, double b) {
        return a != b ? 1 : 0;
    }

    /** {@code f64.lt}. */
    public static int f64_lt(double a, double b) {
        return a < b ? 1 : 0;
    }

    /** {@code f64.gt}. */
    public static int f64_gt(double a, double b) {
        return a > b ? 1 : 0;
    }

    /** {@code f64.le}. */
    public static int f64_le(double a, double b) {
        return a <= b ? 1 : 0;
    }

    /** {@code f64.ge}. */
    public static int f64_ge(double a, double b) {
        return a >= b ? 1 : 0;
    }

    /** {@code i32.wrap_i64}. */
    public static int i32_wrap_i64(long a) {
        return (int) a;
    }

    /** {@code i64.extend_i32_s}. */
    public static long i64_extend_i32_s(int a) {
        return a;
    }

    /** {@code f32.convert_i32_s}. */
    public static float f32_convert_i32_s(int a) {
        return a;
    }

    /** {@code f32.convert_i64_s}. */
    public static float f32_convert_i64_s(long a) {
        return a;
    }

    /** {@code f64.convert_i32_s}. */
    public static double f64_convert_i32_s(int a) {
        return a;
    }

    /** {@code f64.convert_i64_s}. */
    public static double f64_convert_i64_s(long a) {
        return a;
    }

    /** {@code f32.demote_f64}. */
    public static float f32_demote_f64(double a) {
        return (float) a;
    }

    /** {@code f64.promote_f32}. */
    public static double f64_promote_f32(float a) {
        return a;
    }
}
