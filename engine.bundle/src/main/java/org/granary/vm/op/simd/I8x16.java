package org.granary.vm.op.simd;

/**
 * Vectors of sixteen 8-bit integers; a long holds eight lanes, which are worked on at once: no carry leaves a lane, because top bits are
 * added apart.
 *
 * <p>Source: WebAssembly core specification, chapter 4.3 (numerics), vector operations. Immutable, thread-safe: there is no state.
 */
public final class I8x16 {
    private static final long LOW = 0x7f7f_7f7f_7f7f_7f7fL;
    private static final long TOP = 0x8080_8080_8080_8080L;
    private static final long ONE = 0x0101_0101_0101_0101L;
    private static final long TOP16 = 0x8000_8000_8000_8000L;

    private I8x16() {
    }

    /** {@code i8x16.add}. */
    public static long i8x16_add(long a, long b) {
        return ((a & LOW) + (b & LOW)) ^ ((a ^ b) & TOP);
    }

    /** {@code i8x16.sub}. */
    public static long i8x16_sub(long a, long b) {
        return ((a | TOP) - (b & LOW)) ^ ((a ^ ~b) & TOP);
    }

    /** {@code i8x16.add_sat_s}. */
    public static long i8x16_add_sat_s(long a, long b) {
        long sum = i8x16_add(a, b);
        return sum ^ (sum ^ bound(a)) & fill(~(a ^ b) & (a ^ sum) & TOP);
    }

    /** {@code i8x16.add_sat_u}. */
    public static long i8x16_add_sat_u(long a, long b) {
        long sum = i8x16_add(a, b);
        return sum | fill((a & b | (a | b) & ~sum) & TOP);
    }

    /** {@code i8x16.sub_sat_s}. */
    public static long i8x16_sub_sat_s(long a, long b) {
        long difference = i8x16_sub(a, b);
        return difference ^ (difference ^ bound(a)) & fill((a ^ b) & (a ^ difference) & TOP);
    }

    /** {@code i8x16.sub_sat_u}. */
    public static long i8x16_sub_sat_u(long a, long b) {
        return i8x16_sub(a, b) & ~fill(below(a, b));
    }

    /** {@code i8x16.eq}. */
    public static long i8x16_eq(long a, long b) {
        return fill(~unequal(a, b) & TOP);
    }

    /** {@code i8x16.ne}. */
    public static long i8x16_ne(long a, long b) {
        return fill(unequal(a, b));
    }

    /** {@code i8x16.lt_s}. */
    public static long i8x16_lt_s(long a, long b) {
        return fill(below(a ^ TOP, b ^ TOP));
    }

    /** {@code i8x16.lt_u}. */
    public static long i8x16_lt_u(long a, long b) {
        return fill(below(a, b));
    }

    /** {@code i8x16.gt_s}. */
    public static long i8x16_gt_s(long a, long b) {
        return fill(below(b ^ TOP, a ^ TOP));
    }

    /** {@code i8x16.gt_u}. */
    public static long i8x16_gt_u(long a, long b) {
        return fill(below(b, a));
    }

    /** {@code i8x16.le_s}. */
    public static long i8x16_le_s(long a, long b) {
        return ~fill(below(b ^ TOP, a ^ TOP));
    }

    /** {@code i8x16.le_u}. */
    public static long i8x16_le_u(long a, long b) {
        return ~fill(below(b, a));
    }

    /** {@code i8x16.ge_s}. */
    public static long i8x16_ge_s(long a, long b) {
        return ~fill(below(a ^ TOP, b ^ TOP));
    }

    /** {@code i8x16.ge_u}. */
    public static long i8x16_ge_u(long a, long b) {
        return ~fill(below(a, b));
    }

    /** {@code i8x16.min_s}. */
    public static long i8x16_min_s(long a, long b) {
        return b ^ (a ^ b) & fill(below(a ^ TOP, b ^ TOP));
    }

    /** {@code i8x16.min_u}. */
    public static long i8x16_min_u(long a, long b) {
        return b ^ (a ^ b) & fill(below(a, b));
    }

    /** {@code i8x16.max_s}. */
    public static long i8x16_max_s(long a, long b) {
        return a ^ (a ^ b) & fill(below(a ^ TOP, b ^ TOP));
    }

    /** {@code i8x16.max_u}. */
    public static long i8x16_max_u(long a, long b) {
        return a ^ (a ^ b) & fill(below(a, b));
    }

