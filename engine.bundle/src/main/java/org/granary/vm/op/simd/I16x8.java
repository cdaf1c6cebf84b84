package org.granary.vm.op.simd;

/**
 * Vectors of eight 16-bit integers; a long holds four lanes, which are worked on at once: no carry leaves a lane, because top bits are
 * added apart.
 *
 * <p>Source: WebAssembly core specification, chapter 4.3 (numerics), vector operations. Immutable, thread-safe: there is no state.
 */
public final class I16x8 {
    private static final long LOW = 0x7fff_7fff_7fff_7fffL;
    private static final long TOP = 0x8000_8000_8000_8000L;
    private static final long ONE = 0x0001_0001_0001_0001L;

    private I16x8() {
    }

    /** {@code i16x8.add}. */
    public static long i16x8_add(long a, long b) {
        return ((a & LOW) + (b & LOW)) ^ ((a ^ b) & TOP);
    }

    /** {@code i16x8.sub}. */
    public static long i16x8_sub(long a, long b) {
        return ((a | TOP) - (b & LOW)) ^ ((a ^ ~b) & TOP);
    }

    /** {@code i16x8.add_sat_s}. */
    public static long i16x8_add_sat_s(long a, long b) {
        long sum = i16x8_add(a, b);
        return sum ^ (sum ^ bound(a)) & fill(~(a ^ b) & (a ^ sum) & TOP);
    }

    /** {@code i16x8.add_sat_u}. */
    public static long i16x8_add_sat_u(long a, long b) {
        long sum = i16x8_add(a, b);
        return sum | fill((a & b | (a | b) & ~sum) & TOP);
    }

    /** {@code i16x8.sub_sat_s}. */
    public static long i16x8_sub_sat_s(long a, long b) {
        long difference = i16x8_sub(a, b);
        return difference ^ (difference ^ bound(a)) & fill((a ^ b) & (a ^ difference) & TOP);
    }

    /** {@code i16x8.sub_sat_u}. */
    public static long i16x8_sub_sat_u(long a, long b) {
        return i16x8_sub(a, b) & ~fill(below(a, b));
    }

    /** {@code i16x8.eq}. */
    public static long i16x8_eq(long a, long b) {
        return fill(~unequal(a, b) & TOP);
    }

    /** {@code i16x8.ne}. */
    public static long i16x8_ne(long a, long b) {
        return fill(unequal(a, b));
    }

    /** {@code i16x8.lt_s}. */
    public static long i16x8_lt_s(long a, long b) {
        return fill(below(a ^ TOP, b ^ TOP));
    }

    /** {@code i16x8.lt_u}. */
    public static long i16x8_lt_u(long a, long b) {
        return fill(below(a, b));
    }

    /** {@code i16x8.gt_s}. */
    public static long i16x8_gt_s(long a, long b) {
        return fill(below(b ^ TOP, a ^ TOP));
    }

    /** {@code i16x8.gt_u}. */
    public static long i16x8_gt_u(long a, long b) {
        return fill(below(b, a));
    }

    /** {@code i16x8.le_s}. */
    public static long i16x8_le_s(long a, long b) {
        return ~fill(below(b ^ TOP, a ^ TOP));
    }

    /** {@code i16x8.le_u}. */
    public static long i16x8_le_u(long a, long b) {
        return ~fill(below(b, a));
    }

    /** {@code i16x8.ge_s}. */
    public static long i16x8_ge_s(long a, long b) {
        return ~fill(below(a ^ TOP, b ^ TOP));
    }

    /** {@code i16x8.ge_u}. */
    public static long i16x8_ge_u(long a, long b) {
        return ~fill(below(a, b));
    }

    /** {@code i16x8.min_s}. */
    public static long i16x8_min_s(long a, long b) {
        return b ^ (a ^ b) & fill(below(a ^ TOP, b ^ TOP));
    }

    /** {@code i16x8.min_u}. */
    public static long i16x8_min_u(long a, long b) {
        return b ^ (a ^ b) & fill(below(a, b));
    }

    /** {@code i16x8.max_s}. */
    public static long i16x8_max_s(long a, long b) {
        return a ^ (a ^ b) & fill(below(a ^ TOP, b ^ TOP));
    }

