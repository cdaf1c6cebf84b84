package org.granary.artefact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Sums of products under a secret key, and the {@link Polynomial} of these. For each run of {@value #RUN} bytes: a secret word is added to
 * each of its words, which are multiplied in pairs, and the products are added up; twice, the second time with the key two words further
 * on. That is NH of UMAC (Black and others, 1999) with words of 64 bits and signs. Two runs of one length have both sums in common less
 * than once in 2^126 tries, and two pieces of one length their values less than once in 2^95.
 *
 * <p>A product for eight bytes, none of which waits for the one before, are a third of the polynomial's time. Values are not to be shown:
 * a code over them is. Immutable, thread-safe.
 */
final class PairProducts implements PieceSums.Sum {
    private static final int WORDS = 256;
    private static final int RUN = WORDS * Long.BYTES;
    /** The key of the second sum begins a pair later. */
    private static final int NEXT = 2;
    /** Words in a call of the innermost method: short ones, so that many are counted soon, and the JVM compiles it. */
    private static final int CALL = 32;
    /** Two numbers of 128 bits. */
    private static final int VALUE = 32;
    private static final int HALF = Integer.SIZE;

    private final long[] key;
    private final Polynomial polynomial;

    /**
     * With a key.
     *
     * @param key   {@value KeyStream#KEY} bytes that nothing else is made of
     * @param point a point of the polynomial, from elsewhere
     */
    PairProducts(byte[] key, byte[] point) {
        this.key = KeyStream.words(key, WORDS + NEXT);
        this.polynomial = new Polynomial(point);
    }

    @Override
    public byte[] of(byte[] bytes, int from, int to) {
        return forOneThread().of(bytes, from, to);
    }

    @Override
    public PieceSums.Sum forOneThread() {
        return new Own();
    }

    /** With room for words and values of a piece: a load sums up some seventy, and most pages of what it takes are new ones. */
    private final class Own implements PieceSums.Sum {
        private final long[] words = new long[WORDS];
        private final long[] sum = new long[6];
        private byte[] values = new byte[0];

        @Override
        public byte[] of(byte[] bytes, int from, int to) {
            int whole = (to - from) / RUN;
            int rest = from + whole * RUN;
            int length = (rest < to ? whole + 1 : whole) * VALUE;
            values = values.length < length ? new byte[length] : values;
            ByteBuffer out = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
            // copied by the platform and not read one by one: that is fast from the first time on
            LongBuffer in = words(bytes, from, to - from);
            for (int i = 0; i < whole; i++) {
                in.get(words);
                value(sum, words, out);
            }
            if (rest < to) {
                // zeros behind it: how long a piece is stands in front of it
                byte[] last = new byte[RUN];
                System.arraycopy(bytes, rest, last, 0, to - rest);
                words(last, 0, RUN).get(words);
                value(sum, words, out);
            }
            return polynomial.of(values, 0, length, words);
        }
    }

    private static LongBuffer words(byte[] bytes, int from, int length) {
        return ByteBuffer.wrap(bytes, from, length).slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    }

    private void value(long[] sum, long[] words, ByteBuffer values) {
        Arrays.fill(sum, 0);
        for (int at = 0; at < WORDS; at += CALL) {
            add(sum, words, key, at);
        }
        put(values, sum, 0);
        put(values, sum, 3);
    }

    /**
     * Adds products to each of two sums: their lower halves modulo 2^64, the upper halves of these, which say how often the former have
     * passed 2^64, and their upper halves.
     */
    private static void add(long[] sum, long[] words, long[] key, int from) {
        long low = sum[0];
        long middle = sum[1];
        long high = sum[2];
        long low2 = sum[3];
        long middle2 = sum[4];
        long high2 = sum[5];
        for (int i = from; i < from + CALL; i += 2) {
            long a = words[i];
            long b = words[i + 1];
            long x = a + key[i];
            long y = b + key[i + 1];
            long product = x * y;
            low += product;
            middle += product >>> HALF;
            high += Math.multiplyHigh(x, y);
            x = a + key[i + NEXT];
            y = b + key[i + NEXT + 1];
            product = x * y;
            low2 += product;
            middle2 += product >>> HALF;
            high2 += Math.multiplyHigh(x, y);
        }
        sum[0] = low;
        sum[1] = middle;
        sum[2] = high;
        sum[3] = low2;
        sum[4] = middle2;
        sum[5] = high2;
    }

    /** A sum modulo 2^128. */
    private static void put(ByteBuffer values, long[] sum, int at) {
        long low = sum[at];
        long middle = sum[at + 1];
        // what the lower halves of lower halves have come to is far below 2^64
        long lowest = low - (middle << HALF);
        values.putLong(low).putLong(sum[at + 2] + (middle + (lowest >>> HALF) >>> HALF));
    }
}