    /** {@code i8x16.avgr_u}. */
    public static long i8x16_avgr_u(long a, long b) {
        return (a | b) - ((a ^ b) >>> 1 & LOW);
    }

    /** {@code i8x16.abs}. */
    public static long i8x16_abs(long a) {
        return (a ^ fill(a & TOP)) + ((a & TOP) >>> 7);
    }

    /** {@code i8x16.neg}. */
    public static long i8x16_neg(long a) {
        return (TOP - (a & LOW)) ^ (~a & TOP);
    }

    /** {@code i8x16.shl}; the count is taken modulo the lane's width. */
    public static long i8x16_shl(long a, int count) {
        return a << (count & 7) & (0xff << (count & 7) & 0xff) * ONE;
    }

    /** {@code i8x16.shr_s}; the count is taken modulo the lane's width. */
    public static long i8x16_shr_s(long a, int count) {
        long kept = (0xff >>> (count & 7)) * ONE;
        return a >>> (count & 7) & kept | fill(a & TOP) & ~kept;
    }

    /** {@code i8x16.shr_u}; the count is taken modulo the lane's width. */
    public static long i8x16_shr_u(long a, int count) {
        return a >>> (count & 7) & (0xff >>> (count & 7)) * ONE;
    }

    /** {@code i8x16.all_true}. */
    public static int i8x16_all_true(long lo, long hi) {
        return (unequal(lo, 0) & unequal(hi, 0)) == TOP ? 1 : 0;
    }

    /** {@code i8x16.popcnt}. */
    public static long i8x16_popcnt(long a) {
        long pairs = a - (a >>> 1 & 0x5555_5555_5555_5555L);
        long fours = (pairs & 0x3333_3333_3333_3333L) + (pairs >>> 2 & 0x3333_3333_3333_3333L);
        return fours + (fours >>> 4) & 0x0f0f_0f0f_0f0f_0f0fL;
    }

    /** {@code i8x16.bitmask}. */
    public static int i8x16_bitmask(long lo, long hi) {
        return gather(lo) | gather(hi) << 8;
    }

    /** {@code i8x16.splat}; both halves are equal. */
    public static long i8x16_splat(int value) {
        return (value & 0xff) * ONE;
    }

    /** {@code i8x16.extract_lane_s}. */
    public static int i8x16_extract_lane_s(long lo, long hi, int lane) {
        return (byte) ((lane < 8 ? lo : hi) >>> (lane << 3));
    }

    /** {@code i8x16.extract_lane_u}. */
    public static int i8x16_extract_lane_u(long lo, long hi, int lane) {
        return (int) ((lane < 8 ? lo : hi) >>> (lane << 3)) & 0xff;
    }

    /** {@code i8x16.replace_lane}, the low half. */
    public static long i8x16_replace_lane_lo(long aLo, long aHi, int value, int lane) {
        return lane < 8 ? replaced(aLo, value, lane) : aLo;
    }

    /** {@code i8x16.replace_lane}, the high half. */
    public static long i8x16_replace_lane_hi(long aLo, long aHi, int value, int lane) {
        return lane < 8 ? aHi : replaced(aHi, value, lane);
    }

    /** {@code i8x16.swizzle}, the low half. */
    public static long i8x16_swizzle_lo(long aLo, long aHi, long bLo, long bHi) {
        return swizzle(aLo, aHi, bLo);
    }

    /** {@code i8x16.swizzle}, the high half. */
    public static long i8x16_swizzle_hi(long aLo, long aHi, long bLo, long bHi) {
        return swizzle(aLo, aHi, bHi);
    }

    /** {@code i8x16.shuffle}, the low half; the lane immediates are bytes, the first one lowest. */
    public static long i8x16_shuffle_lo(long aLo, long aHi, long bLo, long bHi, long lanesLo, long lanesHi) {
        return shuffle(swizzle(aLo, aHi, lanesLo & ONE * 15), swizzle(bLo, bHi, lanesLo & ONE * 15), lanesLo);
    }

    /** {@code i8x16.shuffle}, the high half; the lane immediates are bytes, the first one lowest. */
    public static long i8x16_shuffle_hi(long aLo, long aHi, long bLo, long bHi, long lanesLo, long lanesHi) {
        return shuffle(swizzle(aLo, aHi, lanesHi & ONE * 15), swizzle(bLo, bHi, lanesHi & ONE * 15), lanesHi);
    }

