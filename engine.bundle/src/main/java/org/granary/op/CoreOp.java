package org.granary.op;

import org.granary.engine.Proposal;

/**
 * The instructions without a prefix byte. A row: code, text name, immediates, effect, proposal, width of the memory access. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 5.4 (instructions); the exception handling proposal's legacy page for
 * {@code try} and what belongs to it.
 */
public enum CoreOp implements Op {
    /** {@code unreachable}. */
    UNREACHABLE(0x00, "unreachable", Imm.NONE, null, Proposal.CORE, 0),
    /** {@code nop}. */
    NOP(0x01, "nop", Imm.NONE, ":", Proposal.CORE, 0),
    /** {@code block}. */
    BLOCK(0x02, "block", Imm.BLOCK, null, Proposal.CORE, 0),
    /** {@code loop}. */
    LOOP(0x03, "loop", Imm.BLOCK, null, Proposal.CORE, 0),
    /** {@code if}. */
    IF(0x04, "if", Imm.BLOCK, null, Proposal.CORE, 0),
    /** {@code else}. */
    ELSE(0x05, "else", Imm.ELSE, null, Proposal.CORE, 0),
    /** {@code try}. */
    TRY(0x06, "try", Imm.BLOCK, null, Proposal.LEGACY_EXCEPTIONS, 0),
    /** {@code catch}. */
    CATCH(0x07, "catch", Imm.CATCH, null, Proposal.LEGACY_EXCEPTIONS, 0),
    /** {@code throw}. */
    THROW(0x08, "throw", Imm.TAG, null, Proposal.EXCEPTIONS, 0),
    /** {@code rethrow}. */
    RETHROW(0x09, "rethrow", Imm.LABEL, null, Proposal.LEGACY_EXCEPTIONS, 0),
    /** {@code throw_ref}. */
    THROW_REF(0x0a, "throw_ref", Imm.NONE, null, Proposal.EXCEPTIONS, 0),
    /** {@code end}. */
    END(0x0b, "end", Imm.END, null, Proposal.CORE, 0),
    /** {@code br}. */
    BR(0x0c, "br", Imm.LABEL, null, Proposal.CORE, 0),
    /** {@code br_if}. */
    BR_IF(0x0d, "br_if", Imm.LABEL, null, Proposal.CORE, 0),
    /** {@code br_table}. */
    BR_TABLE(0x0e, "br_table", Imm.LABELS, null, Proposal.CORE, 0),
    /** {@code return}. */
    RETURN(0x0f, "return", Imm.NONE, null, Proposal.CORE, 0),
    /** {@code call}. */
    CALL(0x10, "call", Imm.FUNC, null, Proposal.CORE, 0),
    /** {@code call_indirect}. */
    CALL_INDIRECT(0x11, "call_indirect", Imm.TYPE_TABLE, null, Proposal.CORE, 0),
    /** {@code return_call}. */
    RETURN_CALL(0x12, "return_call", Imm.FUNC, null, Proposal.TAIL_CALL, 0),
    /** {@code return_call_indirect}. */
    RETURN_CALL_INDIRECT(0x13, "return_call_indirect", Imm.TYPE_TABLE, null, Proposal.TAIL_CALL, 0),
    /** {@code call_ref}. */
    CALL_REF(0x14, "call_ref", Imm.TYPE, null, Proposal.FUNCTION_REFERENCES, 0),
    /** {@code return_call_ref}. */
    RETURN_CALL_REF(0x15, "return_call_ref", Imm.TYPE, null, Proposal.FUNCTION_REFERENCES, 0),
    /** {@code delegate}. */
    DELEGATE(0x18, "delegate", Imm.DELEGATE, null, Proposal.LEGACY_EXCEPTIONS, 0),
    /** {@code catch_all}. */
    CATCH_ALL(0x19, "catch_all", Imm.CATCH_ALL, null, Proposal.LEGACY_EXCEPTIONS, 0),
    /** {@code drop}. */
    DROP(0x1a, "drop", Imm.NONE, null, Proposal.CORE, 0),
    /** {@code select}. */
    SELECT(0x1b, "select", Imm.NONE, null, Proposal.CORE, 0),
    /** {@code select}. */
    SELECT_T(0x1c, "select", Imm.TYPES, null, Proposal.REFERENCE_TYPES, 0),
    /** {@code try_table}. */
    TRY_TABLE(0x1f, "try_table", Imm.TRY_TABLE, null, Proposal.EXCEPTIONS, 0),
    /** {@code local.get}. */
    LOCAL_GET(0x20, "local.get", Imm.LOCAL, null, Proposal.CORE, 0),
    /** {@code local.set}. */
    LOCAL_SET(0x21, "local.set", Imm.LOCAL, null, Proposal.CORE, 0),
    /** {@code local.tee}. */
    LOCAL_TEE(0x22, "local.tee", Imm.LOCAL, null, Proposal.CORE, 0),
    /** {@code global.get}. */
    GLOBAL_GET(0x23, "global.get", Imm.GLOBAL, null, Proposal.CORE, 0),
    /** {@code global.set}. */
    GLOBAL_SET(0x24, "global.set", Imm.GLOBAL, null, Proposal.CORE, 0),
    /** {@code table.get}. */
    TABLE_GET(0x25, "table.get", Imm.TABLE, null, Proposal.REFERENCE_TYPES, 0),
    /** {@code table.set}. */
    TABLE_SET(0x26, "table.set", Imm.TABLE, null, Proposal.REFERENCE_TYPES, 0),
    /** {@code i32.load}. */
    I32_LOAD(0x28, "i32.load", Imm.MEMARG, "i:i", Proposal.CORE, 4),
    /** {@code i64.load}. */
    I64_LOAD(0x29, "i64.load", Imm.MEMARG, "i:I", Proposal.CORE, 8),
    /** {@code f32.load}. */
    F32_LOAD(0x2a, "f32.load", Imm.MEMARG, "i:f", Proposal.CORE, 4),
    /** {@code f64.load}. */
    F64_LOAD(0x2b, "f64.load", Imm.MEMARG, "i:F", Proposal.CORE, 8),
    /** {@code i32.load8_s}. */
    I32_LOAD8_S(0x2c, "i32.load8_s", Imm.MEMARG, "i:i", Proposal.CORE, 1),
    /** {@code i32.load8_u}. */
    I32_LOAD8_U(0x2d, "i32.load8_u", Imm.MEMARG, "i:i", Proposal.CORE, 1),
    /** {@code i32.load16_s}. */
    I32_LOAD16_S(0x2e, "i32.load16_s", Imm.MEMARG, "i:i", Proposal.CORE, 2),
    /** {@code i32.load16_u}. */
    I32_LOAD16_U(0x2f, "i32.load16_u", Imm.MEMARG, "i:i", Proposal.CORE, 2),
    /** {@code i64.load8_s}. */
    I64_LOAD8_S(0x30, "i64.load8_s", Imm.MEMARG, "i:I", Proposal.CORE, 1),
    /** {@code i64.load8_u}. */
    I64_LOAD8_U(0x31, "i64.load8_u", Imm.MEMARG, "i:I", Proposal.CORE, 1),
    /** {@code i64.load16_s}. */
    I64_LOAD16_S(0x32, "i64.load16_s", Imm.MEMARG, "i:I", Proposal.CORE, 2),
    /** {@code i64.load16_u}. */
    I64_LOAD16_U(0x33, "i64.load16_u", Imm.MEMARG, "i:I", Proposal.CORE, 2),
    /** {@code i64.load32_s}. */
    I64_LOAD32_S(0x34, "i64.load32_s", Imm.MEMARG, "i:I", Proposal.CORE, 4),
    /** {@code i64.load32_u}. */
    I64_LOAD32_U(0x35, "i64.load32_u", Imm.MEMARG, "i:I", Proposal.CORE, 4),
    /** {@code i32.store}. */
    I32_STORE(0x36, "i32.store", Imm.MEMARG, "ii:", Proposal.CORE, 4),
    /** {@code i64.store}. */
    I64_STORE(0x37, "i64.store", Imm.MEMARG, "iI:", Proposal.CORE, 8),
    /** {@code f32.store}. */
    F32_STORE(0x38, "f32.store", Imm.MEMARG, "if:", Proposal.CORE, 4),
    /** {@code f64.store}. */
    F64_STORE(0x39, "f64.store", Imm.MEMARG, "iF:", Proposal.CORE, 8),
    /** {@code i32.store8}. */
    I32_STORE8(0x3a, "i32.store8", Imm.MEMARG, "ii:", Proposal.CORE, 1),
    /** {@code i32.store16}. */
    I32_STORE16(0x3b, "i32.store16", Imm.MEMARG, "ii:", Proposal.CORE, 2),
    /** {@code i64.store8}. */
    I64_STORE8(0x3c, "i64.store8", Imm.MEMARG, "iI:", Proposal.CORE, 1),
    /** {@code i64.store16}. */
    I64_STORE16(0x3d, "i64.store16", Imm.MEMARG, "iI:", Proposal.CORE, 2),
    /** {@code i64.store32}. */
    I64_STORE32(0x3e, "i64.store32", Imm.MEMARG, "iI:", Proposal.CORE, 4),
    /** {@code memory.size}. */
    MEMORY_SIZE(0x3f, "memory.size", Imm.MEMORY, null, Proposal.CORE, 0),
    /** {@code memory.grow}. */
    MEMORY_GROW(0x40, "memory.grow", Imm.MEMORY, null, Proposal.CORE, 0),
    /** {@code i32.const}. */
    I32_CONST(0x41, "i32.const", Imm.I32, ":i", Proposal.CORE, 0),
    /** {@code i64.const}. */
    I64_CONST(0x42, "i64.const", Imm.I64, ":I", Proposal.CORE, 0),
    /** {@code f32.const}. */
    F32_CONST(0x43, "f32.const", Imm.F32, ":f", Proposal.CORE, 0),
    /** {@code f64.const}. */
    F64_CONST(0x44, "f64.const", Imm.F64, ":F", Proposal.CORE, 0),
    /** {@code i32.eqz}. */
    I32_EQZ(0x45, "i32.eqz", Imm.NONE, "i:i", Proposal.CORE, 0),
    /** {@code i32.eq}. */
    I32_EQ(0x46, "i32.eq", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.ne}. */
    I32_NE(0x47, "i32.ne", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.lt_s}. */
    I32_LT_S(0x48, "i32.lt_s", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.lt_u}. */
    I32_LT_U(0x49, "i32.lt_u", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.gt_s}. */
    I32_GT_S(0x4a, "i32.gt_s", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.gt_u}. */
    I32_GT_U(0x4b, "i32.gt_u", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.le_s}. */
    I32_LE_S(0x4c, "i32.le_s", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.le_u}. */
    I32_LE_U(0x4d, "i32.le_u", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.ge_s}. */
    I32_GE_S(0x4e, "i32.ge_s", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.ge_u}. */
    I32_GE_U(0x4f, "i32.ge_u", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i64.eqz}. */
    I64_EQZ(0x50, "i64.eqz", Imm.NONE, "I:i", Proposal.CORE, 0),
    /** {@code i64.eq}. */
    I64_EQ(0x51, "i64.eq", Imm.NONE, "II:i", Proposal.CORE, 0),
    /** {@code i64.ne}. */
    I64_NE(0x52, "i64.ne", Imm.NONE, "II:i", Proposal.CORE, 0),
    /** {@code i64.lt_s}. */
    I64_LT_S(0x53, "i64.lt_s", Imm.NONE, "II:i", Proposal.CORE, 0),
    /** {@code i64.lt_u}. */
    I64_LT_U(0x54, "i64.lt_u", Imm.NONE, "II:i", Proposal.CORE, 0),
    /** {@code i64.gt_s}. */
    I64_GT_S(0x55, "i64.gt_s", Imm.NONE, "II:i", Proposal.CORE, 0),
    /** {@code i64.gt_u}. */
    I64_GT_U(0x56, "i64.gt_u", Imm.NONE, "II:i", Proposal.CORE, 0),
    /** {@code i64.le_s}. */
    I64_LE_S(0x57, "i64.le_s", Imm.NONE, "II:i", Proposal.CORE, 0),
    /** {@code i64.le_u}. */
    I64_LE_U(0x58, "i64.le_u", Imm.NONE, "II:i", Proposal.CORE, 0),
    /** {@code i64.ge_s}. */
    I64_GE_S(0x59, "i64.ge_s", Imm.NONE, "II:i", Proposal.CORE, 0),
    /** {@code i64.ge_u}. */
    I64_GE_U(0x5a, "i64.ge_u", Imm.NONE, "II:i", Proposal.CORE, 0),
    /** {@code f32.eq}. */
    F32_EQ(0x5b, "f32.eq", Imm.NONE, "ff:i", Proposal.CORE, 0),
    /** {@code f32.ne}. */
    F32_NE(0x5c, "f32.ne", Imm.NONE, "ff:i", Proposal.CORE, 0),
    /** {@code f32.lt}. */
    F32_LT(0x5d, "f32.lt", Imm.NONE, "ff:i", Proposal.CORE, 0),
    /** {@code f32.gt}. */
    F32_GT(0x5e, "f32.gt", Imm.NONE, "ff:i", Proposal.CORE, 0),
    /** {@code f32.le}. */
    F32_LE(0x5f, "f32.le", Imm.NONE, "ff:i", Proposal.CORE, 0),
    /** {@code f32.ge}. */
    F32_GE(0x60, "f32.ge", Imm.NONE, "ff:i", Proposal.CORE, 0),
    /** {@code f64.eq}. */
    F64_EQ(0x61, "f64.eq", Imm.NONE, "FF:i", Proposal.CORE, 0),
    /** {@code f64.ne}. */
    F64_NE(0x62, "f64.ne", Imm.NONE, "FF:i", Proposal.CORE, 0),
    /** {@code f64.lt}. */
    F64_LT(0x63, "f64.lt", Imm.NONE, "FF:i", Proposal.CORE, 0),
    /** {@code f64.gt}. */
    F64_GT(0x64, "f64.gt", Imm.NONE, "FF:i", Proposal.CORE, 0),
    /** {@code f64.le}. */
    F64_LE(0x65, "f64.le", Imm.NONE, "FF:i", Proposal.CORE, 0),
    /** {@code f64.ge}. */
    F64_GE(0x66, "f64.ge", Imm.NONE, "FF:i", Proposal.CORE, 0),
    /** {@code i32.clz}. */
    I32_CLZ(0x67, "i32.clz", Imm.NONE, "i:i", Proposal.CORE, 0),
    /** {@code i32.ctz}. */
    I32_CTZ(0x68, "i32.ctz", Imm.NONE, "i:i", Proposal.CORE, 0),
    /** {@code i32.popcnt}. */
    I32_POPCNT(0x69, "i32.popcnt", Imm.NONE, "i:i", Proposal.CORE, 0),
    /** {@code i32.add}. */
    I32_ADD(0x6a, "i32.add", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.sub}. */
    I32_SUB(0x6b, "i32.sub", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.mul}. */
    I32_MUL(0x6c, "i32.mul", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.div_s}. */
    I32_DIV_S(0x6d, "i32.div_s", Imm.NONE, "ii:i!", Proposal.CORE, 0),
    /** {@code i32.div_u}. */
    I32_DIV_U(0x6e, "i32.div_u", Imm.NONE, "ii:i!", Proposal.CORE, 0),
    /** {@code i32.rem_s}. */
    I32_REM_S(0x6f, "i32.rem_s", Imm.NONE, "ii:i!", Proposal.CORE, 0),
    /** {@code i32.rem_u}. */
    I32_REM_U(0x70, "i32.rem_u", Imm.NONE, "ii:i!", Proposal.CORE, 0),
    /** {@code i32.and}. */
    I32_AND(0x71, "i32.and", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.or}. */
    I32_OR(0x72, "i32.or", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.xor}. */
    I32_XOR(0x73, "i32.xor", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.shl}. */
    I32_SHL(0x74, "i32.shl", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.shr_s}. */
    I32_SHR_S(0x75, "i32.shr_s", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.shr_u}. */
    I32_SHR_U(0x76, "i32.shr_u", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.rotl}. */
    I32_ROTL(0x77, "i32.rotl", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i32.rotr}. */
    I32_ROTR(0x78, "i32.rotr", Imm.NONE, "ii:i", Proposal.CORE, 0),
    /** {@code i64.clz}. */
    I64_CLZ(0x79, "i64.clz", Imm.NONE, "I:I", Proposal.CORE, 0),
    /** {@code i64.ctz}. */
    I64_CTZ(0x7a, "i64.ctz", Imm.NONE, "I:I", Proposal.CORE, 0),
    /** {@code i64.popcnt}. */
    I64_POPCNT(0x7b, "i64.popcnt", Imm.NONE, "I:I", Proposal.CORE, 0),
    /** {@code i64.add}. */
    I64_ADD(0x7c, "i64.add", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code i64.sub}. */
    I64_SUB(0x7d, "i64.sub", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code i64.mul}. */
    I64_MUL(0x7e, "i64.mul", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code i64.div_s}. */
    I64_DIV_S(0x7f, "i64.div_s", Imm.NONE, "II:I!", Proposal.CORE, 0),
    /** {@code i64.div_u}. */
    I64_DIV_U(0x80, "i64.div_u", Imm.NONE, "II:I!", Proposal.CORE, 0),
    /** {@code i64.rem_s}. */
    I64_REM_S(0x81, "i64.rem_s", Imm.NONE, "II:I!", Proposal.CORE, 0),
    /** {@code i64.rem_u}. */
    I64_REM_U(0x82, "i64.rem_u", Imm.NONE, "II:I!", Proposal.CORE, 0),
    /** {@code i64.and}. */
    I64_AND(0x83, "i64.and", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code i64.or}. */
    I64_OR(0x84, "i64.or", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code i64.xor}. */
    I64_XOR(0x85, "i64.xor", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code i64.shl}. */
    I64_SHL(0x86, "i64.shl", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code i64.shr_s}. */
    I64_SHR_S(0x87, "i64.shr_s", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code i64.shr_u}. */
    I64_SHR_U(0x88, "i64.shr_u", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code i64.rotl}. */
    I64_ROTL(0x89, "i64.rotl", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code i64.rotr}. */
    I64_ROTR(0x8a, "i64.rotr", Imm.NONE, "II:I", Proposal.CORE, 0),
    /** {@code f32.abs}. */
    F32_ABS(0x8b, "f32.abs", Imm.NONE, "f:f", Proposal.CORE, 0),
    /** {@code f32.neg}. */
    F32_NEG(0x8c, "f32.neg", Imm.NONE, "f:f", Proposal.CORE, 0),
    /** {@code f32.ceil}. */
    F32_CEIL(0x8d, "f32.ceil", Imm.NONE, "f:f", Proposal.CORE, 0),
    /** {@code f32.floor}. */
    F32_FLOOR(0x8e, "f32.floor", Imm.NONE, "f:f", Proposal.CORE, 0),
    /** {@code f32.trunc}. */
    F32_TRUNC(0x8f, "f32.trunc", Imm.NONE, "f:f", Proposal.CORE, 0),
    /** {@code f32.nearest}. */
    F32_NEAREST(0x90, "f32.nearest", Imm.NONE, "f:f", Proposal.CORE, 0),
    /** {@code f32.sqrt}. */
    F32_SQRT(0x91, "f32.sqrt", Imm.NONE, "f:f", Proposal.CORE, 0),
    /** {@code f32.add}. */
    F32_ADD(0x92, "f32.add", Imm.NONE, "ff:f", Proposal.CORE, 0),
    /** {@code f32.sub}. */
    F32_SUB(0x93, "f32.sub", Imm.NONE, "ff:f", Proposal.CORE, 0),
    /** {@code f32.mul}. */
    F32_MUL(0x94, "f32.mul", Imm.NONE, "ff:f", Proposal.CORE, 0),
    /** {@code f32.div}. */
    F32_DIV(0x95, "f32.div", Imm.NONE, "ff:f", Proposal.CORE, 0),
    /** {@code f32.min}. */
    F32_MIN(0x96, "f32.min", Imm.NONE, "ff:f", Proposal.CORE, 0),
    /** {@code f32.max}. */
    F32_MAX(0x97, "f32.max", Imm.NONE, "ff:f", Proposal.CORE, 0),
    /** {@code f32.copysign}. */
    F32_COPYSIGN(0x98, "f32.copysign", Imm.NONE, "ff:f", Proposal.CORE, 0),
    /** {@code f64.abs}. */
    F64_ABS(0x99, "f64.abs", Imm.NONE, "F:F", Proposal.CORE, 0),
    /** {@code f64.neg}. */
    F64_NEG(0x9a, "f64.neg", Imm.NONE, "F:F", Proposal.CORE, 0),
    /** {@code f64.ceil}. */
    F64_CEIL(0x9b, "f64.ceil", Imm.NONE, "F:F", Proposal.CORE, 0),
    /** {@code f64.floor}. */
    F64_FLOOR(0x9c, "f64.floor", Imm.NONE, "F:F", Proposal.CORE, 0),
    /** {@code f64.trunc}. */
    F64_TRUNC(0x9d, "f64.trunc", Imm.NONE, "F:F", Proposal.CORE, 0),
    /** {@code f64.nearest}. */
    F64_NEAREST(0x9e, "f64.nearest", Imm.NONE, "F:F", Proposal.CORE, 0),
    /** {@code f64.sqrt}. */
    F64_SQRT(0x9f, "f64.sqrt", Imm.NONE, "F:F", Proposal.CORE, 0),
    /** {@code f64.add}. */
    F64_ADD(0xa0, "f64.add", Imm.NONE, "FF:F", Proposal.CORE, 0),
    /** {@code f64.sub}. */
    F64_SUB(0xa1, "f64.sub", Imm.NONE, "FF:F", Proposal.CORE, 0),
    /** {@code f64.mul}. */
    F64_MUL(0xa2, "f64.mul", Imm.NONE, "FF:F", Proposal.CORE, 0),
    /** {@code f64.div}. */
    F64_DIV(0xa3, "f64.div", Imm.NONE, "FF:F", Proposal.CORE, 0),
    /** {@code f64.min}. */
    F64_MIN(0xa4, "f64.min", Imm.NONE, "FF:F", Proposal.CORE, 0),
    /** {@code f64.max}. */
    F64_MAX(0xa5, "f64.max", Imm.NONE, "FF:F", Proposal.CORE, 0),
    /** {@code f64.copysign}. */
    F64_COPYSIGN(0xa6, "f64.copysign", Imm.NONE, "FF:F", Proposal.CORE, 0),
    /** {@code i32.wrap_i64}. */
    I32_WRAP_I64(0xa7, "i32.wrap_i64", Imm.NONE, "I:i", Proposal.CORE, 0),
    /** {@code i32.trunc_f32_s}. */
    I32_TRUNC_F32_S(0xa8, "i32.trunc_f32_s", Imm.NONE, "f:i!", Proposal.CORE, 0),
    /** {@code i32.trunc_f32_u}. */
    I32_TRUNC_F32_U(0xa9, "i32.trunc_f32_u", Imm.NONE, "f:i!", Proposal.CORE, 0),
    /** {@code i32.trunc_f64_s}. */
    I32_TRUNC_F64_S(0xaa, "i32.trunc_f64_s", Imm.NONE, "F:i!", Proposal.CORE, 0),
    /** {@code i32.trunc_f64_u}. */
    I32_TRUNC_F64_U(0xab, "i32.trunc_f64_u", Imm.NONE, "F:i!", Proposal.CORE, 0),
    /** {@code i64.extend_i32_s}. */
    I64_EXTEND_I32_S(0xac, "i64.extend_i32_s", Imm.NONE, "i:I", Proposal.CORE, 0),
    /** {@code i64.extend_i32_u}. */
    I64_EXTEND_I32_U(0xad, "i64.extend_i32_u", Imm.NONE, "i:I", Proposal.CORE, 0),
    /** {@code i64.trunc_f32_s}. */
    I64_TRUNC_F32_S(0xae, "i64.trunc_f32_s", Imm.NONE, "f:I!", Proposal.CORE, 0),
    /** {@code i64.trunc_f32_u}. */
    I64_TRUNC_F32_U(0xaf, "i64.trunc_f32_u", Imm.NONE, "f:I!", Proposal.CORE, 0),
    /** {@code i64.trunc_f64_s}. */
    I64_TRUNC_F64_S(0xb0, "i64.trunc_f64_s", Imm.NONE, "F:I!", Proposal.CORE, 0),
    /** {@code i64.trunc_f64_u}. */
    I64_TRUNC_F64_U(0xb1, "i64.trunc_f64_u", Imm.NONE, "F:I!", Proposal.CORE, 0),
    /** {@code f32.convert_i32_s}. */
    F32_CONVERT_I32_S(0xb2, "f32.convert_i32_s", Imm.NONE, "i:f", Proposal.CORE, 0),
    /** {@code f32.convert_i32_u}. */
    F32_CONVERT_I32_U(0xb3, "f32.convert_i32_u", Imm.NONE, "i:f", Proposal.CORE, 0),
    /** {@code f32.convert_i64_s}. */
    F32_CONVERT_I64_S(0xb4, "f32.convert_i64_s", Imm.NONE, "I:f", Proposal.CORE, 0),
    /** {@code f32.convert_i64_u}. */
    F32_CONVERT_I64_U(0xb5, "f32.convert_i64_u", Imm.NONE, "I:f", Proposal.CORE, 0),
    /** {@code f32.demote_f64}. */
    F32_DEMOTE_F64(0xb6, "f32.demote_f64", Imm.NONE, "F:f", Proposal.CORE, 0),
    /** {@code f64.convert_i32_s}. */
    F64_CONVERT_I32_S(0xb7, "f64.convert_i32_s", Imm.NONE, "i:F", Proposal.CORE, 0),
    /** {@code f64.convert_i32_u}. */
    F64_CONVERT_I32_U(0xb8, "f64.convert_i32_u", Imm.NONE, "i:F", Proposal.CORE, 0),
    /** {@code f64.convert_i64_s}. */
    F64_CONVERT_I64_S(0xb9, "f64.convert_i64_s", Imm.NONE, "I:F", Proposal.CORE, 0),
    /** {@code f64.convert_i64_u}. */
    F64_CONVERT_I64_U(0xba, "f64.convert_i64_u", Imm.NONE, "I:F", Proposal.CORE, 0),
    /** {@code f64.promote_f32}. */
    F64_PROMOTE_F32(0xbb, "f64.promote_f32", Imm.NONE, "f:F", Proposal.CORE, 0),
    /** {@code i32.reinterpret_f32}. */
    I32_REINTERPRET_F32(0xbc, "i32.reinterpret_f32", Imm.NONE, "f:i", Proposal.CORE, 0),
    /** {@code i64.reinterpret_f64}. */
    I64_REINTERPRET_F64(0xbd, "i64.reinterpret_f64", Imm.NONE, "F:I", Proposal.CORE, 0),
    /** {@code f32.reinterpret_i32}. */
    F32_REINTERPRET_I32(0xbe, "f32.reinterpret_i32", Imm.NONE, "i:f", Proposal.CORE, 0),
    /** {@code f64.reinterpret_i64}. */
    F64_REINTERPRET_I64(0xbf, "f64.reinterpret_i64", Imm.NONE, "I:F", Proposal.CORE, 0),
    /** {@code i32.extend8_s}. */
    I32_EXTEND8_S(0xc0, "i32.extend8_s", Imm.NONE, "i:i", Proposal.SIGN_EXTENSION, 0),
    /** {@code i32.extend16_s}. */
    I32_EXTEND16_S(0xc1, "i32.extend16_s", Imm.NONE, "i:i", Proposal.SIGN_EXTENSION, 0),
    /** {@code i64.extend8_s}. */
    I64_EXTEND8_S(0xc2, "i64.extend8_s", Imm.NONE, "I:I", Proposal.SIGN_EXTENSION, 0),
    /** {@code i64.extend16_s}. */
    I64_EXTEND16_S(0xc3, "i64.extend16_s", Imm.NONE, "I:I", Proposal.SIGN_EXTENSION, 0),
    /** {@code i64.extend32_s}. */
    I64_EXTEND32_S(0xc4, "i64.extend32_s", Imm.NONE, "I:I", Proposal.SIGN_EXTENSION, 0),
    /** {@code ref.null}. */
    REF_NULL(0xd0, "ref.null", Imm.HEAP, null, Proposal.REFERENCE_TYPES, 0),
    /** {@code ref.is_null}. */
    REF_IS_NULL(0xd1, "ref.is_null", Imm.NONE, null, Proposal.REFERENCE_TYPES, 0),
    /** {@code ref.func}. */
    REF_FUNC(0xd2, "ref.func", Imm.FUNC, null, Proposal.REFERENCE_TYPES, 0),
    /** {@code ref.eq}. */
    REF_EQ(0xd3, "ref.eq", Imm.NONE, "ee:i", Proposal.GC, 0),
    /** {@code ref.as_non_null}. */
    REF_AS_NON_NULL(0xd4, "ref.as_non_null", Imm.NONE, "!", Proposal.FUNCTION_REFERENCES, 0),
    /** {@code br_on_null}. */
    BR_ON_NULL(0xd5, "br_on_null", Imm.LABEL, null, Proposal.FUNCTION_REFERENCES, 0),
    /** {@code br_on_non_null}. */
    BR_ON_NON_NULL(0xd6, "br_on_non_null", Imm.LABEL, null, Proposal.FUNCTION_REFERENCES, 0);

    /**
     * By code, null where there is none. Here, so that who reads no instruction with a prefix loads none of the other tables: to have
     * read a constant expression is all that most modules need of instructions before their first call.
     */
    static final CoreOp[] BY_CODE = new CoreOp[256];

    static {
        for (CoreOp op : values()) {
            BY_CODE[op.code()] = op;
        }
    }

    private final Row row;

    CoreOp(int code, String text, Imm immediate, String effect, Proposal proposal, int accessBytes) {
        row = new Row(0, code, text, immediate, Effect.parse(effect), proposal, accessBytes, 0);
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
