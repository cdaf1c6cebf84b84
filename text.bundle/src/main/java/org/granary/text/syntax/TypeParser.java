package org.granary.text.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.granary.engine.Failure;
import org.granary.text.lex.TokenKind;
import org.granary.type.AbstractHeapType;
import org.granary.type.ArrayType;
import org.granary.type.CompositeType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.HeapType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.PackedType;
import org.granary.type.RefType;
import org.granary.type.StorageType;
import org.granary.type.StructType;
import org.granary.type.SubType;
import org.granary.type.TableType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;

/**
 * Reads types. Forms of proposals that are not built are refused with the proposal's name. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 6.4 (types).
 */
public final class TypeParser {
    private static final Map<String, ValType> NUMBERS =
            Map.of("i32", NumType.I32, "i64", NumType.I64, "f32", NumType.F32, "f64", NumType.F64);

    private final Cursor cursor;
    private final TypeNames names;

    /**
     * Reads from a cursor.
     *
     * @param cursor moves on as types are read
     * @param names  the names of the module's types
     */
    public TypeParser(Cursor cursor, TypeNames names) {
        this.cursor = cursor;
        this.names = names;
    }

    /**
     * A value type.
     *
     * @return the type
     */
    public ValType value() {
        ValType number = cursor.kind() == TokenKind.KEYWORD ? NUMBERS.get(cursor.text()) : null;
        if (number != null) {
            cursor.next();
            return number;
        }
        if (cursor.accept("v128")) {
            return ValType.V128;
        }
        return reference("a value type");
    }

    /**
     * Whether a reference type is next.
     *
     * @return true when {@link #reference} can read on
     */
    public boolean seesReference() {
        return cursor.seesOpen("ref") || cursor.kind() == TokenKind.KEYWORD && shorthand(cursor.text()) != null;
    }

    /**
     * A reference type.
     *
     * @return the type
     */
    public RefType reference() {
        return reference("a reference type");
    }

    private RefType reference(String expected) {
        if (cursor.acceptOpen("ref")) {
            boolean nullable = cursor.accept("null");
            HeapType heap = heap();
            cursor.expectClose();
            return new RefType(nullable, heap);
        }
        AbstractHeapType named = cursor.kind() == TokenKind.KEYWORD ? shorthand(cursor.text()) : null;
        if (named == null) {
            throw cursor.unexpected(expected);
        }
        cursor.next();
        return new RefType(true, named);
    }

    private static AbstractHeapType shorthand(String text) {
        for (AbstractHeapType type : AbstractHeapType.values()) {
            if (type.shorthand().equals(text)) {
                return type;
            }
        }
        return null;
    }

    /**
     * A heap type.
     *
     * @return the type
     */
    public HeapType heap() {
        if (cursor.seesIndex()) {
            return new TypeIndex(names.resolve(cursor.index("a heap type")));
        }
        String text = cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "";
        for (AbstractHeapType type : AbstractHeapType.values()) {
            if (type.toString().equals(text)) {
                cursor.next();
                return type;
            }
        }
        throw cursor.unexpected("a heap type");
    }

    /**
     * A definition after {@code (type}.
     *
     * @return the type
     */
    public TypeDef definition() {
        Id id = cursor.naming();
        List<Id> fields = new ArrayList<>();
        if (!cursor.acceptOpen("sub")) {
            return new TypeDef(id, SubType.plain(composite(fields)), fields);
        }
        boolean isFinal = cursor.accept("final");
        List<HeapType> supers = new ArrayList<>();
        while (cursor.seesIndex()) {
            supers.add(new TypeIndex(names.resolve(cursor.index("a supertype"))));
        }
        SubType type = new SubType(isFinal, supers, composite(fields));
        cursor.expectClose();
        return new TypeDef(id, type, fields);
    }

    private CompositeType composite(List<Id> fields) {
        CompositeType type;
        if (cursor.acceptOpen("struct")) {
            type = struct(fields);
        } else if (cursor.acceptOpen("array")) {
            type = new ArrayType(field());
        } else {
            cursor.expectOpen("func");
            List<ValType> params = params(true).stream().map(Param::type).toList();
            type = FuncType.of(params, results());
        }
        cursor.expectClose();
        return type;
    }

