package org.granary.vm.op.simd;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A row for every instruction behind the prefix byte 0xfd: code, text name, form, signature, number of lanes that an immediate may name, width of the memory
 * access. What the rows of the opcode table and the emitter are made from. Immutable, thread-safe.
 *
 * <p>Source: WebAssembly core specification, section 5.4 (instructions).
 */
public enum SimdTable {
    V128_LOAD(0x00, "v128.load", SimdForm.MEMORY, "i:v", 0, 16),
    V128_LOAD8X8_S(0x01, "v128.load8x8_s", SimdForm.MEMORY, "i:v", 0, 8),
    V128_LOAD8X8_U(0x02, "v128.load8x8_u", SimdForm.MEMORY, "i:v", 0, 8),
    V128_LOAD16X4_S(0x03, "v128.load16x4_s", SimdForm.MEMORY, "i:v", 0, 8),
    V128_LOAD16X4_U(0x04, "v128.load16x4_u", SimdForm.MEMORY, "i:v", 0, 8),
    V128_LOAD32X2_S(0x05, "v128.load32x2_s", SimdForm.MEMORY, "i:v", 0, 8),
    V128_LOAD32X2_U(0x06, "v128.load32x2_u", SimdForm.MEMORY, "i:v", 0, 8),
    V128_LOAD8_SPLAT(0x07, "v128.load8_splat", SimdForm.MEMORY, "i:v", 0, 1),
    V128_LOAD16_SPLAT(0x08, "v128.load16_splat", SimdForm.MEMORY, "i:v", 0, 2),
    V128_LOAD32_SPLAT(0x09, "v128.load32_splat", SimdForm.MEMORY, "i:v", 0, 4),
    V128_LOAD64_SPLAT(0x0a, "v128.load64_splat", SimdForm.MEMORY, "i:v", 0, 8),
    V128_STORE(0x0b, "v128.store", SimdForm.MEMORY, "iv:", 0, 16),
    V128_CONST(0x0c, "v128.const", SimdForm.CONST, ":v", 0, 0),
    I8X16_SHUFFLE(0x0d, "i8x16.shuffle", SimdForm.PAIR, "vv:v", 32, 0),
    I8X16_SWIZZLE(0x0e, "i8x16.swizzle", SimdForm.PAIR, "vv:v", 0, 0),
    I8X16_SPLAT(0x0f, "i8x16.splat", SimdForm.HALVES, "i:v", 0, 0),
    I16X8_SPLAT(0x10, "i16x8.splat", SimdForm.HALVES, "i:v", 0, 0),
    I32X4_SPLAT(0x11, "i32x4.splat", SimdForm.HALVES, "i:v", 0, 0),
    I64X2_SPLAT(0x12, "i64x2.splat", SimdForm.HALVES, "I:v", 0, 0),
    F32X4_SPLAT(0x13, "f32x4.splat", SimdForm.HALVES, "f:v", 0, 0),
    F64X2_SPLAT(0x14, "f64x2.splat", SimdForm.HALVES, "F:v", 0, 0),
    I8X16_EXTRACT_LANE_S(0x15, "i8x16.extract_lane_s", SimdForm.SCALAR, "v:i", 16, 0),
    I8X16_EXTRACT_LANE_U(0x16, "i8x16.extract_lane_u", SimdForm.SCALAR, "v:i", 16, 0),
    I8X16_REPLACE_LANE(0x17, "i8x16.replace_lane", SimdForm.PAIR, "vi:v", 16, 0),
    I16X8_EXTRACT_LANE_S(0x18, "i16x8.extract_lane_s", SimdForm.SCALAR, "v:i", 8, 0),
    I16X8_EXTRACT_LANE_U(0x19, "i16x8.extract_lane_u", SimdForm.SCALAR, "v:i", 8, 0),
    I16X8_REPLACE_LANE(0x1a, "i16x8.replace_lane", SimdForm.PAIR, "vi:v", 8, 0),
    I32X4_EXTRACT_LANE(0x1b, "i32x4.extract_lane", SimdForm.SCALAR, "v:i", 4, 0),
    I32X4_REPLACE_LANE(0x1c, "i32x4.replace_lane", SimdForm.PAIR, "vi:v", 4, 0),
    I64X2_EXTRACT_LANE(0x1d, "i64x2.extract_lane", SimdForm.SCALAR, "v:I", 2, 0),
    I64X2_REPLACE_LANE(0x1e, "i64x2.replace_lane", SimdForm.PAIR, "vI:v", 2, 0),
    F32X4_EXTRACT_LANE(0x1f, "f32x4.extract_lane", SimdForm.SCALAR, "v:f", 4, 0),
    F32X4_REPLACE_LANE(0x20, "f32x4.replace_lane", SimdForm.PAIR, "vf:v", 4, 0),
    F64X2_EXTRACT_LANE(0x21, "f64x2.extract_lane", SimdForm.SCALAR, "v:F", 2, 0),
    F64X2_REPLACE_LANE(0x22, "f64x2.replace_lane", SimdForm.PAIR, "vF:v", 2, 0),
    I8X16_EQ(0x23, "i8x16.eq", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_NE(0x24, "i8x16.ne", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_LT_S(0x25, "i8x16.lt_s", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_LT_U(0x26, "i8x16.lt_u", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_GT_S(0x27, "i8x16.gt_s", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_GT_U(0x28, "i8x16.gt_u", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_LE_S(0x29, "i8x16.le_s", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_LE_U(0x2a, "i8x16.le_u", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_GE_S(0x2b, "i8x16.ge_s", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_GE_U(0x2c, "i8x16.ge_u", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_EQ(0x2d, "i16x8.eq", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_NE(0x2e, "i16x8.ne", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_LT_S(0x2f, "i16x8.lt_s", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_LT_U(0x30, "i16x8.lt_u", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_GT_S(0x31, "i16x8.gt_s", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_GT_U(0x32, "i16x8.gt_u", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_LE_S(0x33, "i16x8.le_s", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_LE_U(0x34, "i16x8.le_u", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_GE_S(0x35, "i16x8.ge_s", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_GE_U(0x36, "i16x8.ge_u", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_EQ(0x37, "i32x4.eq", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_NE(0x38, "i32x4.ne", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_LT_S(0x39, "i32x4.lt_s", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_LT_U(0x3a, "i32x4.lt_u", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_GT_S(0x3b, "i32x4.gt_s", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_GT_U(0x3c, "i32x4.gt_u", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_LE_S(0x3d, "i32x4.le_s", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_LE_U(0x3e, "i32x4.le_u", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_GE_S(0x3f, "i32x4.ge_s", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_GE_U(0x40, "i32x4.ge_u", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_EQ(0x41, "f32x4.eq", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_NE(0x42, "f32x4.ne", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_LT(0x43, "f32x4.lt", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_GT(0x44, "f32x4.gt", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_LE(0x45, "f32x4.le", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_GE(0x46, "f32x4.ge", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_EQ(0x47, "f64x2.eq", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_NE(0x48, "f64x2.ne", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_LT(0x49, "f64x2.lt", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_GT(0x4a, "f64x2.gt", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_LE(0x4b, "f64x2.le", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_GE(0x4c, "f64x2.ge", SimdForm.HALVES, "vv:v", 0, 0),
    V128_NOT(0x4d, "v128.not", SimdForm.HALVES, "v:v", 0, 0),
    V128_AND(0x4e, "v128.and", SimdForm.HALVES, "vv:v", 0, 0),
    V128_ANDNOT(0x4f, "v128.andnot", SimdForm.HALVES, "vv:v", 0, 0),
    V128_OR(0x50, "v128.or", SimdForm.HALVES, "vv:v", 0, 0),
    V128_XOR(0x51, "v128.xor", SimdForm.HALVES, "vv:v", 0, 0),
    V128_BITSELECT(0x52, "v128.bitselect", SimdForm.HALVES, "vvv:v", 0, 0),
    V128_ANY_TRUE(0x53, "v128.any_true", SimdForm.SCALAR, "v:i", 0, 0),
    V128_LOAD8_LANE(0x54, "v128.load8_lane", SimdForm.MEMORY, "iv:v", 16, 1),
    V128_LOAD16_LANE(0x55, "v128.load16_lane", SimdForm.MEMORY, "iv:v", 8, 2),
    V128_LOAD32_LANE(0x56, "v128.load32_lane", SimdForm.MEMORY, "iv:v", 4, 4),
    V128_LOAD64_LANE(0x57, "v128.load64_lane", SimdForm.MEMORY, "iv:v", 2, 8),
    V128_STORE8_LANE(0x58, "v128.store8_lane", SimdForm.MEMORY, "iv:", 16, 1),
    V128_STORE16_LANE(0x59, "v128.store16_lane", SimdForm.MEMORY, "iv:", 8, 2),
    V128_STORE32_LANE(0x5a, "v128.store32_lane", SimdForm.MEMORY, "iv:", 4, 4),
    V128_STORE64_LANE(0x5b, "v128.store64_lane", SimdForm.MEMORY, "iv:", 2, 8),
    V128_LOAD32_ZERO(0x5c, "v128.load32_zero", SimdForm.MEMORY, "i:v", 0, 4),
    V128_LOAD64_ZERO(0x5d, "v128.load64_zero", SimdForm.MEMORY, "i:v", 0, 8),
    F32X4_DEMOTE_F64X2_ZERO(0x5e, "f32x4.demote_f64x2_zero", SimdForm.PAIR, "v:v", 0, 0),
    F64X2_PROMOTE_LOW_F32X4(0x5f, "f64x2.promote_low_f32x4", SimdForm.PAIR, "v:v", 0, 0),
    I8X16_ABS(0x60, "i8x16.abs", SimdForm.HALVES, "v:v", 0, 0),
    I8X16_NEG(0x61, "i8x16.neg", SimdForm.HALVES, "v:v", 0, 0),
    I8X16_POPCNT(0x62, "i8x16.popcnt", SimdForm.HALVES, "v:v", 0, 0),
    I8X16_ALL_TRUE(0x63, "i8x16.all_true", SimdForm.SCALAR, "v:i", 0, 0),
    I8X16_BITMASK(0x64, "i8x16.bitmask", SimdForm.SCALAR, "v:i", 0, 0),
    I8X16_NARROW_I16X8_S(0x65, "i8x16.narrow_i16x8_s", SimdForm.PAIR, "vv:v", 0, 0),
    I8X16_NARROW_I16X8_U(0x66, "i8x16.narrow_i16x8_u", SimdForm.PAIR, "vv:v", 0, 0),
    F32X4_CEIL(0x67, "f32x4.ceil", SimdForm.HALVES, "v:v", 0, 0),
    F32X4_FLOOR(0x68, "f32x4.floor", SimdForm.HALVES, "v:v", 0, 0),
    F32X4_TRUNC(0x69, "f32x4.trunc", SimdForm.HALVES, "v:v", 0, 0),
    F32X4_NEAREST(0x6a, "f32x4.nearest", SimdForm.HALVES, "v:v", 0, 0),
    I8X16_SHL(0x6b, "i8x16.shl", SimdForm.HALVES, "vi:v", 0, 0),
    I8X16_SHR_S(0x6c, "i8x16.shr_s", SimdForm.HALVES, "vi:v", 0, 0),
    I8X16_SHR_U(0x6d, "i8x16.shr_u", SimdForm.HALVES, "vi:v", 0, 0),
    I8X16_ADD(0x6e, "i8x16.add", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_ADD_SAT_S(0x6f, "i8x16.add_sat_s", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_ADD_SAT_U(0x70, "i8x16.add_sat_u", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_SUB(0x71, "i8x16.sub", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_SUB_SAT_S(0x72, "i8x16.sub_sat_s", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_SUB_SAT_U(0x73, "i8x16.sub_sat_u", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_CEIL(0x74, "f64x2.ceil", SimdForm.HALVES, "v:v", 0, 0),
    F64X2_FLOOR(0x75, "f64x2.floor", SimdForm.HALVES, "v:v", 0, 0),
    I8X16_MIN_S(0x76, "i8x16.min_s", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_MIN_U(0x77, "i8x16.min_u", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_MAX_S(0x78, "i8x16.max_s", SimdForm.HALVES, "vv:v", 0, 0),
    I8X16_MAX_U(0x79, "i8x16.max_u", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_TRUNC(0x7a, "f64x2.trunc", SimdForm.HALVES, "v:v", 0, 0),
    I8X16_AVGR_U(0x7b, "i8x16.avgr_u", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_EXTADD_PAIRWISE_I8X16_S(0x7c, "i16x8.extadd_pairwise_i8x16_s", SimdForm.HALVES, "v:v", 0, 0),
    I16X8_EXTADD_PAIRWISE_I8X16_U(0x7d, "i16x8.extadd_pairwise_i8x16_u", SimdForm.HALVES, "v:v", 0, 0),
    I32X4_EXTADD_PAIRWISE_I16X8_S(0x7e, "i32x4.extadd_pairwise_i16x8_s", SimdForm.HALVES, "v:v", 0, 0),
    I32X4_EXTADD_PAIRWISE_I16X8_U(0x7f, "i32x4.extadd_pairwise_i16x8_u", SimdForm.HALVES, "v:v", 0, 0),
    I16X8_ABS(0x80, "i16x8.abs", SimdForm.HALVES, "v:v", 0, 0),
    I16X8_NEG(0x81, "i16x8.neg", SimdForm.HALVES, "v:v", 0, 0),
    I16X8_Q15MULR_SAT_S(0x82, "i16x8.q15mulr_sat_s", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_ALL_TRUE(0x83, "i16x8.all_true", SimdForm.SCALAR, "v:i", 0, 0),
    I16X8_BITMASK(0x84, "i16x8.bitmask", SimdForm.SCALAR, "v:i", 0, 0),
    I16X8_NARROW_I32X4_S(0x85, "i16x8.narrow_i32x4_s", SimdForm.PAIR, "vv:v", 0, 0),
    I16X8_NARROW_I32X4_U(0x86, "i16x8.narrow_i32x4_u", SimdForm.PAIR, "vv:v", 0, 0),
    I16X8_EXTEND_LOW_I8X16_S(0x87, "i16x8.extend_low_i8x16_s", SimdForm.PAIR, "v:v", 0, 0),
    I16X8_EXTEND_HIGH_I8X16_S(0x88, "i16x8.extend_high_i8x16_s", SimdForm.PAIR, "v:v", 0, 0),
    I16X8_EXTEND_LOW_I8X16_U(0x89, "i16x8.extend_low_i8x16_u", SimdForm.PAIR, "v:v", 0, 0),
    I16X8_EXTEND_HIGH_I8X16_U(0x8a, "i16x8.extend_high_i8x16_u", SimdForm.PAIR, "v:v", 0, 0),
    I16X8_SHL(0x8b, "i16x8.shl", SimdForm.HALVES, "vi:v", 0, 0),
    I16X8_SHR_S(0x8c, "i16x8.shr_s", SimdForm.HALVES, "vi:v", 0, 0),
    I16X8_SHR_U(0x8d, "i16x8.shr_u", SimdForm.HALVES, "vi:v", 0, 0),
    I16X8_ADD(0x8e, "i16x8.add", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_ADD_SAT_S(0x8f, "i16x8.add_sat_s", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_ADD_SAT_U(0x90, "i16x8.add_sat_u", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_SUB(0x91, "i16x8.sub", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_SUB_SAT_S(0x92, "i16x8.sub_sat_s", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_SUB_SAT_U(0x93, "i16x8.sub_sat_u", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_NEAREST(0x94, "f64x2.nearest", SimdForm.HALVES, "v:v", 0, 0),
    I16X8_MUL(0x95, "i16x8.mul", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_MIN_S(0x96, "i16x8.min_s", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_MIN_U(0x97, "i16x8.min_u", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_MAX_S(0x98, "i16x8.max_s", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_MAX_U(0x99, "i16x8.max_u", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_AVGR_U(0x9b, "i16x8.avgr_u", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_EXTMUL_LOW_I8X16_S(0x9c, "i16x8.extmul_low_i8x16_s", SimdForm.PAIR, "vv:v", 0, 0),
    I16X8_EXTMUL_HIGH_I8X16_S(0x9d, "i16x8.extmul_high_i8x16_s", SimdForm.PAIR, "vv:v", 0, 0),
    I16X8_EXTMUL_LOW_I8X16_U(0x9e, "i16x8.extmul_low_i8x16_u", SimdForm.PAIR, "vv:v", 0, 0),
    I16X8_EXTMUL_HIGH_I8X16_U(0x9f, "i16x8.extmul_high_i8x16_u", SimdForm.PAIR, "vv:v", 0, 0),
    I32X4_ABS(0xa0, "i32x4.abs", SimdForm.HALVES, "v:v", 0, 0),
    I32X4_NEG(0xa1, "i32x4.neg", SimdForm.HALVES, "v:v", 0, 0),
    I32X4_ALL_TRUE(0xa3, "i32x4.all_true", SimdForm.SCALAR, "v:i", 0, 0),
    I32X4_BITMASK(0xa4, "i32x4.bitmask", SimdForm.SCALAR, "v:i", 0, 0),
    I32X4_EXTEND_LOW_I16X8_S(0xa7, "i32x4.extend_low_i16x8_s", SimdForm.PAIR, "v:v", 0, 0),
    I32X4_EXTEND_HIGH_I16X8_S(0xa8, "i32x4.extend_high_i16x8_s", SimdForm.PAIR, "v:v", 0, 0),
    I32X4_EXTEND_LOW_I16X8_U(0xa9, "i32x4.extend_low_i16x8_u", SimdForm.PAIR, "v:v", 0, 0),
    I32X4_EXTEND_HIGH_I16X8_U(0xaa, "i32x4.extend_high_i16x8_u", SimdForm.PAIR, "v:v", 0, 0),
    I32X4_SHL(0xab, "i32x4.shl", SimdForm.HALVES, "vi:v", 0, 0),
    I32X4_SHR_S(0xac, "i32x4.shr_s", SimdForm.HALVES, "vi:v", 0, 0),
    I32X4_SHR_U(0xad, "i32x4.shr_u", SimdForm.HALVES, "vi:v", 0, 0),
    I32X4_ADD(0xae, "i32x4.add", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_SUB(0xb1, "i32x4.sub", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_MUL(0xb5, "i32x4.mul", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_MIN_S(0xb6, "i32x4.min_s", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_MIN_U(0xb7, "i32x4.min_u", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_MAX_S(0xb8, "i32x4.max_s", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_MAX_U(0xb9, "i32x4.max_u", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_DOT_I16X8_S(0xba, "i32x4.dot_i16x8_s", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_EXTMUL_LOW_I16X8_S(0xbc, "i32x4.extmul_low_i16x8_s", SimdForm.PAIR, "vv:v", 0, 0),
    I32X4_EXTMUL_HIGH_I16X8_S(0xbd, "i32x4.extmul_high_i16x8_s", SimdForm.PAIR, "vv:v", 0, 0),
    I32X4_EXTMUL_LOW_I16X8_U(0xbe, "i32x4.extmul_low_i16x8_u", SimdForm.PAIR, "vv:v", 0, 0),
    I32X4_EXTMUL_HIGH_I16X8_U(0xbf, "i32x4.extmul_high_i16x8_u", SimdForm.PAIR, "vv:v", 0, 0),
    I64X2_ABS(0xc0, "i64x2.abs", SimdForm.HALVES, "v:v", 0, 0),
    I64X2_NEG(0xc1, "i64x2.neg", SimdForm.HALVES, "v:v", 0, 0),
    I64X2_ALL_TRUE(0xc3, "i64x2.all_true", SimdForm.SCALAR, "v:i", 0, 0),
    I64X2_BITMASK(0xc4, "i64x2.bitmask", SimdForm.SCALAR, "v:i", 0, 0),
    I64X2_EXTEND_LOW_I32X4_S(0xc7, "i64x2.extend_low_i32x4_s", SimdForm.PAIR, "v:v", 0, 0),
    I64X2_EXTEND_HIGH_I32X4_S(0xc8, "i64x2.extend_high_i32x4_s", SimdForm.PAIR, "v:v", 0, 0),
    I64X2_EXTEND_LOW_I32X4_U(0xc9, "i64x2.extend_low_i32x4_u", SimdForm.PAIR, "v:v", 0, 0),
    I64X2_EXTEND_HIGH_I32X4_U(0xca, "i64x2.extend_high_i32x4_u", SimdForm.PAIR, "v:v", 0, 0),
    I64X2_SHL(0xcb, "i64x2.shl", SimdForm.HALVES, "vi:v", 0, 0),
    I64X2_SHR_S(0xcc, "i64x2.shr_s", SimdForm.HALVES, "vi:v", 0, 0),
    I64X2_SHR_U(0xcd, "i64x2.shr_u", SimdForm.HALVES, "vi:v", 0, 0),
    I64X2_ADD(0xce, "i64x2.add", SimdForm.HALVES, "vv:v", 0, 0),
    I64X2_SUB(0xd1, "i64x2.sub", SimdForm.HALVES, "vv:v", 0, 0),
    I64X2_MUL(0xd5, "i64x2.mul", SimdForm.HALVES, "vv:v", 0, 0),
    I64X2_EQ(0xd6, "i64x2.eq", SimdForm.HALVES, "vv:v", 0, 0),
    I64X2_NE(0xd7, "i64x2.ne", SimdForm.HALVES, "vv:v", 0, 0),
    I64X2_LT_S(0xd8, "i64x2.lt_s", SimdForm.HALVES, "vv:v", 0, 0),
    I64X2_GT_S(0xd9, "i64x2.gt_s", SimdForm.HALVES, "vv:v", 0, 0),
    I64X2_LE_S(0xda, "i64x2.le_s", SimdForm.HALVES, "vv:v", 0, 0),
    I64X2_GE_S(0xdb, "i64x2.ge_s", SimdForm.HALVES, "vv:v", 0, 0),
    I64X2_EXTMUL_LOW_I32X4_S(0xdc, "i64x2.extmul_low_i32x4_s", SimdForm.PAIR, "vv:v", 0, 0),
    I64X2_EXTMUL_HIGH_I32X4_S(0xdd, "i64x2.extmul_high_i32x4_s", SimdForm.PAIR, "vv:v", 0, 0),
    I64X2_EXTMUL_LOW_I32X4_U(0xde, "i64x2.extmul_low_i32x4_u", SimdForm.PAIR, "vv:v", 0, 0),
    I64X2_EXTMUL_HIGH_I32X4_U(0xdf, "i64x2.extmul_high_i32x4_u", SimdForm.PAIR, "vv:v", 0, 0),
    F32X4_ABS(0xe0, "f32x4.abs", SimdForm.HALVES, "v:v", 0, 0),
    F32X4_NEG(0xe1, "f32x4.neg", SimdForm.HALVES, "v:v", 0, 0),
    F32X4_SQRT(0xe3, "f32x4.sqrt", SimdForm.HALVES, "v:v", 0, 0),
    F32X4_ADD(0xe4, "f32x4.add", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_SUB(0xe5, "f32x4.sub", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_MUL(0xe6, "f32x4.mul", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_DIV(0xe7, "f32x4.div", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_MIN(0xe8, "f32x4.min", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_MAX(0xe9, "f32x4.max", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_PMIN(0xea, "f32x4.pmin", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_PMAX(0xeb, "f32x4.pmax", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_ABS(0xec, "f64x2.abs", SimdForm.HALVES, "v:v", 0, 0),
    F64X2_NEG(0xed, "f64x2.neg", SimdForm.HALVES, "v:v", 0, 0),
    F64X2_SQRT(0xef, "f64x2.sqrt", SimdForm.HALVES, "v:v", 0, 0),
    F64X2_ADD(0xf0, "f64x2.add", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_SUB(0xf1, "f64x2.sub", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_MUL(0xf2, "f64x2.mul", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_DIV(0xf3, "f64x2.div", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_MIN(0xf4, "f64x2.min", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_MAX(0xf5, "f64x2.max", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_PMIN(0xf6, "f64x2.pmin", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_PMAX(0xf7, "f64x2.pmax", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_TRUNC_SAT_F32X4_S(0xf8, "i32x4.trunc_sat_f32x4_s", SimdForm.HALVES, "v:v", 0, 0),
    I32X4_TRUNC_SAT_F32X4_U(0xf9, "i32x4.trunc_sat_f32x4_u", SimdForm.HALVES, "v:v", 0, 0),
    F32X4_CONVERT_I32X4_S(0xfa, "f32x4.convert_i32x4_s", SimdForm.HALVES, "v:v", 0, 0),
    F32X4_CONVERT_I32X4_U(0xfb, "f32x4.convert_i32x4_u", SimdForm.HALVES, "v:v", 0, 0),
    I32X4_TRUNC_SAT_F64X2_S_ZERO(0xfc, "i32x4.trunc_sat_f64x2_s_zero", SimdForm.PAIR, "v:v", 0, 0),
    I32X4_TRUNC_SAT_F64X2_U_ZERO(0xfd, "i32x4.trunc_sat_f64x2_u_zero", SimdForm.PAIR, "v:v", 0, 0),
    F64X2_CONVERT_LOW_I32X4_S(0xfe, "f64x2.convert_low_i32x4_s", SimdForm.PAIR, "v:v", 0, 0),
    F64X2_CONVERT_LOW_I32X4_U(0xff, "f64x2.convert_low_i32x4_u", SimdForm.PAIR, "v:v", 0, 0),
    I8X16_RELAXED_SWIZZLE(0x100, "i8x16.relaxed_swizzle", SimdForm.PAIR, "vv:v", 0, 0),
    I32X4_RELAXED_TRUNC_F32X4_S(0x101, "i32x4.relaxed_trunc_f32x4_s", SimdForm.HALVES, "v:v", 0, 0),
    I32X4_RELAXED_TRUNC_F32X4_U(0x102, "i32x4.relaxed_trunc_f32x4_u", SimdForm.HALVES, "v:v", 0, 0),
    I32X4_RELAXED_TRUNC_F64X2_S_ZERO(0x103, "i32x4.relaxed_trunc_f64x2_s_zero", SimdForm.PAIR, "v:v", 0, 0),
    I32X4_RELAXED_TRUNC_F64X2_U_ZERO(0x104, "i32x4.relaxed_trunc_f64x2_u_zero", SimdForm.PAIR, "v:v", 0, 0),
    F32X4_RELAXED_MADD(0x105, "f32x4.relaxed_madd", SimdForm.HALVES, "vvv:v", 0, 0),
    F32X4_RELAXED_NMADD(0x106, "f32x4.relaxed_nmadd", SimdForm.HALVES, "vvv:v", 0, 0),
    F64X2_RELAXED_MADD(0x107, "f64x2.relaxed_madd", SimdForm.HALVES, "vvv:v", 0, 0),
    F64X2_RELAXED_NMADD(0x108, "f64x2.relaxed_nmadd", SimdForm.HALVES, "vvv:v", 0, 0),
    I8X16_RELAXED_LANESELECT(0x109, "i8x16.relaxed_laneselect", SimdForm.HALVES, "vvv:v", 0, 0),
    I16X8_RELAXED_LANESELECT(0x10a, "i16x8.relaxed_laneselect", SimdForm.HALVES, "vvv:v", 0, 0),
    I32X4_RELAXED_LANESELECT(0x10b, "i32x4.relaxed_laneselect", SimdForm.HALVES, "vvv:v", 0, 0),
    I64X2_RELAXED_LANESELECT(0x10c, "i64x2.relaxed_laneselect", SimdForm.HALVES, "vvv:v", 0, 0),
    F32X4_RELAXED_MIN(0x10d, "f32x4.relaxed_min", SimdForm.HALVES, "vv:v", 0, 0),
    F32X4_RELAXED_MAX(0x10e, "f32x4.relaxed_max", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_RELAXED_MIN(0x10f, "f64x2.relaxed_min", SimdForm.HALVES, "vv:v", 0, 0),
    F64X2_RELAXED_MAX(0x110, "f64x2.relaxed_max", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_RELAXED_Q15MULR_S(0x111, "i16x8.relaxed_q15mulr_s", SimdForm.HALVES, "vv:v", 0, 0),
    I16X8_RELAXED_DOT_I8X16_I7X16_S(0x112, "i16x8.relaxed_dot_i8x16_i7x16_s", SimdForm.HALVES, "vv:v", 0, 0),
    I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S(0x113, "i32x4.relaxed_dot_i8x16_i7x16_add_s", SimdForm.HALVES, "vvv:v", 0, 0);

    private static final Map<String, SimdTable> BY_TEXT = byText();

    private final int code;
    private final String text;
    private final SimdForm form;
    private final String signature;
    private final int lanes;
    private final int accessBytes;

    SimdTable(int code, String text, SimdForm form, String signature, int lanes, int accessBytes) {
        this.code = code;
        this.text = text;
        this.form = form;
        this.signature = signature;
        this.lanes = lanes;
        this.accessBytes = accessBytes;
    }

    private static Map<String, SimdTable> byText() {
        Map<String, SimdTable> rows = new HashMap<>();
        for (SimdTable row : values()) {
            rows.put(row.text, row);
        }
        return Collections.unmodifiableMap(rows);
    }

    /**
     * The row of an instruction.
     *
     * @param text the instruction's name in the text format, not null
     * @return the row, or empty when the instruction is none of these
     */
    public static Optional<SimdTable> named(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    /**
     * The code behind the prefix byte.
     *
     * @return 0 to 0x113
     */
    public int code() {
        return code;
    }

    /**
     * The instruction's name in the text format.
     *
     * @return such as {@code i8x16.add}
     */
    public String text() {
        return text;
    }

    /**
     * What the instruction's methods take and return.
     *
     * @return the form
     */
    public SimdForm form() {
        return form;
    }

    /**
     * Operands and results, in the letters of the opcode table: {@code i} i32, {@code I} i64, {@code f} f32, {@code F} f64, {@code v} v128.
     *
     * @return such as {@code vv:v}; an address is {@code i}
     */
    public String signature() {
        return signature;
    }

    /**
     * The bound of the lane immediates, of which {@code i8x16.shuffle} has sixteen and every other instruction at most one.
     *
     * @return the number of lanes to choose from; 0 for no such immediate
     */
    public int lanes() {
        return lanes;
    }

    /**
     * The width of the memory access, which is the greatest alignment too.
     *
     * @return a number of bytes; 0 for no access
     */
    public int accessBytes() {
        return accessBytes;
    }

    /**
     * Whether the instruction belongs to relaxed SIMD.
     *
     * @return true from code 0x100 on
     */
    public boolean isRelaxed() {
        return code >= 0x100;
    }

    /**
     * The name of the instruction's method; with {@code _lo} and {@code _hi} behind it where the form is {@link SimdForm#PAIR}.
     *
     * @return such as {@code i8x16_add}
     */
    public String method() {
        return text.replace('.', '_');
    }

    /**
     * The class that has the instruction's methods.
     *
     * @return the class
     * @throws IllegalStateException when the form has no methods
     */
    public Class<?> owner() {
        if (!form.hasMethods()) {
            throw new IllegalStateException(text + " has no method");
        }
        if (isRelaxed()) {
            return Relaxed.class;
        }
        return switch (text.substring(0, text.indexOf('.'))) {
            case "i8x16" -> I8x16.class;
            case "i16x8" -> I16x8.class;
            case "i32x4" -> I32x4.class;
            case "i64x2" -> I64x2.class;
            case "f32x4" -> F32x4.class;
            case "f64x2" -> F64x2.class;
            default -> V128.class;
        };
    }

    /**
     * The JVM descriptor of the instruction's methods.
     *
     * @return such as {@code (JJ)J}
     * @throws IllegalStateException when the form has no methods
     */
    public String descriptor() {
        if (!form.hasMethods()) {
            throw new IllegalStateException(text + " has no method");
        }
        int colon = signature.indexOf(':');
        StringBuilder descriptor = new StringBuilder("(");
        for (char letter : signature.substring(0, colon).toCharArray()) {
            descriptor.append(letter != 'v' ? slot(letter) : form == SimdForm.HALVES ? "J" : "JJ");
        }
        if (lanes != 0) {
            descriptor.append(this == I8X16_SHUFFLE ? "JJ" : "I");
        }
        return descriptor.append(')').append(slot(signature.charAt(colon + 1))).toString();
    }

    private static char slot(char letter) {
        return switch (letter) {
            case 'i' -> 'I';
            case 'f' -> 'F';
            case 'F' -> 'D';
            default -> 'J';
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
