package org.granary.op;

import org.granary.engine.Proposal;

/**
 * The instructions behind the prefix byte 0xfb: structures, arrays, unboxed scalars and casts. A row: code, text name, immediates,
 * effect. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 5.4 (instructions).
 */
public enum GcOp implements Op {
    /** {@code struct.new}. */
    STRUCT_NEW(0x00, "struct.new", Imm.TYPE, null),
    /** {@code struct.new_default}. */
    STRUCT_NEW_DEFAULT(0x01, "struct.new_default", Imm.TYPE, null),
    /** {@code struct.get}. */
    STRUCT_GET(0x02, "struct.get", Imm.TYPE_FIELD, null),
    /** {@code struct.get_s}. */
    STRUCT_GET_S(0x03, "struct.get_s", Imm.TYPE_FIELD, null),
    /** {@code struct.get_u}. */
    STRUCT_GET_U(0x04, "struct.get_u", Imm.TYPE_FIELD, null),
    /** {@code struct.set}. */
    STRUCT_SET(0x05, "struct.set", Imm.TYPE_FIELD, null),
    /** {@code array.new}. */
    ARRAY_NEW(0x06, "array.new", Imm.TYPE, null),
    /** {@code array.new_default}. */
    ARRAY_NEW_DEFAULT(0x07, "array.new_default", Imm.TYPE, null),
    /** {@code array.new_fixed}. */
    ARRAY_NEW_FIXED(0x08, "array.new_fixed", Imm.TYPE_COUNT, null),
    /** {@code array.new_data}. */
    ARRAY_NEW_DATA(0x09, "array.new_data", Imm.TYPE_DATA, null),
    /** {@code array.new_elem}. */
    ARRAY_NEW_ELEM(0x0a, "array.new_elem", Imm.TYPE_ELEM, null),
    /** {@code array.get}. */
    ARRAY_GET(0x0b, "array.get", Imm.TYPE, null),
    /** {@code array.get_s}. */
    ARRAY_GET_S(0x0c, "array.get_s", Imm.TYPE, null),
    /** {@code array.get_u}. */
    ARRAY_GET_U(0x0d, "array.get_u", Imm.TYPE, null),
    /** {@code array.set}. */
    ARRAY_SET(0x0e, "array.set", Imm.TYPE, null),
    /** {@code array.len}. */
    ARRAY_LEN(0x0f, "array.len", Imm.NONE, "A:i!"),
    /** {@code array.fill}. */
    ARRAY_FILL(0x10, "array.fill", Imm.TYPE, null),
    /** {@code array.copy}. */
    ARRAY_COPY(0x11, "array.copy", Imm.TYPE_TYPE, null),
    /** {@code array.init_data}. */
    ARRAY_INIT_DATA(0x12, "array.init_data", Imm.TYPE_DATA, null),
    /** {@code array.init_elem}. */
    ARRAY_INIT_ELEM(0x13, "array.init_elem", Imm.TYPE_ELEM, null),
    /** {@code ref.test}. */
    REF_TEST(0x14, "ref.test", Imm.CAST, null),
    /** {@code ref.test} to a type that allows null. */
    REF_TEST_NULL(0x15, "ref.test", Imm.CAST, null),
    /** {@code ref.cast}. */
    REF_CAST(0x16, "ref.cast", Imm.CAST, null),
    /** {@code ref.cast} to a type that allows null. */
    REF_CAST_NULL(0x17, "ref.cast", Imm.CAST, null),
    /** {@code br_on_cast}. */
    BR_ON_CAST(0x18, "br_on_cast", Imm.BR_CAST, null),
    /** {@code br_on_cast_fail}. */
    BR_ON_CAST_FAIL(0x19, "br_on_cast_fail", Imm.BR_CAST, null),
    /** {@code any.convert_extern}. */
    ANY_CONVERT_EXTERN(0x1a, "any.convert_extern", Imm.NONE, null),
    /** {@code extern.convert_any}. */
    EXTERN_CONVERT_ANY(0x1b, "extern.convert_any", Imm.NONE, null),
    /** {@code ref.i31}. */
    REF_I31(0x1c, "ref.i31", Imm.NONE, "i:3"),
    /** {@code i31.get_s}. */
    I31_GET_S(0x1d, "i31.get_s", Imm.NONE, "n:i!"),
    /** {@code i31.get_u}. */
    I31_GET_U(0x1e, "i31.get_u", Imm.NONE, "n:i!");

    private final Row row;

    GcOp(int code, String text, Imm immediate, String effect) {
        row = new Row(0xfb, code, text, immediate, Effect.parse(effect), Proposal.GC, 0, 0);
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public String toString() {
        return row.text();
    }
}
