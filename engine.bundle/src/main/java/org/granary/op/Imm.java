package org.granary.op;

/** What stands behind an opcode: the shapes of immediates. Each shape has one method in {@link OpVisitor}. Immutable. */
public enum Imm {
    /** Nothing; the row's signature is fixed or its rule is in the validator. */
    NONE,
    /** A byte that must be zero. */
    ZERO,
    /** A block type. */
    BLOCK,
    /** {@code else}: nothing, and it ends one body and begins another. */
    ELSE,
    /** {@code end}: nothing, and it ends a body. */
    END,
    /** A block type and the clauses that catch. */
    TRY_TABLE,
    /** A tag; ends one body and begins a handler's. */
    CATCH,
    /** {@code catch_all}: nothing, and it ends one body and begins a handler's. */
    CATCH_ALL,
    /** A label as seen from outside of the block; ends the body. */
    DELEGATE,
    /** A tag index. */
    TAG,
    /** A label, counted outwards from 0. */
    LABEL,
    /** A vector of labels and a default. */
    LABELS,
    /** A function index. */
    FUNC,
    /** A type index and a table index. */
    TYPE_TABLE,
    /** A type index. */
    TYPE,
    /** A type index and a field of the structure type. */
    TYPE_FIELD,
    /** A type index and a number of operands. */
    TYPE_COUNT,
    /** Two type indices: target, source. */
    TYPE_TYPE,
    /** A type index and a data segment. */
    TYPE_DATA,
    /** A type index and an element segment. */
    TYPE_ELEM,
    /** A heap type; the opcode says whether null passes. */
    CAST,
    /** Flags, a label and two heap types: what the operand is, what it is asked to be. */
    BR_CAST,
    /** A local index. */
    LOCAL,
    /** A global index. */
    GLOBAL,
    /** A table index. */
    TABLE,
    /** Two table indices: target, source. */
    TABLE_TABLE,
    /** An element segment and a table. */
    ELEM_TABLE,
    /** An element segment. */
    ELEM,
    /** Alignment, offset and memory of a load or store. */
    MEMARG,
    /** A memory index. */
    MEMORY,
    /** Two memory indices: target, source. */
    MEMORY_MEMORY,
    /** A data segment and a memory. */
    DATA_MEMORY,
    /** A data segment. */
    DATA,
    /** An i32. */
    I32,
    /** An i64. */
    I64,
    /** The bits of an f32. */
    F32,
    /** The bits of an f64. */
    F64,
    /** A heap type. */
    HEAP,
    /** A vector of value types. */
    TYPES,
    /** The 16 bytes of a v128. */
    V128,
    /** A lane. */
    LANE,
    /** Sixteen lanes. */
    LANES,
    /** Alignment, offset and memory of a load or store, and a lane. */
    MEMARG_LANE
}
