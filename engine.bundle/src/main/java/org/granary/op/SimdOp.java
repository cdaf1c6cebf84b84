package org.granary.op;

import org.granary.engine.Proposal;

/**
 * The instructions on vectors, behind the prefix byte 0xfd. A row: code, text name, immediates, effect, number of lanes that an
 * immediate may name, width of the memory access. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 5.4 (instructions).
 */
public enum SimdOp implements Op {
    /** {@code v128.load}. */
    V128_LOAD(0x00, "v128.load", Imm.MEMARG, "i:v", 0, 16),
    /** {@code v128.load8x8_s}. */
    V128_LOAD8X8_S(0x01, "v128.load8x8_s", Imm.MEMARG, "i:v", 0, 8),
    /** {@code v128.load8x8_u}. */
    V128_LOAD8X8_U(0x02, "v128.load8x8_u", Imm.MEMARG, "i:v", 0, 8),
    /** {@code v128.load16x4_s}. */
    V128_LOAD16X4_S(0x03, "v128.load16x4_s", Imm.MEMARG, "i:v", 0, 8),
    /** {@code v128.load16x4_u}. */
    V128_LOAD16X4_U(0x04, "v128.load16x4_u", Imm.MEMARG, "i:v", 0, 8),
    /** {@code v128.load32x2_s}. */
    V128_LOAD32X2_S(0x05, "v128.load32x2_s", Imm.MEMARG, "i:v", 0, 8),
    /** {@code v128.load32x2_u}. */
    V128_LOAD32X2_U(0x06, "v128.load32x2_u", Imm.MEMARG, "i:v", 0, 8),
    /** {@code v128.load8_splat}. */
    V128_LOAD8_SPLAT(0x07, "v128.load8_splat", Imm.MEMARG, "i:v", 0, 1),
    /** {@code v128.load16_splat}. */
    V128_LOAD16_SPLAT(0x08, "v128.load16_splat", Imm.MEMARG, "i:v", 0, 2),
    /** {@code v128.load32_splat}. */
    V128_LOAD32_SPLAT(0x09, "v128.load32_splat", Imm.MEMARG, "i:v", 0, 4),
    /** {@code v128.load64_splat}. */
    V128_LOAD64_SPLAT(0x0a, "v128.load64_splat", Imm.MEMARG, "i:v", 0, 8),
    /** {@code v128.store}. */
    V128_STORE(0x0b, "v128.store", Imm.MEMARG, "iv:", 0, 16),
    /** {@code v128.const}. */
    V128_CONST(0x0c, "v128.const", Imm.V128, ":v", 0, 0),
    /** {@code i8x16.shuffle}. */
    I8X16_SHUFFLE(0x0d, "i8x16.shuffle", Imm.LANES, "vv:v", 32, 0),
    /** {@code i8x16.swizzle}. */
    I8X16_SWIZZLE(0x0e, "i8x16.swizzle", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.splat}. */
    I8X16_SPLAT(0x0f, "i8x16.splat", Imm.NONE, "i:v", 0, 0),
    /** {@code i16x8.splat}. */
    I16X8_SPLAT(0x10, "i16x8.splat", Imm.NONE, "i:v", 0, 0),
    /** {@code i32x4.splat}. */
    I32X4_SPLAT(0x11, "i32x4.splat", Imm.NONE, "i:v", 0, 0),
    /** {@code i64x2.splat}. */
    I64X2_SPLAT(0x12, "i64x2.splat", Imm.NONE, "I:v", 0, 0),
    /** {@code f32x4.splat}. */
    F32X4_SPLAT(0x13, "f32x4.splat", Imm.NONE, "f:v", 0, 0),
    /** {@code f64x2.splat}. */
    F64X2_SPLAT(0x14, "f64x2.splat", Imm.NONE, "F:v", 0, 0),
    /** {@code i8x16.extract_lane_s}. */
    I8X16_EXTRACT_LANE_S(0x15, "i8x16.extract_lane_s", Imm.LANE, "v:i", 16, 0),
    /** {@code i8x16.extract_lane_u}. */
    I8X16_EXTRACT_LANE_U(0x16, "i8x16.extract_lane_u", Imm.LANE, "v:i", 16, 0),
    /** {@code i8x16.replace_lane}. */
    I8X16_REPLACE_LANE(0x17, "i8x16.replace_lane", Imm.LANE, "vi:v", 16, 0),
    /** {@code i16x8.extract_lane_s}. */
    I16X8_EXTRACT_LANE_S(0x18, "i16x8.extract_lane_s", Imm.LANE, "v:i", 8, 0),
    /** {@code i16x8.extract_lane_u}. */
    I16X8_EXTRACT_LANE_U(0x19, "i16x8.extract_lane_u", Imm.LANE, "v:i", 8, 0),
    /** {@code i16x8.replace_lane}. */
    I16X8_REPLACE_LANE(0x1a, "i16x8.replace_lane", Imm.LANE, "vi:v", 8, 0),
    /** {@code i32x4.extract_lane}. */
    I32X4_EXTRACT_LANE(0x1b, "i32x4.extract_lane", Imm.LANE, "v:i", 4, 0),
    /** {@code i32x4.replace_lane}. */
    I32X4_REPLACE_LANE(0x1c, "i32x4.replace_lane", Imm.LANE, "vi:v", 4, 0),
    /** {@code i64x2.extract_lane}. */
    I64X2_EXTRACT_LANE(0x1d, "i64x2.extract_lane", Imm.LANE, "v:I", 2, 0),
    /** {@code i64x2.replace_lane}. */
    I64X2_REPLACE_LANE(0x1e, "i64x2.replace_lane", Imm.LANE, "vI:v", 2, 0),
    /** {@code f32x4.extract_lane}. */
    F32X4_EXTRACT_LANE(0x1f, "f32x4.extract_lane", Imm.LANE, "v:f", 4, 0),
    /** {@code f32x4.replace_lane}. */
    F32X4_REPLACE_LANE(0x20, "f32x4.replace_lane", Imm.LANE, "vf:v", 4, 0),
    /** {@code f64x2.extract_lane}. */
    F64X2_EXTRACT_LANE(0x21, "f64x2.extract_lane", Imm.LANE, "v:F", 2, 0),
    /** {@code f64x2.replace_lane}. */
    F64X2_REPLACE_LANE(0x22, "f64x2.replace_lane", Imm.LANE, "vF:v", 2, 0),
    /** {@code i8x16.eq}. */
    I8X16_EQ(0x23, "i8x16.eq", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.ne}. */
    I8X16_NE(0x24, "i8x16.ne", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.lt_s}. */
    I8X16_LT_S(0x25, "i8x16.lt_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.lt_u}. */
    I8X16_LT_U(0x26, "i8x16.lt_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.gt_s}. */
    I8X16_GT_S(0x27, "i8x16.gt_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.gt_u}. */
    I8X16_GT_U(0x28, "i8x16.gt_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.le_s}. */
    I8X16_LE_S(0x29, "i8x16.le_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.le_u}. */
    I8X16_LE_U(0x2a, "i8x16.le_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.ge_s}. */
    I8X16_GE_S(0x2b, "i8x16.ge_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.ge_u}. */
    I8X16_GE_U(0x2c, "i8x16.ge_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.eq}. */
    I16X8_EQ(0x2d, "i16x8.eq", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.ne}. */
    I16X8_NE(0x2e, "i16x8.ne", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.lt_s}. */
    I16X8_LT_S(0x2f, "i16x8.lt_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.lt_u}. */
    I16X8_LT_U(0x30, "i16x8.lt_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.gt_s}. */
    I16X8_GT_S(0x31, "i16x8.gt_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.gt_u}. */
    I16X8_GT_U(0x32, "i16x8.gt_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.le_s}. */
    I16X8_LE_S(0x33, "i16x8.le_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.le_u}. */
    I16X8_LE_U(0x34, "i16x8.le_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.ge_s}. */
    I16X8_GE_S(0x35, "i16x8.ge_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.ge_u}. */
    I16X8_GE_U(0x36, "i16x8.ge_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.eq}. */
    I32X4_EQ(0x37, "i32x4.eq", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.ne}. */
    I32X4_NE(0x38, "i32x4.ne", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.lt_s}. */
    I32X4_LT_S(0x39, "i32x4.lt_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.lt_u}. */
    I32X4_LT_U(0x3a, "i32x4.lt_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.gt_s}. */
    I32X4_GT_S(0x3b, "i32x4.gt_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.gt_u}. */
    I32X4_GT_U(0x3c, "i32x4.gt_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.le_s}. */
    I32X4_LE_S(0x3d, "i32x4.le_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.le_u}. */
    I32X4_LE_U(0x3e, "i32x4.le_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.ge_s}. */
    I32X4_GE_S(0x3f, "i32x4.ge_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.ge_u}. */
    I32X4_GE_U(0x40, "i32x4.ge_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.eq}. */
    F32X4_EQ(0x41, "f32x4.eq", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.ne}. */
    F32X4_NE(0x42, "f32x4.ne", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.lt}. */
    F32X4_LT(0x43, "f32x4.lt", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.gt}. */
    F32X4_GT(0x44, "f32x4.gt", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.le}. */
    F32X4_LE(0x45, "f32x4.le", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.ge}. */
    F32X4_GE(0x46, "f32x4.ge", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.eq}. */
    F64X2_EQ(0x47, "f64x2.eq", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.ne}. */
    F64X2_NE(0x48, "f64x2.ne", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.lt}. */
    F64X2_LT(0x49, "f64x2.lt", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.gt}. */
    F64X2_GT(0x4a, "f64x2.gt", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.le}. */
    F64X2_LE(0x4b, "f64x2.le", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.ge}. */
    F64X2_GE(0x4c, "f64x2.ge", Imm.NONE, "vv:v", 0, 0),
    /** {@code v128.not}. */
    V128_NOT(0x4d, "v128.not", Imm.NONE, "v:v", 0, 0),
    /** {@code v128.and}. */
    V128_AND(0x4e, "v128.and", Imm.NONE, "vv:v", 0, 0),
    /** {@code v128.andnot}. */
    V128_ANDNOT(0x4f, "v128.andnot", Imm.NONE, "vv:v", 0, 0),
    /** {@code v128.or}. */
    V128_OR(0x50, "v128.or", Imm.NONE, "vv:v", 0, 0),
    /** {@code v128.xor}. */
    V128_XOR(0x51, "v128.xor", Imm.NONE, "vv:v", 0, 0),
    /** {@code v128.bitselect}. */
    V128_BITSELECT(0x52, "v128.bitselect", Imm.NONE, "vvv:v", 0, 0),
    /** {@code v128.any_true}. */
    V128_ANY_TRUE(0x53, "v128.any_true", Imm.NONE, "v:i", 0, 0),
    /** {@code v128.load8_lane}. */
    V128_LOAD8_LANE(0x54, "v128.load8_lane", Imm.MEMARG_LANE, "iv:v", 16, 1),
    /** {@code v128.load16_lane}. */
    V128_LOAD16_LANE(0x55, "v128.load16_lane", Imm.MEMARG_LANE, "iv:v", 8, 2),
    /** {@code v128.load32_lane}. */
    V128_LOAD32_LANE(0x56, "v128.load32_lane", Imm.MEMARG_LANE, "iv:v", 4, 4),
    /** {@code v128.load64_lane}. */
    V128_LOAD64_LANE(0x57, "v128.load64_lane", Imm.MEMARG_LANE, "iv:v", 2, 8),
    /** {@code v128.store8_lane}. */
    V128_STORE8_LANE(0x58, "v128.store8_lane", Imm.MEMARG_LANE, "iv:", 16, 1),
    /** {@code v128.store16_lane}. */
    V128_STORE16_LANE(0x59, "v128.store16_lane", Imm.MEMARG_LANE, "iv:", 8, 2),
    /** {@code v128.store32_lane}. */
    V128_STORE32_LANE(0x5a, "v128.store32_lane", Imm.MEMARG_LANE, "iv:", 4, 4),
    /** {@code v128.store64_lane}. */
    V128_STORE64_LANE(0x5b, "v128.store64_lane", Imm.MEMARG_LANE, "iv:", 2, 8),
    /** {@code v128.load32_zero}. */
    V128_LOAD32_ZERO(0x5c, "v128.load32_zero", Imm.MEMARG, "i:v", 0, 4),
    /** {@code v128.load64_zero}. */
    V128_LOAD64_ZERO(0x5d, "v128.load64_zero", Imm.MEMARG, "i:v", 0, 8),
    /** {@code f32x4.demote_f64x2_zero}. */
    F32X4_DEMOTE_F64X2_ZERO(0x5e, "f32x4.demote_f64x2_zero", Imm.NONE, "v:v", 0, 0),
    /** {@code f64x2.promote_low_f32x4}. */
    F64X2_PROMOTE_LOW_F32X4(0x5f, "f64x2.promote_low_f32x4", Imm.NONE, "v:v", 0, 0),
    /** {@code i8x16.abs}. */
    I8X16_ABS(0x60, "i8x16.abs", Imm.NONE, "v:v", 0, 0),
    /** {@code i8x16.neg}. */
    I8X16_NEG(0x61, "i8x16.neg", Imm.NONE, "v:v", 0, 0),
    /** {@code i8x16.popcnt}. */
    I8X16_POPCNT(0x62, "i8x16.popcnt", Imm.NONE, "v:v", 0, 0),
    /** {@code i8x16.all_true}. */
    I8X16_ALL_TRUE(0x63, "i8x16.all_true", Imm.NONE, "v:i", 0, 0),
    /** {@code i8x16.bitmask}. */
    I8X16_BITMASK(0x64, "i8x16.bitmask", Imm.NONE, "v:i", 0, 0),
    /** {@code i8x16.narrow_i16x8_s}. */
    I8X16_NARROW_I16X8_S(0x65, "i8x16.narrow_i16x8_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.narrow_i16x8_u}. */
    I8X16_NARROW_I16X8_U(0x66, "i8x16.narrow_i16x8_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.ceil}. */
    F32X4_CEIL(0x67, "f32x4.ceil", Imm.NONE, "v:v", 0, 0),
    /** {@code f32x4.floor}. */
    F32X4_FLOOR(0x68, "f32x4.floor", Imm.NONE, "v:v", 0, 0),
    /** {@code f32x4.trunc}. */
    F32X4_TRUNC(0x69, "f32x4.trunc", Imm.NONE, "v:v", 0, 0),
    /** {@code f32x4.nearest}. */
    F32X4_NEAREST(0x6a, "f32x4.nearest", Imm.NONE, "v:v", 0, 0),
    /** {@code i8x16.shl}. */
    I8X16_SHL(0x6b, "i8x16.shl", Imm.NONE, "vi:v", 0, 0),
    /** {@code i8x16.shr_s}. */
    I8X16_SHR_S(0x6c, "i8x16.shr_s", Imm.NONE, "vi:v", 0, 0),
    /** {@code i8x16.shr_u}. */
    I8X16_SHR_U(0x6d, "i8x16.shr_u", Imm.NONE, "vi:v", 0, 0),
    /** {@code i8x16.add}. */
    I8X16_ADD(0x6e, "i8x16.add", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.add_sat_s}. */
    I8X16_ADD_SAT_S(0x6f, "i8x16.add_sat_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.add_sat_u}. */
    I8X16_ADD_SAT_U(0x70, "i8x16.add_sat_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.sub}. */
    I8X16_SUB(0x71, "i8x16.sub", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.sub_sat_s}. */
    I8X16_SUB_SAT_S(0x72, "i8x16.sub_sat_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.sub_sat_u}. */
    I8X16_SUB_SAT_U(0x73, "i8x16.sub_sat_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.ceil}. */
    F64X2_CEIL(0x74, "f64x2.ceil", Imm.NONE, "v:v", 0, 0),
    /** {@code f64x2.floor}. */
    F64X2_FLOOR(0x75, "f64x2.floor", Imm.NONE, "v:v", 0, 0),
    /** {@code i8x16.min_s}. */
    I8X16_MIN_S(0x76, "i8x16.min_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.min_u}. */
    I8X16_MIN_U(0x77, "i8x16.min_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.max_s}. */
    I8X16_MAX_S(0x78, "i8x16.max_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i8x16.max_u}. */
    I8X16_MAX_U(0x79, "i8x16.max_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.trunc}. */
    F64X2_TRUNC(0x7a, "f64x2.trunc", Imm.NONE, "v:v", 0, 0),
    /** {@code i8x16.avgr_u}. */
    I8X16_AVGR_U(0x7b, "i8x16.avgr_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.extadd_pairwise_i8x16_s}. */
    I16X8_EXTADD_PAIRWISE_I8X16_S(0x7c, "i16x8.extadd_pairwise_i8x16_s", Imm.NONE, "v:v", 0, 0),
    /** {@code i16x8.extadd_pairwise_i8x16_u}. */
    I16X8_EXTADD_PAIRWISE_I8X16_U(0x7d, "i16x8.extadd_pairwise_i8x16_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.extadd_pairwise_i16x8_s}. */
    I32X4_EXTADD_PAIRWISE_I16X8_S(0x7e, "i32x4.extadd_pairwise_i16x8_s", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.extadd_pairwise_i16x8_u}. */
    I32X4_EXTADD_PAIRWISE_I16X8_U(0x7f, "i32x4.extadd_pairwise_i16x8_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i16x8.abs}. */
    I16X8_ABS(0x80, "i16x8.abs", Imm.NONE, "v:v", 0, 0),
    /** {@code i16x8.neg}. */
    I16X8_NEG(0x81, "i16x8.neg", Imm.NONE, "v:v", 0, 0),
    /** {@code i16x8.q15mulr_sat_s}. */
    I16X8_Q15MULR_SAT_S(0x82, "i16x8.q15mulr_sat_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.all_true}. */
    I16X8_ALL_TRUE(0x83, "i16x8.all_true", Imm.NONE, "v:i", 0, 0),
    /** {@code i16x8.bitmask}. */
    I16X8_BITMASK(0x84, "i16x8.bitmask", Imm.NONE, "v:i", 0, 0),
    /** {@code i16x8.narrow_i32x4_s}. */
    I16X8_NARROW_I32X4_S(0x85, "i16x8.narrow_i32x4_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.narrow_i32x4_u}. */
    I16X8_NARROW_I32X4_U(0x86, "i16x8.narrow_i32x4_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.extend_low_i8x16_s}. */
    I16X8_EXTEND_LOW_I8X16_S(0x87, "i16x8.extend_low_i8x16_s", Imm.NONE, "v:v", 0, 0),
    /** {@code i16x8.extend_high_i8x16_s}. */
    I16X8_EXTEND_HIGH_I8X16_S(0x88, "i16x8.extend_high_i8x16_s", Imm.NONE, "v:v", 0, 0),
    /** {@code i16x8.extend_low_i8x16_u}. */
    I16X8_EXTEND_LOW_I8X16_U(0x89, "i16x8.extend_low_i8x16_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i16x8.extend_high_i8x16_u}. */
    I16X8_EXTEND_HIGH_I8X16_U(0x8a, "i16x8.extend_high_i8x16_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i16x8.shl}. */
    I16X8_SHL(0x8b, "i16x8.shl", Imm.NONE, "vi:v", 0, 0),
    /** {@code i16x8.shr_s}. */
    I16X8_SHR_S(0x8c, "i16x8.shr_s", Imm.NONE, "vi:v", 0, 0),
    /** {@code i16x8.shr_u}. */
    I16X8_SHR_U(0x8d, "i16x8.shr_u", Imm.NONE, "vi:v", 0, 0),
    /** {@code i16x8.add}. */
    I16X8_ADD(0x8e, "i16x8.add", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.add_sat_s}. */
    I16X8_ADD_SAT_S(0x8f, "i16x8.add_sat_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.add_sat_u}. */
    I16X8_ADD_SAT_U(0x90, "i16x8.add_sat_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.sub}. */
    I16X8_SUB(0x91, "i16x8.sub", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.sub_sat_s}. */
    I16X8_SUB_SAT_S(0x92, "i16x8.sub_sat_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.sub_sat_u}. */
    I16X8_SUB_SAT_U(0x93, "i16x8.sub_sat_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.nearest}. */
    F64X2_NEAREST(0x94, "f64x2.nearest", Imm.NONE, "v:v", 0, 0),
    /** {@code i16x8.mul}. */
    I16X8_MUL(0x95, "i16x8.mul", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.min_s}. */
    I16X8_MIN_S(0x96, "i16x8.min_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.min_u}. */
    I16X8_MIN_U(0x97, "i16x8.min_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.max_s}. */
    I16X8_MAX_S(0x98, "i16x8.max_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.max_u}. */
    I16X8_MAX_U(0x99, "i16x8.max_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.avgr_u}. */
    I16X8_AVGR_U(0x9b, "i16x8.avgr_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.extmul_low_i8x16_s}. */
    I16X8_EXTMUL_LOW_I8X16_S(0x9c, "i16x8.extmul_low_i8x16_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.extmul_high_i8x16_s}. */
    I16X8_EXTMUL_HIGH_I8X16_S(0x9d, "i16x8.extmul_high_i8x16_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.extmul_low_i8x16_u}. */
    I16X8_EXTMUL_LOW_I8X16_U(0x9e, "i16x8.extmul_low_i8x16_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.extmul_high_i8x16_u}. */
    I16X8_EXTMUL_HIGH_I8X16_U(0x9f, "i16x8.extmul_high_i8x16_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.abs}. */
    I32X4_ABS(0xa0, "i32x4.abs", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.neg}. */
    I32X4_NEG(0xa1, "i32x4.neg", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.all_true}. */
    I32X4_ALL_TRUE(0xa3, "i32x4.all_true", Imm.NONE, "v:i", 0, 0),
    /** {@code i32x4.bitmask}. */
    I32X4_BITMASK(0xa4, "i32x4.bitmask", Imm.NONE, "v:i", 0, 0),
    /** {@code i32x4.extend_low_i16x8_s}. */
    I32X4_EXTEND_LOW_I16X8_S(0xa7, "i32x4.extend_low_i16x8_s", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.extend_high_i16x8_s}. */
    I32X4_EXTEND_HIGH_I16X8_S(0xa8, "i32x4.extend_high_i16x8_s", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.extend_low_i16x8_u}. */
    I32X4_EXTEND_LOW_I16X8_U(0xa9, "i32x4.extend_low_i16x8_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.extend_high_i16x8_u}. */
    I32X4_EXTEND_HIGH_I16X8_U(0xaa, "i32x4.extend_high_i16x8_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.shl}. */
    I32X4_SHL(0xab, "i32x4.shl", Imm.NONE, "vi:v", 0, 0),
    /** {@code i32x4.shr_s}. */
    I32X4_SHR_S(0xac, "i32x4.shr_s", Imm.NONE, "vi:v", 0, 0),
    /** {@code i32x4.shr_u}. */
    I32X4_SHR_U(0xad, "i32x4.shr_u", Imm.NONE, "vi:v", 0, 0),
    /** {@code i32x4.add}. */
    I32X4_ADD(0xae, "i32x4.add", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.sub}. */
    I32X4_SUB(0xb1, "i32x4.sub", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.mul}. */
    I32X4_MUL(0xb5, "i32x4.mul", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.min_s}. */
    I32X4_MIN_S(0xb6, "i32x4.min_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.min_u}. */
    I32X4_MIN_U(0xb7, "i32x4.min_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.max_s}. */
    I32X4_MAX_S(0xb8, "i32x4.max_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.max_u}. */
    I32X4_MAX_U(0xb9, "i32x4.max_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.dot_i16x8_s}. */
    I32X4_DOT_I16X8_S(0xba, "i32x4.dot_i16x8_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.extmul_low_i16x8_s}. */
    I32X4_EXTMUL_LOW_I16X8_S(0xbc, "i32x4.extmul_low_i16x8_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.extmul_high_i16x8_s}. */
    I32X4_EXTMUL_HIGH_I16X8_S(0xbd, "i32x4.extmul_high_i16x8_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.extmul_low_i16x8_u}. */
    I32X4_EXTMUL_LOW_I16X8_U(0xbe, "i32x4.extmul_low_i16x8_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.extmul_high_i16x8_u}. */
    I32X4_EXTMUL_HIGH_I16X8_U(0xbf, "i32x4.extmul_high_i16x8_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.abs}. */
    I64X2_ABS(0xc0, "i64x2.abs", Imm.NONE, "v:v", 0, 0),
    /** {@code i64x2.neg}. */
    I64X2_NEG(0xc1, "i64x2.neg", Imm.NONE, "v:v", 0, 0),
    /** {@code i64x2.all_true}. */
    I64X2_ALL_TRUE(0xc3, "i64x2.all_true", Imm.NONE, "v:i", 0, 0),
    /** {@code i64x2.bitmask}. */
    I64X2_BITMASK(0xc4, "i64x2.bitmask", Imm.NONE, "v:i", 0, 0),
    /** {@code i64x2.extend_low_i32x4_s}. */
    I64X2_EXTEND_LOW_I32X4_S(0xc7, "i64x2.extend_low_i32x4_s", Imm.NONE, "v:v", 0, 0),
    /** {@code i64x2.extend_high_i32x4_s}. */
    I64X2_EXTEND_HIGH_I32X4_S(0xc8, "i64x2.extend_high_i32x4_s", Imm.NONE, "v:v", 0, 0),
    /** {@code i64x2.extend_low_i32x4_u}. */
    I64X2_EXTEND_LOW_I32X4_U(0xc9, "i64x2.extend_low_i32x4_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i64x2.extend_high_i32x4_u}. */
    I64X2_EXTEND_HIGH_I32X4_U(0xca, "i64x2.extend_high_i32x4_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i64x2.shl}. */
    I64X2_SHL(0xcb, "i64x2.shl", Imm.NONE, "vi:v", 0, 0),
    /** {@code i64x2.shr_s}. */
    I64X2_SHR_S(0xcc, "i64x2.shr_s", Imm.NONE, "vi:v", 0, 0),
    /** {@code i64x2.shr_u}. */
    I64X2_SHR_U(0xcd, "i64x2.shr_u", Imm.NONE, "vi:v", 0, 0),
    /** {@code i64x2.add}. */
    I64X2_ADD(0xce, "i64x2.add", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.sub}. */
    I64X2_SUB(0xd1, "i64x2.sub", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.mul}. */
    I64X2_MUL(0xd5, "i64x2.mul", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.eq}. */
    I64X2_EQ(0xd6, "i64x2.eq", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.ne}. */
    I64X2_NE(0xd7, "i64x2.ne", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.lt_s}. */
    I64X2_LT_S(0xd8, "i64x2.lt_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.gt_s}. */
    I64X2_GT_S(0xd9, "i64x2.gt_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.le_s}. */
    I64X2_LE_S(0xda, "i64x2.le_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.ge_s}. */
    I64X2_GE_S(0xdb, "i64x2.ge_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.extmul_low_i32x4_s}. */
    I64X2_EXTMUL_LOW_I32X4_S(0xdc, "i64x2.extmul_low_i32x4_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.extmul_high_i32x4_s}. */
    I64X2_EXTMUL_HIGH_I32X4_S(0xdd, "i64x2.extmul_high_i32x4_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.extmul_low_i32x4_u}. */
    I64X2_EXTMUL_LOW_I32X4_U(0xde, "i64x2.extmul_low_i32x4_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code i64x2.extmul_high_i32x4_u}. */
    I64X2_EXTMUL_HIGH_I32X4_U(0xdf, "i64x2.extmul_high_i32x4_u", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.abs}. */
    F32X4_ABS(0xe0, "f32x4.abs", Imm.NONE, "v:v", 0, 0),
    /** {@code f32x4.neg}. */
    F32X4_NEG(0xe1, "f32x4.neg", Imm.NONE, "v:v", 0, 0),
    /** {@code f32x4.sqrt}. */
    F32X4_SQRT(0xe3, "f32x4.sqrt", Imm.NONE, "v:v", 0, 0),
    /** {@code f32x4.add}. */
    F32X4_ADD(0xe4, "f32x4.add", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.sub}. */
    F32X4_SUB(0xe5, "f32x4.sub", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.mul}. */
    F32X4_MUL(0xe6, "f32x4.mul", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.div}. */
    F32X4_DIV(0xe7, "f32x4.div", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.min}. */
    F32X4_MIN(0xe8, "f32x4.min", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.max}. */
    F32X4_MAX(0xe9, "f32x4.max", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.pmin}. */
    F32X4_PMIN(0xea, "f32x4.pmin", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.pmax}. */
    F32X4_PMAX(0xeb, "f32x4.pmax", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.abs}. */
    F64X2_ABS(0xec, "f64x2.abs", Imm.NONE, "v:v", 0, 0),
    /** {@code f64x2.neg}. */
    F64X2_NEG(0xed, "f64x2.neg", Imm.NONE, "v:v", 0, 0),
    /** {@code f64x2.sqrt}. */
    F64X2_SQRT(0xef, "f64x2.sqrt", Imm.NONE, "v:v", 0, 0),
    /** {@code f64x2.add}. */
    F64X2_ADD(0xf0, "f64x2.add", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.sub}. */
    F64X2_SUB(0xf1, "f64x2.sub", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.mul}. */
    F64X2_MUL(0xf2, "f64x2.mul", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.div}. */
    F64X2_DIV(0xf3, "f64x2.div", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.min}. */
    F64X2_MIN(0xf4, "f64x2.min", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.max}. */
    F64X2_MAX(0xf5, "f64x2.max", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.pmin}. */
    F64X2_PMIN(0xf6, "f64x2.pmin", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.pmax}. */
    F64X2_PMAX(0xf7, "f64x2.pmax", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.trunc_sat_f32x4_s}. */
    I32X4_TRUNC_SAT_F32X4_S(0xf8, "i32x4.trunc_sat_f32x4_s", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.trunc_sat_f32x4_u}. */
    I32X4_TRUNC_SAT_F32X4_U(0xf9, "i32x4.trunc_sat_f32x4_u", Imm.NONE, "v:v", 0, 0),
    /** {@code f32x4.convert_i32x4_s}. */
    F32X4_CONVERT_I32X4_S(0xfa, "f32x4.convert_i32x4_s", Imm.NONE, "v:v", 0, 0),
    /** {@code f32x4.convert_i32x4_u}. */
    F32X4_CONVERT_I32X4_U(0xfb, "f32x4.convert_i32x4_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.trunc_sat_f64x2_s_zero}. */
    I32X4_TRUNC_SAT_F64X2_S_ZERO(0xfc, "i32x4.trunc_sat_f64x2_s_zero", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.trunc_sat_f64x2_u_zero}. */
    I32X4_TRUNC_SAT_F64X2_U_ZERO(0xfd, "i32x4.trunc_sat_f64x2_u_zero", Imm.NONE, "v:v", 0, 0),
    /** {@code f64x2.convert_low_i32x4_s}. */
    F64X2_CONVERT_LOW_I32X4_S(0xfe, "f64x2.convert_low_i32x4_s", Imm.NONE, "v:v", 0, 0),
    /** {@code f64x2.convert_low_i32x4_u}. */
    F64X2_CONVERT_LOW_I32X4_U(0xff, "f64x2.convert_low_i32x4_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i8x16.relaxed_swizzle}. */
    I8X16_RELAXED_SWIZZLE(0x100, "i8x16.relaxed_swizzle", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.relaxed_trunc_f32x4_s}. */
    I32X4_RELAXED_TRUNC_F32X4_S(0x101, "i32x4.relaxed_trunc_f32x4_s", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.relaxed_trunc_f32x4_u}. */
    I32X4_RELAXED_TRUNC_F32X4_U(0x102, "i32x4.relaxed_trunc_f32x4_u", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.relaxed_trunc_f64x2_s_zero}. */
    I32X4_RELAXED_TRUNC_F64X2_S_ZERO(0x103, "i32x4.relaxed_trunc_f64x2_s_zero", Imm.NONE, "v:v", 0, 0),
    /** {@code i32x4.relaxed_trunc_f64x2_u_zero}. */
    I32X4_RELAXED_TRUNC_F64X2_U_ZERO(0x104, "i32x4.relaxed_trunc_f64x2_u_zero", Imm.NONE, "v:v", 0, 0),
    /** {@code f32x4.relaxed_madd}. */
    F32X4_RELAXED_MADD(0x105, "f32x4.relaxed_madd", Imm.NONE, "vvv:v", 0, 0),
    /** {@code f32x4.relaxed_nmadd}. */
    F32X4_RELAXED_NMADD(0x106, "f32x4.relaxed_nmadd", Imm.NONE, "vvv:v", 0, 0),
    /** {@code f64x2.relaxed_madd}. */
    F64X2_RELAXED_MADD(0x107, "f64x2.relaxed_madd", Imm.NONE, "vvv:v", 0, 0),
    /** {@code f64x2.relaxed_nmadd}. */
    F64X2_RELAXED_NMADD(0x108, "f64x2.relaxed_nmadd", Imm.NONE, "vvv:v", 0, 0),
    /** {@code i8x16.relaxed_laneselect}. */
    I8X16_RELAXED_LANESELECT(0x109, "i8x16.relaxed_laneselect", Imm.NONE, "vvv:v", 0, 0),
    /** {@code i16x8.relaxed_laneselect}. */
    I16X8_RELAXED_LANESELECT(0x10a, "i16x8.relaxed_laneselect", Imm.NONE, "vvv:v", 0, 0),
    /** {@code i32x4.relaxed_laneselect}. */
    I32X4_RELAXED_LANESELECT(0x10b, "i32x4.relaxed_laneselect", Imm.NONE, "vvv:v", 0, 0),
    /** {@code i64x2.relaxed_laneselect}. */
    I64X2_RELAXED_LANESELECT(0x10c, "i64x2.relaxed_laneselect", Imm.NONE, "vvv:v", 0, 0),
    /** {@code f32x4.relaxed_min}. */
    F32X4_RELAXED_MIN(0x10d, "f32x4.relaxed_min", Imm.NONE, "vv:v", 0, 0),
    /** {@code f32x4.relaxed_max}. */
    F32X4_RELAXED_MAX(0x10e, "f32x4.relaxed_max", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.relaxed_min}. */
    F64X2_RELAXED_MIN(0x10f, "f64x2.relaxed_min", Imm.NONE, "vv:v", 0, 0),
    /** {@code f64x2.relaxed_max}. */
    F64X2_RELAXED_MAX(0x110, "f64x2.relaxed_max", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.relaxed_q15mulr_s}. */
    I16X8_RELAXED_Q15MULR_S(0x111, "i16x8.relaxed_q15mulr_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i16x8.relaxed_dot_i8x16_i7x16_s}. */
    I16X8_RELAXED_DOT_I8X16_I7X16_S(0x112, "i16x8.relaxed_dot_i8x16_i7x16_s", Imm.NONE, "vv:v", 0, 0),
    /** {@code i32x4.relaxed_dot_i8x16_i7x16_add_s}. */
    I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S(0x113, "i32x4.relaxed_dot_i8x16_i7x16_add_s", Imm.NONE, "vvv:v", 0, 0);

    /** From here on, instructions belong to relaxed SIMD. */
    private static final int FIRST_RELAXED = 0x100;

    private final Row row;

    SimdOp(int code, String text, Imm immediate, String effect, int lanes, int accessBytes) {
        Proposal proposal = code < FIRST_RELAXED ? Proposal.SIMD : Proposal.RELAXED_SIMD;
        row = new Row(0xfd, code, text, immediate, Effect.parse(effect), proposal, accessBytes, lanes);
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
