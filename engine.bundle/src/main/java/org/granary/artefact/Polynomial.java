package org.granary.artefact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * The polynomial of Poly1305 (RFC 8439, section 2.5) at a secret point: who does not know the point cannot find two pieces of one length
 * with the same value, other than by luck (less than once in 2^80 tries for pieces of 256 KiB). Without the number that Poly1305 adds, so
 * values are not to be shown: a code over them is. It is plain multiplications, which the JVM makes fast within some thousand of them;
 * it takes SHA-256 as long as a quarter of a cold load to become so. Immutable, thread-safe.
 *
 * <p>Numbers modulo 2^130 - 5 are five limbs of 26 bits.
 */
final class Polynomial {
    /** Bytes of a point. */
    static final int POINT = 16;

    private static final long LIMB = 0x3ff_ffff;
    private static final int BITS = 26;
    private static final int BLOCK = 16;
    /** Words in a call of the innermost method: short ones, so that many are counted soon, and the JVM compiles it. */
    private static final int CALL = 32;
    /** The bit above a block. */
    private static final long ABOVE = 1 << 24;

    private final long r0;
    private final long r1;
    private final long r2;
    private final long r3;
    private final long r4;

    /**
     * The polynomial at a point.
     *
     * @param point {@value #POINT} bytes at least; some of their bits do not count
     */
    Polynomial(byte[] point) {
        ByteBuffer in = ByteBuffer.wrap(point).order(ByteOrder.LITTLE_ENDIAN);
        long low = in.getLong() & 0x0fff_fffc_0fff_ffffL;
        long high = in.getLong() & 0x0fff_fffc_0fff_fffcL;
        r0 = low & LIMB;
        r1 = low >>> BITS & LIMB;
        r2 = (low >>> 2 * BITS | high << 12) & LIMB;
        r3 = high >>> 14 & LIMB;
        r4 = high >>> 40;
    }

    /**
     * The value of a range.
     *
     * @param words room for an even number of words, which are copied at once
     * @return 16 bytes
     */
    byte[] of(byte[] bytes, int from, int to, long[] words) {
        long[] sum = new long[5];
        // copied by the platform and not read one by one: that is fast from the first time on
        LongBuffer in = ByteBuffer.wrap(bytes, from, to - from).slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        for (int left = (to - from) / BLOCK * 2; left > 0; left -= words.length) {
            int count = Math.min(left, words.length);
            in.get(words, 0, count);
            for (int at = 0; at < count; at += CALL) {
                add(sum, words, at, Math.min(count, at + CALL));
            }
        }
        int rest = (to - from) % BLOCK;
        if (rest > 0) {
            byte[] block = new byte[BLOCK];
            System.arraycopy(bytes, to - rest, block, 0, rest);
            block[rest] = 1;
            ByteBuffer last = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
            words[0] = last.getLong();
            words[1] = last.getLong();
            sum[4] -= ABOVE;
            add(sum, words, 0, 2);
        }
        return reduced(sum);
    }

    /** For each block: adds it and multiplies by the point. */
    private void add(long[] sum, long[] words, int from, int to) {
        long a = sum[0];
        long b = sum[1];
        long c = sum[2];
        long d = sum[3];
        long e = sum[4];
        // what passes 2^130 comes back times five
        long s1 = 5 * r1;
        long s2 = 5 * r2;
        long s3 = 5 * r3;
        long s4 = 5 * r4;
        for (int i = from; i < to; i += 2) {
            long low = words[i];
            long high = words[i + 1];
            a += low & LIMB;
            b += low >>> BITS & LIMB;
            c += (low >>> 2 * BITS | high << 12) & LIMB;
            d += high >>> 14 & LIMB;
            e += (high >>> 40) + ABOVE;
            long v = a * r0 + b * s4 + c * s3 + d * s2 + e * s1;
            long w = a * r1 + b * r0 + c * s4 + d * s3 + e * s2 + (v >>> BITS);
            long x = a * r2 + b * r1 + c * r0 + d * s4 + e * s3 + (w >>> BITS);
            long y = a * r3 + b * r2 + c * r1 + d * r0 + e * s4 + (x >>> BITS);
            long z = a * r4 + b * r3 + c * r2 + d * r1 + e * r0 + (y >>> BITS);
            a = (v & LIMB) + 5 * (z >>> BITS);
            b = (w & LIMB) + (a >>> BITS);
            a &= LIMB;
            c = x & LIMB;
            d = y & LIMB;
            e = z & LIMB;
        }
        sum[0] = a;
        sum[1] = b;
        sum[2] = c;
        sum[3] = d;
        sum[4] = e;
    }

    /** The one number below 2^130 - 5, of which the low 128 bits, least byte first. */
    private static byte[] reduced(long[] sum) {
        carry(sum);
        sum[0] += 5 * (sum[4] >>> BITS);
        sum[4] &= LIMB;
        carry(sum);
        long[] more = sum.clone();
        more[0] += 5;
        carry(more);
        // five more pass 2^130, bits above which are not looked at
        long[] least = more[4] > LIMB ? more : sum;
        long low = least[0] | least[1] << BITS | least[2] << 2 * BITS;
        long high = least[2] >>> 12 | least[3] << 14 | least[4] << 40;
        return ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN).putLong(low).putLong(high).array();
    }

    private static void carry(long[] sum) {
        for (int i = 0; i < 4; i++) {
            sum[i + 1] += sum[i] >>> BITS;
            sum[i] &= LIMB;
        }
    }
}
