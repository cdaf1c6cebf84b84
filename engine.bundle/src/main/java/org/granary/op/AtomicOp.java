package org.granary.op;

import org.granary.engine.Proposal;

/**
 * The instructions behind the prefix byte 0xfe. A row: code, text name, immediates, effect, width of the memory access, action.
 * Immutable.
 *
 * <p>Source: the threads proposal, its overview of the binary format.
 */
public enum AtomicOp implements Op {
    /** {@code memory.atomic.notify}. */
    MEMORY_ATOMIC_NOTIFY(0x00, "memory.atomic.notify", Imm.MEMARG, "ii:i", 4, Action.NOTIFY),
    /** {@code memory.atomic.wait32}. */
    MEMORY_ATOMIC_WAIT32(0x01, "memory.atomic.wait32", Imm.MEMARG, "iiI:i", 4, Action.WAIT),
    /** {@code memory.atomic.wait64}. */
    MEMORY_ATOMIC_WAIT64(0x02, "memory.atomic.wait64", Imm.MEMARG, "iII:i", 8, Action.WAIT),
    /** {@code atomic.fence}. */
    ATOMIC_FENCE(0x03, "atomic.fence", Imm.ZERO, ":", 0, Action.FENCE),
    /** {@code i32.atomic.load}. */
    I32_ATOMIC_LOAD(0x10, "i32.atomic.load", Imm.MEMARG, "i:i", 4, Action.LOAD),
    /** {@code i64.atomic.load}. */
    I64_ATOMIC_LOAD(0x11, "i64.atomic.load", Imm.MEMARG, "i:I", 8, Action.LOAD),
    /** {@code i32.atomic.load8_u}. */
    I32_ATOMIC_LOAD8_U(0x12, "i32.atomic.load8_u", Imm.MEMARG, "i:i", 1, Action.LOAD),
    /** {@code i32.atomic.load16_u}. */
    I32_ATOMIC_LOAD16_U(0x13, "i32.atomic.load16_u", Imm.MEMARG, "i:i", 2, Action.LOAD),
    /** {@code i64.atomic.load8_u}. */
    I64_ATOMIC_LOAD8_U(0x14, "i64.atomic.load8_u", Imm.MEMARG, "i:I", 1, Action.LOAD),
    /** {@code i64.atomic.load16_u}. */
    I64_ATOMIC_LOAD16_U(0x15, "i64.atomic.load16_u", Imm.MEMARG, "i:I", 2, Action.LOAD),
    /** {@code i64.atomic.load32_u}. */
    I64_ATOMIC_LOAD32_U(0x16, "i64.atomic.load32_u", Imm.MEMARG, "i:I", 4, Action.LOAD),
    /** {@code i32.atomic.store}. */
    I32_ATOMIC_STORE(0x17, "i32.atomic.store", Imm.MEMARG, "ii:", 4, Action.STORE),
    /** {@code i64.atomic.store}. */
    I64_ATOMIC_STORE(0x18, "i64.atomic.store", Imm.MEMARG, "iI:", 8, Action.STORE),
    /** {@code i32.atomic.store8}. */
    I32_ATOMIC_STORE8(0x19, "i32.atomic.store8", Imm.MEMARG, "ii:", 1, Action.STORE),
    /** {@code i32.atomic.store16}. */
    I32_ATOMIC_STORE16(0x1a, "i32.atomic.store16", Imm.MEMARG, "ii:", 2, Action.STORE),
    /** {@code i64.atomic.store8}. */
    I64_ATOMIC_STORE8(0x1b, "i64.atomic.store8", Imm.MEMARG, "iI:", 1, Action.STORE),
    /** {@code i64.atomic.store16}. */
    I64_ATOMIC_STORE16(0x1c, "i64.atomic.store16", Imm.MEMARG, "iI:", 2, Action.STORE),
    /** {@code i64.atomic.store32}. */
    I64_ATOMIC_STORE32(0x1d, "i64.atomic.store32", Imm.MEMARG, "iI:", 4, Action.STORE),
    /** {@code i32.atomic.rmw.add}. */
    I32_ATOMIC_RMW_ADD(0x1e, "i32.atomic.rmw.add", Imm.MEMARG, "ii:i", 4, Action.ADD),
    /** {@code i64.atomic.rmw.add}. */
    I64_ATOMIC_RMW_ADD(0x1f, "i64.atomic.rmw.add", Imm.MEMARG, "iI:I", 8, Action.ADD),
    /** {@code i32.atomic.rmw8.add_u}. */
    I32_ATOMIC_RMW8_ADD_U(0x20, "i32.atomic.rmw8.add_u", Imm.MEMARG, "ii:i", 1, Action.ADD),
    /** {@code i32.atomic.rmw16.add_u}. */
    I32_ATOMIC_RMW16_ADD_U(0x21, "i32.atomic.rmw16.add_u", Imm.MEMARG, "ii:i", 2, Action.ADD),
    /** {@code i64.atomic.rmw8.add_u}. */
    I64_ATOMIC_RMW8_ADD_U(0x22, "i64.atomic.rmw8.add_u", Imm.MEMARG, "iI:I", 1, Action.ADD),
    /** {@code i64.atomic.rmw16.add_u}. */
    I64_ATOMIC_RMW16_ADD_U(0x23, "i64.atomic.rmw16.add_u", Imm.MEMARG, "iI:I", 2, Action.ADD),
    /** {@code i64.atomic.rmw32.add_u}. */
    I64_ATOMIC_RMW32_ADD_U(0x24, "i64.atomic.rmw32.add_u", Imm.MEMARG, "iI:I", 4, Action.ADD),
    /** {@code i32.atomic.rmw.sub}. */
    I32_ATOMIC_RMW_SUB(0x25, "i32.atomic.rmw.sub", Imm.MEMARG, "ii:i", 4, Action.SUB),
    /** {@code i64.atomic.rmw.sub}. */
    I64_ATOMIC_RMW_SUB(0x26, "i64.atomic.rmw.sub", Imm.MEMARG, "iI:I", 8, Action.SUB),
    /** {@code i32.atomic.rmw8.sub_u}. */
    I32_ATOMIC_RMW8_SUB_U(0x27, "i32.atomic.rmw8.sub_u", Imm.MEMARG, "ii:i", 1, Action.SUB),
    /** {@code i32.atomic.rmw16.sub_u}. */
    I32_ATOMIC_RMW16_SUB_U(0x28, "i32.atomic.rmw16.sub_u", Imm.MEMARG, "ii:i", 2, Action.SUB),
    /** {@code i64.atomic.rmw8.sub_u}. */
    I64_ATOMIC_RMW8_SUB_U(0x29, "i64.atomic.rmw8.sub_u", Imm.MEMARG, "iI:I", 1, Action.SUB),
    /** {@code i64.atomic.rmw16.sub_u}. */
    I64_ATOMIC_RMW16_SUB_U(0x2a, "i64.atomic.rmw16.sub_u", Imm.MEMARG, "iI:I", 2, Action.SUB),
    /** {@code i64.atomic.rmw32.sub_u}. */
    I64_ATOMIC_RMW32_SUB_U(0x2b, "i64.atomic.rmw32.sub_u", Imm.MEMARG, "iI:I", 4, Action.SUB),
    /** {@code i32.atomic.rmw.and}. */
    I32_ATOMIC_RMW_AND(0x2c, "i32.atomic.rmw.and", Imm.MEMARG, "ii:i", 4, Action.AND),
    /** {@code i64.atomic.rmw.and}. */
    I64_ATOMIC_RMW_AND(0x2d, "i64.atomic.rmw.and", Imm.MEMARG, "iI:I", 8, Action.AND),
    /** {@code i32.atomic.rmw8.and_u}. */
    I32_ATOMIC_RMW8_AND_U(0x2e, "i32.atomic.rmw8.and_u", Imm.MEMARG, "ii:i", 1, Action.AND),
    /** {@code i32.atomic.rmw16.and_u}. */
    I32_ATOMIC_RMW16_AND_U(0x2f, "i32.atomic.rmw16.and_u", Imm.MEMARG, "ii:i", 2, Action.AND),
    /** {@code i64.atomic.rmw8.and_u}. */
    I64_ATOMIC_RMW8_AND_U(0x30, "i64.atomic.rmw8.and_u", Imm.MEMARG, "iI:I", 1, Action.AND),
    /** {@code i64.atomic.rmw16.and_u}. */
    I64_ATOMIC_RMW16_AND_U(0x31, "i64.atomic.rmw16.and_u", Imm.MEMARG, "iI:I", 2, Action.AND),
    /** {@code i64.atomic.rmw32.and_u}. */
    I64_ATOMIC_RMW32_AND_U(0x32, "i64.atomic.rmw32.and_u", Imm.MEMARG, "iI:I", 4, Action.AND),
    /** {@code i32.atomic.rmw.or}. */
    I32_ATOMIC_RMW_OR(0x33, "i32.atomic.rmw.or", Imm.MEMARG, "ii:i", 4, Action.OR),
    /** {@code i64.atomic.rmw.or}. */
    I64_ATOMIC_RMW_OR(0x34, "i64.atomic.rmw.or", Imm.MEMARG, "iI:I", 8, Action.OR),
    /** {@code i32.atomic.rmw8.or_u}. */
    I32_ATOMIC_RMW8_OR_U(0x35, "i32.atomic.rmw8.or_u", Imm.MEMARG, "ii:i", 1, Action.OR),
    /** {@code i32.atomic.rmw16.or_u}. */
    I32_ATOMIC_RMW16_OR_U(0x36, "i32.atomic.rmw16.or_u", Imm.MEMARG, "ii:i", 2, Action.OR),
    /** {@code i64.atomic.rmw8.or_u}. */
    I64_ATOMIC_RMW8_OR_U(0x37, "i64.atomic.rmw8.or_u", Imm.MEMARG, "iI:I", 1, Action.OR),
    /** {@code i64.atomic.rmw16.or_u}. */
    I64_ATOMIC_RMW16_OR_U(0x38, "i64.atomic.rmw16.or_u", Imm.MEMARG, "iI:I", 2, Action.OR),
    /** {@code i64.atomic.rmw32.or_u}. */
    I64_ATOMIC_RMW32_OR_U(0x39, "i64.atomic.rmw32.or_u", Imm.MEMARG, "iI:I", 4, Action.OR),
    /** {@code i32.atomic.rmw.xor}. */
    I32_ATOMIC_RMW_XOR(0x3a, "i32.atomic.rmw.xor", Imm.MEMARG, "ii:i", 4, Action.XOR),
    /** {@code i64.atomic.rmw.xor}. */
    I64_ATOMIC_RMW_XOR(0x3b, "i64.atomic.rmw.xor", Imm.MEMARG, "iI:I", 8, Action.XOR),
    /** {@code i32.atomic.rmw8.xor_u}. */
    I32_ATOMIC_RMW8_XOR_U(0x3c, "i32.atomic.rmw8.xor_u", Imm.MEMARG, "ii:i", 1, Action.XOR),
    /** {@code i32.atomic.rmw16.xor_u}. */
    I32_ATOMIC_RMW16_XOR_U(0x3d, "i32.atomic.rmw16.xor_u", Imm.MEMARG, "ii:i", 2, Action.XOR),
    /** {@code i64.atomic.rmw8.xor_u}. */
    I64_ATOMIC_RMW8_XOR_U(0x3e, "i64.atomic.rmw8.xor_u", Imm.MEMARG, "iI:I", 1, Action.XOR),
    /** {@code i64.atomic.rmw16.xor_u}. */
    I64_ATOMIC_RMW16_XOR_U(0x3f, "i64.atomic.rmw16.xor_u", Imm.MEMARG, "iI:I", 2, Action.XOR),
    /** {@code i64.atomic.rmw32.xor_u}. */
    I64_ATOMIC_RMW32_XOR_U(0x40, "i64.atomic.rmw32.xor_u", Imm.MEMARG, "iI:I", 4, Action.XOR),
    /** {@code i32.atomic.rmw.xchg}. */
    I32_ATOMIC_RMW_XCHG(0x41, "i32.atomic.rmw.xchg", Imm.MEMARG, "ii:i", 4, Action.XCHG),
    /** {@code i64.atomic.rmw.xchg}. */
    I64_ATOMIC_RMW_XCHG(0x42, "i64.atomic.rmw.xchg", Imm.MEMARG, "iI:I", 8, Action.XCHG),
    /** {@code i32.atomic.rmw8.xchg_u}. */
    I32_ATOMIC_RMW8_XCHG_U(0x43, "i32.atomic.rmw8.xchg_u", Imm.MEMARG, "ii:i", 1, Action.XCHG),
    /** {@code i32.atomic.rmw16.xchg_u}. */
    I32_ATOMIC_RMW16_XCHG_U(0x44, "i32.atomic.rmw16.xchg_u", Imm.MEMARG, "ii:i", 2, Action.XCHG),
    /** {@code i64.atomic.rmw8.xchg_u}. */
    I64_ATOMIC_RMW8_XCHG_U(0x45, "i64.atomic.rmw8.xchg_u", Imm.MEMARG, "iI:I", 1, Action.XCHG),
    /** {@code i64.atomic.rmw16.xchg_u}. */
    I64_ATOMIC_RMW16_XCHG_U(0x46, "i64.atomic.rmw16.xchg_u", Imm.MEMARG, "iI:I", 2, Action.XCHG),
    /** {@code i64.atomic.rmw32.xchg_u}. */
    I64_ATOMIC_RMW32_XCHG_U(0x47, "i64.atomic.rmw32.xchg_u", Imm.MEMARG, "iI:I", 4, Action.XCHG),
    /** {@code i32.atomic.rmw.cmpxchg}. */
    I32_ATOMIC_RMW_CMPXCHG(0x48, "i32.atomic.rmw.cmpxchg", Imm.MEMARG, "iii:i", 4, Action.CMPXCHG),
    /** {@code i64.atomic.rmw.cmpxchg}. */
    I64_ATOMIC_RMW_CMPXCHG(0x49, "i64.atomic.rmw.cmpxchg", Imm.MEMARG, "iII:I", 8, Action.CMPXCHG),
    /** {@code i32.atomic.rmw8.cmpxchg_u}. */
    I32_ATOMIC_RMW8_CMPXCHG_U(0x4a, "i32.atomic.rmw8.cmpxchg_u", Imm.MEMARG, "iii:i", 1, Action.CMPXCHG),
    /** {@code i32.atomic.rmw16.cmpxchg_u}. */
    I32_ATOMIC_RMW16_CMPXCHG_U(0x4b, "i32.atomic.rmw16.cmpxchg_u", Imm.MEMARG, "iii:i", 2, Action.CMPXCHG),
    /** {@code i64.atomic.rmw8.cmpxchg_u}. */
    I64_ATOMIC_RMW8_CMPXCHG_U(0x4c, "i64.atomic.rmw8.cmpxchg_u", Imm.MEMARG, "iII:I", 1, Action.CMPXCHG),
    /** {@code i64.atomic.rmw16.cmpxchg_u}. */
    I64_ATOMIC_RMW16_CMPXCHG_U(0x4d, "i64.atomic.rmw16.cmpxchg_u", Imm.MEMARG, "iII:I", 2, Action.CMPXCHG),
    /** {@code i64.atomic.rmw32.cmpxchg_u}. */
    I64_ATOMIC_RMW32_CMPXCHG_U(0x4e, "i64.atomic.rmw32.cmpxchg_u", Imm.MEMARG, "iII:I", 4, Action.CMPXCHG);

    /** What an atomic instruction does, whatever the width. */
    public enum Action {
        /** Reads. */
        LOAD,
        /** Writes. */
        STORE,
        /** Adds; like all that follow it gives what was there before. */
        ADD,
        /** Subtracts. */
        SUB,
        /** Takes bits away. */
        AND,
        /** Adds bits. */
        OR,
        /** Turns bits over. */
        XOR,
        /** Replaces. */
        XCHG,
        /** Replaces what is expected. */
        CMPXCHG,
        /** Wakes who waits. */
        NOTIFY,
        /** Waits to be woken. */
        WAIT,
        /** Orders what stands before it and after it. */
        FENCE
    }

    private final Row row;
    private final Action action;

    AtomicOp(int code, String text, Imm immediate, String effect, int accessBytes, Action action) {
        row = new Row(0xfe, code, text, immediate, Effect.parse(effect), Proposal.THREADS, accessBytes, 0);
        this.action = action;
    }

    /**
     * What it does.
     *
     * @return never null
     */
    public Action action() {
        return action;
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