    /** {@code i8x16.narrow_i16x8_s}, the low half. */
    public static long i8x16_narrow_i16x8_s_lo(long aLo, long aHi, long bLo, long bHi) {
        return narrowSigned(aLo) | narrowSigned(aHi) << 32;
    }

    /** {@code i8x16.narrow_i16x8_s}, the high half. */
    public static long i8x16_narrow_i16x8_s_hi(long aLo, long aHi, long bLo, long bHi) {
        return narrowSigned(bLo) | narrowSigned(bHi) << 32;
    }

    /** {@code i8x16.narrow_i16x8_u}, the low half. */
    public static long i8x16_narrow_i16x8_u_lo(long aLo, long aHi, long bLo, long bHi) {
        return narrowUnsigned(aLo) | narrowUnsigned(aHi) << 32;
    }

    /** {@code i8x16.narrow_i16x8_u}, the high half. */
    public static long i8x16_narrow_i16x8_u_hi(long aLo, long aHi, long bLo, long bHi) {
        return narrowUnsigned(bLo) | narrowUnsigned(bHi) << 32;
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
        return (top << 1) - (top >>> 7);
    }

    /** The signed value that a lane saturates at when its first operand is {@code a}. */
    private static long bound(long a) {
        return ((a & TOP) >>> 7) + LOW;
    }

    /** Bytes by index; 0 for an index past the vector's end, for all lanes at once. */
    private static long swizzle(long lo, long hi, long indices) {
        long bytes = byteAt(lo, hi, indices) | byteAt(lo, hi, indices >>> 8) << 8 | byteAt(lo, hi, indices >>> 16) << 16
                | byteAt(lo, hi, indices >>> 24) << 24 | byteAt(lo, hi, indices >>> 32) << 32 | byteAt(lo, hi, indices >>> 40) << 40
                | byteAt(lo, hi, indices >>> 48) << 48 | byteAt(lo, hi, indices >>> 56) << 56;
        return bytes & ~fill(unequal(indices & ONE * 0xf0, 0));
    }

    /** The byte that the low four bits of {@code index} name. */
    private static long byteAt(long lo, long hi, long index) {
        return ((index & 8) == 0 ? lo : hi) >>> ((int) index << 3) & 0xff;
    }

    /** Bytes out of two vectors: those whose index has bit 4 come from the second. Indices are below 32, as validation demands. */
    private static long shuffle(long first, long second, long indices) {
        long other = fill((indices & ONE << 4) << 3);
        return first & ~other | second & other;
    }

    /** The low bytes of four lanes of 16 bits. */
    private static long squeeze(long lanes) {
        long bytes = lanes & 0x00ff_00ff_00ff_00ffL;
        bytes = (bytes | bytes >>> 8) & 0x0000_ffff_0000_ffffL;
        return (bytes | bytes >>> 16) & 0xffff_ffffL;
    }

    /** Four signed lanes of 16 bits as four signed bytes; works on the distance from 0 or -1, where 128 and more is too far. */
    private static long narrowSigned(long lanes) {
        long sign = fill16(lanes & TOP16);
        long distance = lanes ^ sign;
        long over = (distance & 0x7f80_7f80_7f80_7f80L) + 0x7f80_7f80_7f80_7f80L & TOP16;
        return squeeze(((distance | fill16(over)) & 0x007f_007f_007f_007fL) ^ sign);
    }

    /** Four signed lanes of 16 bits as four unsigned bytes. */
    private static long narrowUnsigned(long lanes) {
        long positive = lanes & ~fill16(lanes & TOP16);
        long over = (positive & 0x7f00_7f00_7f00_7f00L) + 0x7f00_7f00_7f00_7f00L & TOP16;
        return squeeze(positive | fill16(over));
    }

    private static long fill16(long top) {
        return (top << 1) - (top >>> 15);
    }

    /** The top bits of eight lanes in the low bits of an int: the product brings bit 8n to bit 56 + n, and no two of its terms meet. */
    private static int gather(long lanes) {
        return (int) (((lanes & TOP) >>> 7) * 0x0102_0408_1020_4080L >>> 56);
    }

    private static long replaced(long half, int value, int lane) {
        int at = lane << 3;
        return half & ~(0xffL << at) | (value & 0xffL) << at;
    }
}
