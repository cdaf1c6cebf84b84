package org.granary.differential;

import java.util.Random;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.op.SimdOp;
import org.granary.type.NumType;
import org.granary.type.ValType;

/** Constants, mostly at the edges. */
final class Constants {
    private static final long[] EDGES = {0, 1, -1, 2, 7, 8, 31, 32, 63, 64, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536,
            Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff_ffffL, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53};
    private static final double[] REALS = {0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, 1e10, -1e10, 1e-10, 1e300, -1e300, Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY, Double.NaN, Double.MIN_VALUE, Float.MIN_VALUE, Float.MAX_VALUE, Double.MAX_VALUE,
            2147483647.0, 2147483648.0,
            -2147483649.0, 4294967295.0, 4294967296.0, 9.223372036854775807e18, 1.8446744073709552e19, 127.4, 255.5};

    private Constants() {
    }

    static long integer(Random random) {
        return random.nextInt(3) == 0 ? random.nextLong() : EDGES[random.nextInt(EDGES.length)] + random.nextInt(3) - 1;
    }

    static double real(Random random) {
        return random.nextInt(3) == 0 ? random.nextGaussian() * 1000 : REALS[random.nextInt(REALS.length)];
    }

    static void write(OpWriter out, ValType type, Random random) {
        if (type == ValType.V128) {
            out.vector(SimdOp.V128_CONST, half(random), half(random));
        } else {
            switch ((NumType) type) {
                case I32 -> out.number(CoreOp.I32_CONST, (int) integer(random));
                case I64 -> out.number(CoreOp.I64_CONST, integer(random));
                case F32 -> out.number(CoreOp.F32_CONST, Float.floatToRawIntBits((float) real(random)) & 0xffff_ffffL);
                case F64 -> out.number(CoreOp.F64_CONST, Double.doubleToRawLongBits(real(random)));
            }
        }
    }

    private static long half(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Double.doubleToRawLongBits(real(random));
            case 1 -> narrow(random) | narrow(random) << 32;
            case 2 -> integer(random);
            default -> random.nextLong();
        };
    }

    private static long narrow(Random random) {
        return Float.floatToRawIntBits((float) real(random)) & 0xffff_ffffL;
    }

    static void zero(OpWriter out, ValType type) {
        if (type == ValType.V128) {
            out.vector(SimdOp.V128_CONST, 0, 0);
        } else {
            switch ((NumType) type) {
                case I32 -> out.number(CoreOp.I32_CONST, 0);
                case I64 -> out.number(CoreOp.I64_CONST, 0);
                case F32 -> out.number(CoreOp.F32_CONST, 0);
                case F64 -> out.number(CoreOp.F64_CONST, 0);
            }
        }
    }

    /** An argument for a call. */
    static Object value(ValType type, Random random) {
        if (type == ValType.V128) {
            return new long[] {half(random), half(random)};
        }
        if (!(type instanceof NumType number)) {
            return null;
        }
        return switch (number) {
            case I32 -> (int) integer(random);
            case I64 -> integer(random);
            case F32 -> (float) real(random);
            case F64 -> real(random);
        };
    }
}
