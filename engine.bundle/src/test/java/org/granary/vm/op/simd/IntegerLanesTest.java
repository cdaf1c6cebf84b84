package org.granary.vm.op.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Holds integer instructions against plain arithmetic, lane by lane, over lanes at and near every edge. */
class IntegerLanesTest {
    private static final int ROUNDS = 400;
    private static final List<String> SHAPES = List.of("i8x16", "i16x8", "i32x4", "i64x2");

    /** A lane of the result from lanes of the operands; {@code width} bits each. */
    private interface Lane {
        BigInteger of(BigInteger a, BigInteger b, int width);
    }

    private final SimdCalls calls = new SimdCalls();
    private final Random random = new Random(4);
    private final Map<String, Lane> signed = new TreeMap<>();
    private final Map<String, Lane> unsigned = new TreeMap<>();

    IntegerLanesTest() {
        arithmetic();
        comparisons();
    }

    private void arithmetic() {
        signed.put("add", (a, b, w) -> a.add(b));
        signed.put("sub", (a, b, w) -> a.subtract(b));
        signed.put("mul", (a, b, w) -> a.multiply(b));
        signed.put("neg", (a, b, w) -> a.negate());
        signed.put("abs", (a, b, w) -> a.abs());
        signed.put("add_sat_s", (a, b, w) -> clamp(a.add(b), true, w));
        signed.put("sub_sat_s", (a, b, w) -> clamp(a.subtract(b), true, w));
        signed.put("min_s", (a, b, w) -> a.min(b));
        signed.put("max_s", (a, b, w) -> a.max(b));
        signed.put("q15mulr_sat_s", (a, b, w) -> clamp(a.multiply(b).add(BigInteger.valueOf(0x4000)).shiftRight(15), true, w));
        unsigned.put("add_sat_u", (a, b, w) -> clamp(a.add(b), false, w));
        unsigned.put("sub_sat_u", (a, b, w) -> clamp(a.subtract(b), false, w));
        unsigned.put("min_u", (a, b, w) -> a.min(b));
        unsigned.put("max_u", (a, b, w) -> a.max(b));
        unsigned.put("avgr_u", (a, b, w) -> a.add(b).add(BigInteger.ONE).shiftRight(1));
        unsigned.put("popcnt", (a, b, w) -> BigInteger.valueOf(a.bitCount()));
    }

    private void comparisons() {
        for (Map<String, Lane> lanes : List.of(signed, unsigned)) {
            String sign = lanes == signed ? "_s" : "_u";
            lanes.put("lt" + sign, (a, b, w) -> mask(a.compareTo(b) < 0));
            lanes.put("gt" + sign, (a, b, w) -> mask(a.compareTo(b) > 0));
            lanes.put("le" + sign, (a, b, w) -> mask(a.compareTo(b) <= 0));
            lanes.put("ge" + sign, (a, b, w) -> mask(a.compareTo(b) >= 0));
        }
        signed.put("eq", (a, b, w) -> mask(a.equals(b)));
        signed.put("ne", (a, b, w) -> mask(!a.equals(b)));
    }

    private static BigInteger mask(boolean holds) {
        return BigInteger.valueOf(holds ? -1 : 0);
    }

    private static BigInteger clamp(BigInteger value, boolean signed, int width) {
        BigInteger least = signed ? BigInteger.ONE.shiftLeft(width - 1).negate() : BigInteger.ZERO;
        BigInteger most = BigInteger.ONE.shiftLeft(signed ? width - 1 : width).subtract(BigInteger.ONE);
        return value.max(least).min(most);
    }

    private static BigInteger lane(Bits bits, int width, int index, boolean signed) {
        long raw = bits.lane(width, index);
        BigInteger value = new BigInteger(Long.toUnsignedString(raw));
        return signed && value.testBit(width - 1) ? value.subtract(BigInteger.ONE.shiftLeft(width)) : value;
    }

    /** Lanes that are often 0, all ones, least, greatest, or one off from these. */
    private Bits vector(int width) {
        Bits bits = new Bits(random.nextLong(), random.nextLong());
        for (int i = 0; i < 128 / width; i++) {
            int kind = random.nextInt(8);
            if (kind < 4) {
                long edge = (kind & 1) == 0 ? 0 : 1L << width - 1;
                bits = bits.with(width, i, edge + random.nextInt(3) - 1);
            }
        }
        return bits;
    }

    @Test
    void instructionsAgreeWithPlainArithmetic() {
        int rows = 0;
        for (String shape : SHAPES) {
            rows += compare(shape, signed, true) + compare(shape, unsigned, false);
        }
        assertEquals(79, rows);
    }

    private int compare(String shape, Map<String, Lane> lanes, boolean signs) {
        List<String> done = new ArrayList<>();
        lanes.forEach((name, lane) -> SimdCalls.named(shape + "." + name).ifPresent(row -> {
            done.add(name);
            for (int round = 0; round < ROUNDS; round++) {
                compare(row, lane, signs);
            }
        }));
        return done.size();
    }

    private void compare(SimdMethod row, Lane lane, boolean signs) {
        int width = Literals.width(row.row().text());
        Bits a = vector(width);
        Bits b = random.nextInt(4) == 0 ? a : vector(width);
        Bits expected = new Bits(0, 0);
        for (int i = 0; i < 128 / width; i++) {
            expected = expected.with(width, i, lane.of(lane(a, width, i, signs), lane(b, width, i, signs), width).longValue());
        }
        assertEquals(expected, calls.call(row, row.row().signature().orElseThrow().params().size() == 2 ? List.of(a, b) : List.of(a)),
                () -> row + " " + a + " " + b);
    }

