package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairProductsTest {
    private static final int WORDS = 256;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);

    /** Word by word in plain arithmetic. */
    private static byte[] expected(byte[] key, byte[] point, byte[] bytes, int from, int to) {
        long[] secret = KeyStream.words(key, WORDS + 2);
        int runs = (to - from + 8 * WORDS - 1) / (8 * WORDS);
        byte[] filled = Arrays.copyOf(Arrays.copyOfRange(bytes, from, to), runs * 8 * WORDS);
        ByteBuffer in = ByteBuffer.wrap(filled).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer values = ByteBuffer.allocate(32 * runs).order(ByteOrder.LITTLE_ENDIAN);
        for (int run = 0; run < runs; run++) {
            for (int pass = 0; pass < 2; pass++) {
                BigInteger sum = BigInteger.ZERO;
                for (int i = 0; i < WORDS; i += 2) {
                    int at = 8 * (run * WORDS + i);
                    long x = in.getLong(at) + secret[i + 2 * pass];
                    long y = in.getLong(at + 8) + secret[i + 1 + 2 * pass];
                    sum = sum.add(BigInteger.valueOf(x).multiply(BigInteger.valueOf(y)));
                }
                sum = sum.mod(MODULUS);
                values.putLong(sum.longValue()).putLong(sum.shiftRight(64).longValue());
            }
        }
        return new Polynomial(point).of(values.array(), 0, values.capacity(), new long[8]);
    }

    private static void check(byte[] key, byte[] bytes, int from, int to) {
        byte[] point = Arrays.copyOf(key, Polynomial.POINT);
        assertArrayEquals(expected(key, point, bytes, from, to), new PairProducts(key, point).of(bytes, from, to), from + " to " + to);
    }

    @Test
    void anyRangeOfAnyBytes() {
        Random random = new Random(3);
        byte[] bytes = new byte[12_000];
        byte[] key = new byte[KeyStream.KEY];
        for (int i = 0; i < 100; i++) {
            random.nextBytes(bytes);
            random.nextBytes(key);
            int from = random.nextInt(100);
            check(key, bytes, from, from + (i < 20 ? i : random.nextInt(bytes.length - 100)));
        }
        check(key, bytes, 0, 2_048);
        check(key, bytes, 1, 1 + 4_096);
    }

    /** What is kept of one sum is nothing to the next. */
    @Test
    void oneThreadSumsUpOneRangeAfterAnother() {
        Random random = new Random(6);
        byte[] bytes = new byte[12_000];
        random.nextBytes(bytes);
        byte[] key = HexFormat.of().parseHex("2b".repeat(KeyStream.KEY));
        PairProducts sum = new PairProducts(key, key);
        PieceSums.Sum own = sum.forOneThread();
        for (int i = 0; i < 100; i++) {
            int from = random.nextInt(100);
            int to = from + random.nextInt(i % 2 == 0 ? 100 : bytes.length - 100);
            assertArrayEquals(sum.of(bytes, from, to), own.of(bytes, from, to), from + " to " + to);
        }
    }

    /** The largest and the smallest words, whose lower halves pass 2^64 most often. */
    @Test
    void sumsThatPassTheirWords() {
        byte[] bytes = new byte[4_096];
        byte[] key = HexFormat.of().parseHex("c3".repeat(KeyStream.KEY));
        long[] secret = KeyStream.words(key, WORDS);
        for (long wanted : new long[] {-1, 0, 1, Long.MIN_VALUE, Long.MAX_VALUE, 0xffff_ffffL, -0x1_0000_0000L}) {
            ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; words.hasRemaining(); i++) {
                words.putLong(wanted - secret[i % WORDS]);
            }
            check(key, bytes, 0, bytes.length);
        }
    }

    @Test
    void everyBitAndEveryPlaceCounts() {
        byte[] key = HexFormat.of().parseHex("17".repeat(KeyStream.KEY));
        PairProducts sum = new PairProducts(key, key);
        byte[] bytes = new byte[5_000];
        new Random(4).nextBytes(bytes);
        Set<String> seen = new HashSet<>();
        seen.add(value(sum, bytes));
        for (int i = 0; i < bytes.length; i += i < 16 || i > 4_980 ? 1 : 61) {
            for (int bit = 0; bit < 8; bit++) {
                bytes[i] ^= (byte) (1 << bit);
                seen.add(value(sum, bytes));
                bytes[i] ^= (byte) (1 << bit);
            }
        }
        int flipped = seen.size();
        // runs, pairs and words that change places
        for (int[] places : new int[][] {{0, 2_048, 2_048}, {0, 16, 16}, {0, 8, 8}, {2_040, 2_048, 8}}) {
            byte[] turned = bytes.clone();
            System.arraycopy(bytes, places[0], turned, places[1], places[2]);
            System.arraycopy(bytes, places[1], turned, places[0], places[2]);
            seen.add(value(sum, turned));
        }
        assertEquals(flipped + 4, seen.size());
        assertEquals(1 + 8 * IntStream.iterate(0, i -> i < bytes.length, i -> i + (i < 16 || i > 4_980 ? 1 : 61)).count(),
                flipped);
    }

    private static String value(PairProducts sum, byte[] bytes) {
        return HexFormat.of().formatHex(sum.of(bytes, 0, bytes.length));
    }
}