    private StructType struct(List<Id> names) {
        List<FieldType> fields = new ArrayList<>();
        while (cursor.acceptOpen("field")) {
            Id id = cursor.naming();
            if (id != null) {
                names.add(id);
                fields.add(field());
                cursor.expectClose();
                continue;
            }
            while (!cursor.acceptClose()) {
                names.add(null);
                fields.add(field());
            }
        }
        return new StructType(fields);
    }

    private FieldType field() {
        boolean mutable = cursor.acceptOpen("mut");
        StorageType storage = cursor.accept("i8") ? PackedType.I8 : cursor.accept("i16") ? PackedType.I16 : value();
        if (mutable) {
            cursor.expectClose();
        }
        return new FieldType(storage, mutable);
    }

    /**
     * A type use: {@code (type x)}, parameters and results, each optional.
     *
     * @param named whether parameters may have names
     * @return the use
     */
    public TypeUse use(boolean named) {
        int token = cursor.position();
        Index type = null;
        if (cursor.acceptOpen("type")) {
            type = cursor.index("a type index");
            cursor.expectClose();
        }
        List<Param> params = params(named);
        List<ValType> results = results();
        if (cursor.seesOpen("param")) {
            cursor.next();
            throw cursor.unexpected("parameters before results");
        }
        return new TypeUse(type, params, results, token);
    }

    private List<Param> params(boolean named) {
        List<Param> params = new ArrayList<>();
        while (cursor.acceptOpen("param")) {
            group(params, named);
        }
        return params;
    }

    /**
     * The locals at the start of a body.
     *
     * @return in order
     */
    public List<Param> locals() {
        List<Param> locals = new ArrayList<>();
        while (cursor.acceptOpen("local")) {
            group(locals, true);
        }
        return locals;
    }

    private void group(List<Param> to, boolean named) {
        Id id = named ? cursor.naming() : null;
        if (id != null) {
            to.add(new Param(id, value()));
            cursor.expectClose();
            return;
        }
        while (!cursor.acceptClose()) {
            to.add(new Param(null, value()));
        }
    }

    /**
     * Results.
     *
     * @return in order
     */
    public List<ValType> results() {
        List<ValType> results = new ArrayList<>();
        while (cursor.acceptOpen("result")) {
            while (!cursor.acceptClose()) {
                results.add(value());
            }
        }
        return results;
    }

    /**
     * A global type.
     *
     * @return the type
     */
    public GlobalType global() {
        boolean mutable = cursor.acceptOpen("mut");
        ValType content = value();
        if (mutable) {
            cursor.expectClose();
        }
        return new GlobalType(content, mutable);
    }

    /**
     * The address type before limits; i32 where none is written.
     *
     * @return {@code I32} or {@code I64}
     */
    public NumType address() {
        if (cursor.accept("i64")) {
            return NumType.I64;
        }
        cursor.accept("i32");
        return NumType.I32;
    }

    private Limits limits() {
        long min = cursor.unsigned(64, "a size");
        return new Limits(min, cursor.kind() == TokenKind.NUMBER ? OptionalLong.of(cursor.unsigned(64, "a size")) : OptionalLong.empty());
    }

    /**
     * A memory type after its address type.
     *
     * @param address the address type
     * @return the type
     */
    public MemoryType memory(NumType address) {
        Limits limits = limits();
        return new MemoryType(limits, address, cursor.accept("shared"), pageBits());
    }

    /**
     * The page size, where one is written.
     *
     * @return its logarithm, otherwise that of the usual size
     */
    public int pageBits() {
        if (!cursor.acceptOpen("pagesize")) {
            return MemoryType.PAGE_BITS;
        }
        int token = cursor.position();
        long size = cursor.unsigned(64, "a page size");
        if (Long.bitCount(size) != 1) {
            throw cursor.error(Failure.MALFORMED_PAGE_SIZE, token, "no power of two");
        }
        cursor.expectClose();
        return Long.numberOfTrailingZeros(size);
    }

    /**
     * A table type after its address type.
     *
     * @param address the address type
     * @return the type
     */
    public TableType table(NumType address) {
        Limits limits = limits();
        return new TableType(reference(), limits, address);
    }
}
