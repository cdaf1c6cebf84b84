package org.granary.op;

import org.granary.engine.Proposal;

/**
 * The instructions behind the prefix byte 0xfc. A row: code, text name, immediates, effect, proposal. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 5.4 (instructions); the proposal of wide arithmetic for what takes 128 bits.
 */
public enum MiscOp implements Op {
    /** {@code i32.trunc_sat_f32_s}. */
    I32_TRUNC_SAT_F32_S(0x00, "i32.trunc_sat_f32_s", Imm.NONE, "f:i", Proposal.SATURATING_FLOAT_TO_INT),
    /** {@code i32.trunc_sat_f32_u}. */
    I32_TRUNC_SAT_F32_U(0x01, "i32.trunc_sat_f32_u", Imm.NONE, "f:i", Proposal.SATURATING_FLOAT_TO_INT),
    /** {@code i32.trunc_sat_f64_s}. */
    I32_TRUNC_SAT_F64_S(0x02, "i32.trunc_sat_f64_s", Imm.NONE, "F:i", Proposal.SATURATING_FLOAT_TO_INT),
    /** {@code i32.trunc_sat_f64_u}. */
    I32_TRUNC_SAT_F64_U(0x03, "i32.trunc_sat_f64_u", Imm.NONE, "F:i", Proposal.SATURATING_FLOAT_TO_INT),
    /** {@code i64.trunc_sat_f32_s}. */
    I64_TRUNC_SAT_F32_S(0x04, "i64.trunc_sat_f32_s", Imm.NONE, "f:I", Proposal.SATURATING_FLOAT_TO_INT),
    /** {@code i64.trunc_sat_f32_u}. */
    I64_TRUNC_SAT_F32_U(0x05, "i64.trunc_sat_f32_u", Imm.NONE, "f:I", Proposal.SATURATING_FLOAT_TO_INT),
    /** {@code i64.trunc_sat_f64_s}. */
    I64_TRUNC_SAT_F64_S(0x06, "i64.trunc_sat_f64_s", Imm.NONE, "F:I", Proposal.SATURATING_FLOAT_TO_INT),
    /** {@code i64.trunc_sat_f64_u}. */
    I64_TRUNC_SAT_F64_U(0x07, "i64.trunc_sat_f64_u", Imm.NONE, "F:I", Proposal.SATURATING_FLOAT_TO_INT),
    /** {@code memory.init}. */
    MEMORY_INIT(0x08, "memory.init", Imm.DATA_MEMORY, null, Proposal.BULK_MEMORY),
    /** {@code data.drop}. */
    DATA_DROP(0x09, "data.drop", Imm.DATA, null, Proposal.BULK_MEMORY),
    /** {@code memory.copy}. */
    MEMORY_COPY(0x0a, "memory.copy", Imm.MEMORY_MEMORY, null, Proposal.BULK_MEMORY),
    /** {@code memory.fill}. */
    MEMORY_FILL(0x0b, "memory.fill", Imm.MEMORY, null, Proposal.BULK_MEMORY),
    /** {@code table.init}. */
    TABLE_INIT(0x0c, "table.init", Imm.ELEM_TABLE, null, Proposal.BULK_MEMORY),
    /** {@code elem.drop}. */
    ELEM_DROP(0x0d, "elem.drop", Imm.ELEM, null, Proposal.BULK_MEMORY),
    /** {@code table.copy}. */
    TABLE_COPY(0x0e, "table.copy", Imm.TABLE_TABLE, null, Proposal.BULK_MEMORY),
    /** {@code table.grow}. */
    TABLE_GROW(0x0f, "table.grow", Imm.TABLE, null, Proposal.REFERENCE_TYPES),
    /** {@code table.size}. */
    TABLE_SIZE(0x10, "table.size", Imm.TABLE, null, Proposal.REFERENCE_TYPES),
    /** {@code table.fill}. */
    TABLE_FILL(0x11, "table.fill", Imm.TABLE, null, Proposal.REFERENCE_TYPES),
    /** {@code i64.add128}. */
    I64_ADD128(0x13, "i64.add128", Imm.NONE, "IIII:II", Proposal.WIDE_ARITHMETIC),
    /** {@code i64.sub128}. */
    I64_SUB128(0x14, "i64.sub128", Imm.NONE, "IIII:II", Proposal.WIDE_ARITHMETIC),
    /** {@code i64.mul_wide_s}. */
    I64_MUL_WIDE_S(0x15, "i64.mul_wide_s", Imm.NONE, "II:II", Proposal.WIDE_ARITHMETIC),
    /** {@code i64.mul_wide_u}. */
    I64_MUL_WIDE_U(0x16, "i64.mul_wide_u", Imm.NONE, "II:II", Proposal.WIDE_ARITHMETIC);

    private final Row row;

    MiscOp(int code, String text, Imm immediate, String effect, Proposal proposal) {
        row = new Row(0xfc, code, text, immediate, Effect.parse(effect), proposal, 0, 0);
    }

    /**
     * The instruction that gives the low half of the result where it is applied to the low halves of the operands.
     *
     * @return the row for 64 bits, of an instruction of wide arithmetic
     * @throws IllegalStateException for any other instruction
     */
    public CoreOp lowHalf() {
        return switch (this) {
            case I64_ADD128 -> CoreOp.I64_ADD;
            case I64_SUB128 -> CoreOp.I64_SUB;
            case I64_MUL_WIDE_S, I64_MUL_WIDE_U -> CoreOp.I64_MUL;
            default -> throw new IllegalStateException(this + " has no halves");
        };
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
