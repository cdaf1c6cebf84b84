package org.granary.text.script;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.granary.store.AnyRef;
import org.granary.store.ArrayRef;
import org.granary.store.I31Ref;
import org.granary.store.StructRef;
import org.granary.store.V128;
import org.granary.text.lex.NumberLiteral;
import org.granary.text.lex.TokenKind;
import org.granary.text.syntax.Cursor;
import org.granary.text.syntax.LaneShape;

/** Reads the arguments and the expected results of a script. Confined to one thread. */
final class ValueParser {
    private final Cursor cursor;

    ValueParser(Cursor cursor) {
        this.cursor = cursor;
    }

    List<Argument> arguments() {
        List<Argument> arguments = new ArrayList<>();
        while (cursor.kind() == TokenKind.LEFT) {
            cursor.expectOpen();
            arguments.add(argument());
            cursor.expectClose();
        }
        return arguments;
    }

    private Argument argument() {
        int token = cursor.position();
        return switch (cursor.keyword("a value")) {
            case "i32.const", "i64.const", "f32.const", "f64.const" -> new Argument.Number(number(cursor.tokens().text(token)));
            case "ref.null" -> {
                cursor.skipToClose();
                yield new Argument.Null();
            }
            case "ref.extern", "ref.host" -> new Argument.Extern((int) cursor.unsigned(32, "a number"));
            case "v128.const" -> {
                long[] halves = LaneShape.vector(cursor);
                yield new Argument.Number(new V128(halves[0], halves[1]));
            }
            default -> throw new Cursor(cursor.tokens(), token).unexpected("a value");
        };
    }

    List<Expected> expected() {
        List<Expected> expected = new ArrayList<>();
        while (cursor.kind() == TokenKind.LEFT) {
            cursor.expectOpen();
            expected.add(one());
            cursor.expectClose();
        }
        return expected;
    }

    private Expected one() {
        int token = cursor.position();
        return switch (cursor.keyword("a result")) {
            case "i32.const", "i64.const" -> new Expected.Number(number(cursor.tokens().text(token)));
            case "f32.const", "f64.const" -> real(cursor.tokens().text(token));
            case "either" -> either();
            case "ref.null" -> {
                cursor.skipToClose();
                yield new Expected.Null();
            }
            case "ref.extern", "ref.host" -> new Expected.Extern(cursor.kind() == TokenKind.RIGHT ? null
                    : (int) cursor.unsigned(32, "a number"));
            case "ref.func" -> function();
            case "ref.any" -> new Expected.Collected("a reference", Object.class);
            case "ref.eq" -> new Expected.Collected("a comparable reference", AnyRef.class);
            case "ref.i31" -> new Expected.Collected("a scalar", I31Ref.class);
            case "ref.struct" -> new Expected.Collected("a structure", StructRef.class);
            case "ref.array" -> new Expected.Collected("an array", ArrayRef.class);
            case "ref.exn" -> new Expected.Exception();
            case "v128.const" -> vector();
            default -> throw new Cursor(cursor.tokens(), token).unexpected("a result");
        };
    }

    /** An index may stand there, in scripts of other engines; which function it is shows in nothing that a host sees. */
    private Expected function() {
        if (cursor.kind() != TokenKind.RIGHT) {
            cursor.unsigned(32, "a number");
        }
        return new Expected.Function();
    }

    private Expected vector() {
        LaneShape shape = LaneShape.read(cursor);
        List<Expected> lanes = new ArrayList<>();
        for (int i = 0; i < shape.lanes(); i++) {
            if (shape.floats()) {
                lanes.add(real("f" + shape.bits() + ".const"));
            } else {
                lanes.add(new Expected.Number(shape.lane(cursor)));
            }
        }
        return new Expected.Vector(shape, lanes);
    }

    private Expected either() {
        List<Expected> choices = new ArrayList<>();
        while (cursor.kind() == TokenKind.LEFT) {
            cursor.expectOpen();
            if (cursor.sees("either")) {
                throw cursor.unexpected("a result");
            }
            choices.add(one());
            cursor.expectClose();
        }
        return new Expected.Either(choices);
    }

    private Expected real(String op) {
        boolean canonical = cursor.sees("nan:canonical");
        if (canonical || cursor.sees("nan:arithmetic")) {
            cursor.next();
            return new Expected.Nan(op.startsWith("f64"), canonical);
        }
        return new Expected.Number(number(op));
    }

    private Object number(String op) {
        String text = cursor.kind() == TokenKind.NUMBER || cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "";
        boolean whole = op.startsWith("i");
        if (whole ? !NumberLiteral.isInteger(text) : !NumberLiteral.isFloat(text)) {
            throw cursor.unexpected("a number");
        }
        String type = op.substring(0, op.indexOf('.'));
        return switch (type) {
            case "i32" -> (int) cursor.inRange(NumberLiteral.integer(text, 32), type);
            case "i64" -> cursor.inRange(NumberLiteral.integer(text, 64), type);
            case "f32" -> Float.intBitsToFloat((int) cursor.inRange(widen(NumberLiteral.f32(text)), type));
            default -> Double.longBitsToDouble(cursor.inRange(NumberLiteral.f64(text), type));
        };
    }

    private static OptionalLong widen(OptionalInt bits) {
        return bits.isPresent() ? OptionalLong.of(bits.getAsInt()) : OptionalLong.empty();
    }
}