    /** {@code i16x8.max_u}. */
    public static long i16x8_max_u(long a, long b) {
        return a ^ (a ^ b) & fill(below(a, b));
    }

    /** {@code i16x8.avgr_u}. */
    public static long i16x8_avgr_u(long a, long b) {
        return (a | b) - ((a ^ b) >>> 1 & LOW);
    }

    /** {@code i16x8.abs}. */
    public static long i16x8_abs(long a) {
        return (a ^ fill(a & TOP)) + ((a & TOP) >>> 15);
    }

    /** {@code i16x8.neg}. */
    public static long i16x8_neg(long a) {
        return (TOP - (a & LOW)) ^ (~a & TOP);
    }

    /** {@code i16x8.shl}; the count is taken modulo the lane's width. */
    public static long i16x8_shl(long a, int count) {
        return a << (count & 15) & (0xffff << (count & 15) & 0xffff) * ONE;
    }

    /** {@code i16x8.shr_s}; the count is taken modulo the lane's width. */
    public static long i16x8_shr_s(long a, int count) {
        long kept = (0xffff >>> (count & 15)) * ONE;
        return a >>> (count & 15) & kept | fill(a & TOP) & ~kept;
    }

    /** {@code i16x8.shr_u}; the count is taken modulo the lane's width. */
    public static long i16x8_shr_u(long a, int count) {
        return a >>> (count & 15) & (0xffff >>> (count & 15)) * ONE;
    }

    /** {@code i16x8.all_true}. */
    public static int i16x8_all_true(long lo, long hi) {
        return (unequal(lo, 0) & unequal(hi, 0)) == TOP ? 1 : 0;
    }

    /** {@code i16x8.mul}. */
    public static long i16x8_mul(long a, long b) {
        return a * b & 0xffffL | (a >>> 16) * (b >>> 16) << 16 & 0xffff_0000L
                | (a >>> 32) * (b >>> 32) << 32 & 0xffff_0000_0000L | (a >>> 48) * (b >>> 48) << 48;
    }

    /** {@code i16x8.q15mulr_sat_s}. */
    public static long i16x8_q15mulr_sat_s(long a, long b) {
        return fraction(a, b) | fraction(a >>> 16, b >>> 16) << 16 | fraction(a >>> 32, b >>> 32) << 32
                | fraction(a >>> 48, b >>> 48) << 48;
    }

    /** {@code i16x8.bitmask}. */
    public static int i16x8_bitmask(long lo, long hi) {
        return gather(lo) | gather(hi) << 4;
    }

    /** {@code i16x8.splat}; both halves are equal. */
    public static long i16x8_splat(int value) {
        return (value & 0xffff) * ONE;
    }

    /** {@code i16x8.extract_lane_s}. */
    public static int i16x8_extract_lane_s(long lo, long hi, int lane) {
        return (short) ((lane < 4 ? lo : hi) >>> (lane << 4));
    }

    /** {@code i16x8.extract_lane_u}. */
    public static int i16x8_extract_lane_u(long lo, long hi, int lane) {
        return (int) ((lane < 4 ? lo : hi) >>> (lane << 4)) & 0xffff;
    }

    /** {@code i16x8.replace_lane}, the low half. */
    public static long i16x8_replace_lane_lo(long aLo, long aHi, int value, int lane) {
        return lane < 4 ? replaced(aLo, value, lane) : aLo;
    }

    /** {@code i16x8.replace_lane}, the high half. */
    public static long i16x8_replace_lane_hi(long aLo, long aHi, int value, int lane) {
        return lane < 4 ? aHi : replaced(aHi, value, lane);
    }

    /** {@code i16x8.narrow_i32x4_s}, the low half. */
    public static long i16x8_narrow_i32x4_s_lo(long aLo, long aHi, long bLo, long bHi) {
        return narrowSigned(aLo) | narrowSigned(aHi) << 32;
    }

    /** {@code i16x8.narrow_i32x4_s}, the high half. */
    public static long i16x8_narrow_i32x4_s_hi(long aLo, long aHi, long bLo, long bHi) {
        return narrowSigned(bLo) | narrowSigned(bHi) << 32;
    }

