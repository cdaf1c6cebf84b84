package org.granary.text.syntax;

import java.util.OptionalLong;
import java.util.Set;
import org.granary.engine.Failure;
import org.granary.text.lex.NumberLiteral;
import org.granary.text.lex.TokenKind;

/**
 * How the text format writes a vector: as so many numbers of so many bits. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 6.5.10 (vector instructions).
 */
public enum LaneShape {
    /** Sixteen 8-bit integers. */
    I8X16(16, false),
    /** Eight 16-bit integers. */
    I16X8(8, false),
    /** Four 32-bit integers. */
    I32X4(4, false),
    /** Two 64-bit integers. */
    I64X2(2, false),
    /** Four 32-bit floats. */
    F32X4(4, true),
    /** Two 64-bit floats. */
    F64X2(2, true);

    private static final int VECTOR_BITS = 128;

    private final int lanes;
    private final boolean floats;

    LaneShape(int lanes, boolean floats) {
        this.lanes = lanes;
        this.floats = floats;
    }

    /**
     * How many lanes there are.
     *
     * @return 2 to 16
     */
    public int lanes() {
        return lanes;
    }

    /**
     * How wide a lane is.
     *
     * @return 8 to 64
     */
    public int bits() {
        return VECTOR_BITS / lanes;
    }

    /**
     * Whether lanes are floats.
     *
     * @return false for integers
     */
    public boolean floats() {
        return floats;
    }

    @Override
    public String toString() {
        return (floats ? "f" : "i") + bits() + "x" + lanes;
    }

    /**
     * Reads the name of a shape and checks that as many numbers follow as it has lanes.
     *
     * @param cursor before the name
     * @return the shape; the cursor stands before the first number
     * @throws org.granary.engine.MalformedException when something else stands there
     */
    public static LaneShape read(Cursor cursor) {
        for (LaneShape shape : values()) {
            if (cursor.accept(shape.toString())) {
                shape.count(cursor);
                return shape;
            }
        }
        throw cursor.unexpected("i8x16, i16x8, i32x4, i64x2, f32x4 or f64x2");
    }

    private void count(Cursor cursor) {
        int count = 0;
        Cursor ahead = new Cursor(cursor.tokens(), cursor.position());
        while (isNumber(ahead)) {
            count++;
            ahead.next();
        }
        // anything else that is no number is told of as such when it is reached
        if (count != lanes && (count > lanes || Set.of(TokenKind.LEFT, TokenKind.RIGHT, TokenKind.KEYWORD).contains(ahead.kind()))) {
            throw cursor.error(Failure.LANE_LITERALS, lanes + " for " + this, Integer.toString(count));
        }
    }

    private static boolean isNumber(Cursor cursor) {
        boolean word = cursor.kind() == TokenKind.KEYWORD;
        return cursor.kind() == TokenKind.NUMBER || word && (NumberLiteral.isFloat(cursor.text()) || cursor.text().startsWith("nan:"));
    }

    /**
     * Reads one lane.
     *
     * @param cursor before a number
     * @return its bits, zero-extended
     * @throws org.granary.engine.MalformedException when something else stands there, or a number that does not fit
     */
    public long lane(Cursor cursor) {
        String text = cursor.kind() == TokenKind.NUMBER || cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "";
        if (floats ? !NumberLiteral.isFloat(text) : !NumberLiteral.isInteger(text)) {
            throw cursor.unexpected(floats ? "a number" : "a whole number");
        }
        String type = (floats ? "f" : "i") + bits();
        if (this == F32X4) {
            var value = NumberLiteral.f32(text);
            return cursor.inRange(value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(value.getAsInt()), type) & mask();
        }
        return cursor.inRange(floats ? NumberLiteral.f64(text) : NumberLiteral.integer(text, bits()), type) & mask();
    }

    private long mask() {
        return -1L >>> Long.SIZE - bits();
    }

    /**
     * Puts lanes together.
     *
     * @param values the lanes, zero-extended
     * @return the vector's low half and its high half
     */
    public long[] halves(long[] values) {
        long[] halves = new long[2];
        for (int i = 0; i < lanes; i++) {
            halves[i / (lanes / 2)] |= values[i] << i % (lanes / 2) * bits();
        }
        return halves;
    }

    /**
     * Reads a whole vector.
     *
     * @param cursor before the name of the shape
     * @return its low half and its high half
     * @throws org.granary.engine.MalformedException when there is none
     */
    public static long[] vector(Cursor cursor) {
        LaneShape shape = read(cursor);
        long[] values = new long[shape.lanes];
        for (int i = 0; i < values.length; i++) {
            values[i] = shape.lane(cursor);
        }
        return shape.halves(values);
    }
}
