package org.granary.text.syntax;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.granary.text.lex.TokenKind;
import org.granary.type.RefType;

/**
 * Reads element and data segments. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, sections 6.6.9 (element segments) and 6.6.8 (data segments).
 */
final class SegmentParser {
    private final Cursor cursor;
    private final TypeParser types;

    SegmentParser(Cursor cursor, TypeParser types) {
        this.cursor = cursor;
        this.types = types;
    }

    Field elem(int token) {
        cursor.next();
        Id id = cursor.naming();
        if (cursor.accept("declare")) {
            return new Field.Elem(id, Mode.DECLARATIVE, null, null, list(false), token);
        }
        Index table = target("table");
        // a reference type in parentheses begins a passive segment's list, any other parenthesis is an offset
        if (table == null && (cursor.kind() != TokenKind.LEFT || cursor.seesOpen("ref"))) {
            return new Field.Elem(id, Mode.PASSIVE, null, null, list(false), token);
        }
        Range at = offset();
        return new Field.Elem(id, Mode.ACTIVE, table, at, list(true), token);
    }

    /** The table or memory of a segment; a bare number is an older form. */
    private Index target(String kind) {
        if (cursor.acceptOpen(kind)) {
            Index index = cursor.index("a " + kind + " index");
            cursor.expectClose();
            return index;
        }
        return cursor.kind() == TokenKind.NUMBER ? cursor.index("a " + kind + " index") : null;
    }

    private Range offset() {
        if (cursor.acceptOpen("offset")) {
            Range range = cursor.skipToClose();
            cursor.expectClose();
            return range;
        }
        return cursor.form();
    }

    private ElemList list(boolean active) {
        if (cursor.accept("func")) {
            return new ElemList(RefType.FUNCREF, functions(), null);
        }
        if (types.seesReference()) {
            return new ElemList(types.reference(), null, expressions());
        }
        if (!active) {
            throw cursor.unexpected("func or a reference type");
        }
        return new ElemList(RefType.FUNCREF, functions(), null);
    }

    private List<Index> functions() {
        List<Index> functions = new ArrayList<>();
        while (cursor.seesIndex()) {
            functions.add(cursor.index("a function index"));
        }
        return functions;
    }

    private List<Range> expressions() {
        List<Range> expressions = new ArrayList<>();
        while (cursor.kind() == TokenKind.LEFT) {
            if (cursor.acceptOpen("item")) {
                expressions.add(cursor.skipToClose());
                cursor.expectClose();
            } else {
                expressions.add(cursor.form());
            }
        }
        return expressions;
    }

    /** The elements in a table's own definition: functions or expressions. */
    ElemList inline(RefType element) {
        return cursor.seesIndex() ? new ElemList(element, functions(), null) : new ElemList(element, null, expressions());
    }

    Field data(int token) {
        cursor.next();
        Id id = cursor.naming();
        Index memory = target("memory");
        Range at = memory != null || cursor.kind() == TokenKind.LEFT && !seesNumbers() ? offset() : null;
        return new Field.Data(id, memory, at, content(), token);
    }

    /** The bytes of a data segment: strings and, as other assemblers take them too, numbers of a type. */
    byte[] content() {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (true) {
            if (cursor.kind() == TokenKind.STRING) {
                content.writeBytes(cursor.string());
            } else if (seesNumbers()) {
                numbers(content);
            } else {
                return content.toByteArray();
            }
        }
    }

    private boolean seesNumbers() {
        if (cursor.kind() != TokenKind.LEFT) {
            return false;
        }
        cursor.next();
        boolean numbers = cursor.sees("v128") || cursor.kind() == TokenKind.KEYWORD && lanes(cursor.text()) != null;
        cursor.back();
        return numbers;
    }

    /** The vector whose lanes are written as numbers of a type are, or null. */
    private static LaneShape lanes(String type) {
        return switch (type) {
            case "i8" -> LaneShape.I8X16;
            case "i16" -> LaneShape.I16X8;
            case "i32" -> LaneShape.I32X4;
            case "i64" -> LaneShape.I64X2;
            case "f32" -> LaneShape.F32X4;
            case "f64" -> LaneShape.F64X2;
            default -> null;
        };
    }

    private void numbers(ByteArrayOutputStream content) {
        cursor.next();
        LaneShape shape = lanes(cursor.text());
        cursor.next();
        while (!cursor.acceptClose()) {
            if (shape != null) {
                bytes(shape.lane(cursor), shape.bits(), content);
                continue;
            }
            for (long half : LaneShape.vector(cursor)) {
                bytes(half, Long.SIZE, content);
            }
        }
    }

    private static void bytes(long value, int bits, ByteArrayOutputStream content) {
        for (int shift = 0; shift < bits; shift += Byte.SIZE) {
            content.write((int) (value >>> shift));
        }
    }
}