    /** {@code i16x8.narrow_i32x4_u}, the low half. */
    public static long i16x8_narrow_i32x4_u_lo(long aLo, long aHi, long bLo, long bHi) {
        return narrowUnsigned(aLo) | narrowUnsigned(aHi) << 32;
    }

    /** {@code i16x8.narrow_i32x4_u}, the high half. */
    public static long i16x8_narrow_i32x4_u_hi(long aLo, long aHi, long bLo, long bHi) {
        return narrowUnsigned(bLo) | narrowUnsigned(bHi) << 32;
    }

    /** {@code i16x8.extend_low_i8x16_s}, the low half. */
    public static long i16x8_extend_low_i8x16_s_lo(long aLo, long aHi) {
        return widenSigned(aLo);
    }

    /** {@code i16x8.extend_low_i8x16_s}, the high half. */
    public static long i16x8_extend_low_i8x16_s_hi(long aLo, long aHi) {
        return widenSigned(aLo >>> 32);
    }

    /** {@code i16x8.extend_low_i8x16_u}, the low half. */
    public static long i16x8_extend_low_i8x16_u_lo(long aLo, long aHi) {
        return widenUnsigned(aLo);
    }

    /** {@code i16x8.extend_low_i8x16_u}, the high half. */
    public static long i16x8_extend_low_i8x16_u_hi(long aLo, long aHi) {
        return widenUnsigned(aLo >>> 32);
    }

    /** {@code i16x8.extend_high_i8x16_s}, the low half. */
    public static long i16x8_extend_high_i8x16_s_lo(long aLo, long aHi) {
        return widenSigned(aHi);
    }

    /** {@code i16x8.extend_high_i8x16_s}, the high half. */
    public static long i16x8_extend_high_i8x16_s_hi(long aLo, long aHi) {
        return widenSigned(aHi >>> 32);
    }

    /** {@code i16x8.extend_high_i8x16_u}, the low half. */
    public static long i16x8_extend_high_i8x16_u_lo(long aLo, long aHi) {
        return widenUnsigned(aHi);
    }

    /** {@code i16x8.extend_high_i8x16_u}, the high half. */
    public static long i16x8_extend_high_i8x16_u_hi(long aLo, long aHi) {
        return widenUnsigned(aHi >>> 32);
    }

    /** {@code i16x8.extmul_low_i8x16_s}, the low half. */
    public static long i16x8_extmul_low_i8x16_s_lo(long aLo, long aHi, long bLo, long bHi) {
        return i16x8_mul(widenSigned(aLo), widenSigned(bLo));
    }

    /** {@code i16x8.extmul_low_i8x16_s}, the high half. */
    public static long i16x8_extmul_low_i8x16_s_hi(long aLo, long aHi, long bLo, long bHi) {
        return i16x8_mul(widenSigned(aLo >>> 32), widenSigned(bLo >>> 32));
    }

    /** {@code i16x8.extmul_low_i8x16_u}, the low half. */
    public static long i16x8_extmul_low_i8x16_u_lo(long aLo, long aHi, long bLo, long bHi) {
        return i16x8_mul(widenUnsigned(aLo), widenUnsigned(bLo));
    }

    /** {@code i16x8.extmul_low_i8x16_u}, the high half. */
    public static long i16x8_extmul_low_i8x16_u_hi(long aLo, long aHi, long bLo, long bHi) {
        return i16x8_mul(widenUnsigned(aLo >>> 32), widenUnsigned(bLo >>> 32));
    }

    /** {@code i16x8.extmul_high_i8x16_s}, the low half. */
    public static long i16x8_extmul_high_i8x16_s_lo(long aLo, long aHi, long bLo, long bHi) {
        return i16x8_mul(widenSigned(aHi), widenSigned(bHi));
    }

    /** {@code i16x8.extmul_high_i8x16_s}, the high half. */
    public static long i16x8_extmul_high_i8x16_s_hi(long aLo, long aHi, long bLo, long bHi) {
        return i16x8_mul(widenSigned(aHi >>> 32), widenSigned(bHi >>> 32));
    }

