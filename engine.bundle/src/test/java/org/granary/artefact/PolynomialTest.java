package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolynomialTest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(130).subtract(BigInteger.valueOf(5));
    private static final BigInteger CLAMP = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);

    private static BigInteger number(byte[] bytes, int from, int to) {
        byte[] turned = new byte[to - from];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = bytes[to - 1 - i];
        }
        return new BigInteger(1, turned);
    }

    /** As RFC 8439 tells it, without the number that is added in the end. */
    private static BigInteger expected(byte[] point, byte[] bytes, int from, int to) {
        BigInteger at = number(point, 0, 16).and(CLAMP);
        BigInteger sum = BigInteger.ZERO;
        for (int i = from; i < to; i += 16) {
            int end = Math.min(to, i + 16);
            sum = sum.add(number(bytes, i, end)).add(BigInteger.ONE.shiftLeft(8 * (end - i))).multiply(at).mod(MODULUS);
        }
        return sum.mod(BigInteger.ONE.shiftLeft(128));
    }

    private static void check(byte[] point, byte[] bytes, int from, int to) {
        for (int room : new int[] {2, 36, 512}) {
            byte[] found = new Polynomial(point).of(bytes, from, to, new long[room]);
            assertEquals(expected(point, bytes, from, to), number(found, 0, 16), from + " to " + to);
        }
    }

    /** RFC 8439, section 2.5.2. */
    @Test
    void theExampleOfTheStandard() {
        byte[] key = HexFormat.of().parseHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
        byte[] text = "Cryptographic Forum Research Group".getBytes(StandardCharsets.US_ASCII);
        BigInteger value = number(new Polynomial(key).of(text, 0, text.length, new long[4]), 0, 16);
        BigInteger tag = value.add(number(key, 16, 32)).mod(BigInteger.ONE.shiftLeft(128));
        assertEquals(number(HexFormat.of().parseHex("a8061dc1305136c6c22b8baf0c0127a9"), 0, 16), tag);
    }

    /** RFC 8439, appendix A.3, vectors 7 to 11: what is close to the modulus, and carries. */
    @Test
    void whatIsCloseToTheModulus() {
        byte[] one = point("01");
        byte[] two = point("02");
        String ones = "ff".repeat(16);
        check(two, HexFormat.of().parseHex(ones), 0, 16);
        check(one, HexFormat.of().parseHex(ones + "f0" + "ff".repeat(15) + "11" + "00".repeat(15)), 0, 48);
        check(one, HexFormat.of().parseHex(ones + "fb" + "fe".repeat(15) + "01".repeat(16)), 0, 48);
        byte[] five = HexFormat.of().parseHex("fd" + "ff".repeat(15));
        check(two, five, 0, 16);
        assertArrayEquals(new byte[16], new Polynomial(new byte[16]).of(five, 0, 16, new long[2]));
        // 2^130 - 257 to 2^130 - 2: the modulus is among them
        for (int last = 0; last < 256; last++) {
            byte[] near = HexFormat.of().parseHex(ones + "00" + "ff".repeat(15));
            near[16] = (byte) last;
            check(one, near, 0, 32);
        }
    }

    private static byte[] point(String low) {
        return HexFormat.of().parseHex(low + "00".repeat(15));
    }

    @Test
    void anyRangeOfAnyBytes() {
        Random random = new Random(1);
        byte[] bytes = new byte[9_000];
        byte[] point = new byte[16];
        for (int i = 0; i < 300; i++) {
            random.nextBytes(bytes);
            random.nextBytes(point);
            int from = random.nextInt(100);
            check(point, bytes, from, from + (i < 100 ? i : random.nextInt(bytes.length - 100)));
        }
        Arrays.fill(bytes, (byte) 0xff);
        Arrays.fill(point, (byte) 0xff);
        check(point, bytes, 0, bytes.length);
    }
}