    @Test
    void shiftsTakeTheCountModuloTheWidth() {
        for (String shape : SHAPES) {
            int width = Literals.width(shape);
            for (int count = -1; count <= 2 * width + 1; count++) {
                Bits a = vector(width);
                int places = count & width - 1;
                checkShift(shape + ".shl", a, count, false, x -> x.shiftLeft(places));
                checkShift(shape + ".shr_s", a, count, true, x -> x.shiftRight(places));
                checkShift(shape + ".shr_u", a, count, false, x -> x.shiftRight(places));
            }
        }
    }

    private void checkShift(String name, Bits a, int count, boolean signs, UnaryOperator<BigInteger> shift) {
        int width = Literals.width(name);
        Bits expected = new Bits(0, 0);
        for (int i = 0; i < 128 / width; i++) {
            expected = expected.with(width, i, shift.apply(lane(a, width, i, signs)).longValue());
        }
        assertEquals(expected, calls.call(SimdCalls.named(name).orElseThrow(), List.of(a, count)), () -> name + " " + a + " by " + count);
    }

    @Test
    void lanesComeOutInOrder() {
        for (String shape : SHAPES) {
            int width = Literals.width(shape);
            for (int round = 0; round < ROUNDS; round++) {
                Bits a = vector(width);
                int mask = 0;
                int all = 1;
                for (int i = 0; i < 128 / width; i++) {
                    mask |= lane(a, width, i, true).signum() < 0 ? 1 << i : 0;
                    all &= a.lane(width, i) != 0 ? 1 : 0;
                }
                assertEquals(mask, calls.call(SimdCalls.named(shape + ".bitmask").orElseThrow(), List.of(a)), a::toString);
                assertEquals(all, calls.call(SimdCalls.named(shape + ".all_true").orElseThrow(), List.of(a)), a::toString);
            }
        }
    }

    @Test
    void narrowingSaturatesAndWideningExtends() {
        for (int width : List.of(8, 16, 32)) {
            String narrow = SHAPES.get(SHAPES.indexOf("i" + width + "x" + 128 / width));
            String wide = "i" + 2 * width + "x" + 64 / width;
            for (int round = 0; round < ROUNDS; round++) {
                for (boolean signs : List.of(true, false)) {
                    String sign = signs ? "_s" : "_u";
                    if (width < 32) {
                        checkNarrow(narrow + ".narrow_" + wide + sign, signs, vector(2 * width), vector(2 * width));
                    }
                    checkWiden(wide, narrow + sign, signs, vector(width), vector(width));
                }
            }
        }
    }

    private void checkNarrow(String name, boolean signs, Bits a, Bits b) {
        int width = Literals.width(name);
        int half = 64 / width;
        Bits expected = new Bits(0, 0);
        for (int i = 0; i < 2 * half; i++) {
            BigInteger from = lane(i < half ? a : b, 2 * width, i % half, true);
            expected = expected.with(width, i, clamp(from, signs, width).longValue());
        }
        assertEquals(expected, calls.call(SimdCalls.named(name).orElseThrow(), List.of(a, b)), () -> name + " " + a + " " + b);
    }

    private void checkWiden(String wide, String narrow, boolean signs, Bits a, Bits b) {
        int width = Literals.width(wide);
        int count = 128 / width;
        for (String part : List.of("low", "high")) {
            int from = part.equals("low") ? 0 : count;
            Bits extended = new Bits(0, 0);
            Bits product = new Bits(0, 0);
            for (int i = 0; i < count; i++) {
                BigInteger laneA = lane(a, width / 2, from + i, signs);
                extended = extended.with(width, i, laneA.longValue());
                product = product.with(width, i, laneA.multiply(lane(b, width / 2, from + i, signs)).longValue());
            }
            assertEquals(extended, calls.call(SimdCalls.named(wide + ".extend_" + part + "_" + narrow).orElseThrow(), List.of(a)),
                    a::toString);
            assertEquals(product, calls.call(SimdCalls.named(wide + ".extmul_" + part + "_" + narrow).orElseThrow(), List.of(a, b)),
                    a::toString);
        }
    }

    @Test
    void pairsAreAddedAfterWidening() {
        for (String name : List.of("i16x8.extadd_pairwise_i8x16_s", "i16x8.extadd_pairwise_i8x16_u", "i32x4.extadd_pairwise_i16x8_s",
                "i32x4.extadd_pairwise_i16x8_u")) {
            int width = Literals.width(name);
            boolean signs = name.endsWith("_s");
            for (int round = 0; round < ROUNDS; round++) {
                Bits a = vector(width / 2);
                Bits expected = new Bits(0, 0);
                for (int i = 0; i < 128 / width; i++) {
                    BigInteger sum = lane(a, width / 2, 2 * i, signs).add(lane(a, width / 2, 2 * i + 1, signs));
                    expected = expected.with(width, i, sum.longValue());
                }
                assertEquals(expected, calls.call(SimdCalls.named(name).orElseThrow(), List.of(a)), () -> name + " " + a);
            }
        }
    }
}