    /** {@code i16x8.extmul_high_i8x16_u}, the low half. */
    public static long i16x8_extmul_high_i8x16_u_lo(long aLo, long aHi, long bLo, long bHi) {
        return i16x8_mul(widenUnsigned(aHi), widenUnsigned(bHi));
    }

    /** {@code i16x8.extmul_high_i8x16_u}, the high half. */
    public static long i16x8_extmul_high_i8x16_u_hi(long aLo, long aHi, long bLo, long bHi) {
        return i16x8_mul(widenUnsigned(aHi >>> 32), widenUnsigned(bHi >>> 32));
    }

    /** {@code i16x8.extadd_pairwise_i8x16_s}. */
    public static long i16x8_extadd_pairwise_i8x16_s(long a) {
        long biased = a ^ 0x8080_8080_8080_8080L;
        return i16x8_sub(i16x8_extadd_pairwise_i8x16_u(biased), ONE << 8);
    }

    /** {@code i16x8.extadd_pairwise_i8x16_u}. */
    public static long i16x8_extadd_pairwise_i8x16_u(long a) {
        return (a & 0x00ff_00ff_00ff_00ffL) + (a >>> 8 & 0x00ff_00ff_00ff_00ffL);
    }

    /** The top bit of each lane set where the lanes differ. */
    private static long unequal(long a, long b) {
        long x = a ^ b;
        return ((x & LOW) + LOW | x) & TOP;
    }

    /** The top bit of each lane set where {@code a} is below {@code b}, both unsigned: the borrow of the subtraction. */
    private static long below(long a, long b) {
        return (~a & b | ~(a ^ b) & ~((a | TOP) - (b & LOW))) & TOP;
    }

    /** Full lanes of ones from their top bits. */
    private static long fill(long top) {
        return (top << 1) - (top >>> 15);
    }

    /** The signed value that a lane saturates at when its first operand is {@code a}. */
    private static long bound(long a) {
        return ((a & TOP) >>> 15) + LOW;
    }

    /** The top bits of four lanes in the low bits of an int: the product brings bit 16n to bit 48 + n, and no two of its terms meet. */
    private static int gather(long lanes) {
        return (int) (((lanes & TOP) >>> 15) * 0x0001_0002_0004_0008L >>> 48 & 0xf);
    }

    private static long replaced(long half, int value, int lane) {
        int at = lane << 4;
        return half & ~(0xffffL << at) | (value & 0xffffL) << at;
    }

    /** The low four bytes as 16-bit lanes, unsigned. */
    private static long widenUnsigned(long bytes) {
        long pairs = bytes & 0xffff_ffffL;
        pairs = (pairs | pairs << 16) & 0x0000_ffff_0000_ffffL;
        return (pairs | pairs << 8) & 0x00ff_00ff_00ff_00ffL;
    }

    /** The low four bytes as 16-bit lanes, signed: where a byte's sign stands, the byte above is filled. */
    private static long widenSigned(long bytes) {
        long lanes = widenUnsigned(bytes);
        long signs = lanes & ONE << 7;
        return lanes | (signs << 9) - (signs << 1);
    }

    /** Two lanes of 32 bits clamped to the range of a signed 16-bit lane, as two such lanes in the low half. */
    private static long narrowSigned(long lanes) {
        return clamp(Lanes.low(lanes), Short.MIN_VALUE, Short.MAX_VALUE) | clamp(Lanes.high(lanes), Short.MIN_VALUE, Short.MAX_VALUE) << 16;
    }

    /** Two signed lanes of 32 bits clamped to the range of an unsigned 16-bit lane, as two such lanes in the low half. */
    private static long narrowUnsigned(long lanes) {
        return clamp(Lanes.low(lanes), 0, 0xffff) | clamp(Lanes.high(lanes), 0, 0xffff) << 16;
    }

    private static long clamp(int value, int least, int most) {
        return Math.min(Math.max(value, least), most) & 0xffffL;
    }

    /** The rounded product of the low lanes as fractions of 15 bits; -1 times -1 is the one that has no lane to fit in. */
    private static long fraction(long a, long b) {
        return Math.min((short) a * (short) b + 0x4000 >> 15, Short.MAX_VALUE) & 0xffffL;
    }
}
