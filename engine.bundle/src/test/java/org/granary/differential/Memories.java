package org.granary.differential;

import java.util.List;
import org.granary.op.AtomicOp;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.op.MiscOp;
import org.granary.op.Op;
import org.granary.op.Ops;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/** Loads, stores, atomic accesses, and what is done to whole memories and to the table. The first memory is used most. */
final class Memories implements RandomBody.Family {
    /** Waiting is left out: it traps or waits. */
    private static final List<Op> ACCESSES = Ops.ALL.stream()
            .filter(op -> op.accessBytes() > 0 && !(op instanceof AtomicOp atomic && atomic.action() == AtomicOp.Action.WAIT)).toList();

    /** The index of an element behind all functions. */
    private static final int BEHIND = 8;

    private final RandomBody body;
    private int next;

    Memories(RandomBody body) {
        this.body = body;
        this.next = body.surroundings.begin(body.function, ACCESSES.size());
    }

    @Override
    public void write() {
        switch (body.random.nextInt(20)) {
            case 0 -> size();
            case 1 -> bulk();
            case 2 -> copy();
            case 3 -> segment();
            case 4, 5 -> table();
            case 6 -> fence();
            default -> access();
        }
    }

    private int memory() {
        return body.chance(70) ? 0 : body.random.nextInt(Surroundings.MEMORIES);
    }

    private static NumType address(int memory) {
        return memory == 1 ? NumType.I64 : NumType.I32;
    }

    /** Pushes an address or a length that is small most of the time. */
    private void small(NumType type, long mask) {
        body.push(type, 1);
        cut(type, mask);
    }

    /** Makes the operand on top small, most of the time. */
    private void cut(NumType type, long mask) {
        if (!body.slips(6)) {
            body.out.number(type == NumType.I32 ? CoreOp.I32_CONST : CoreOp.I64_CONST, mask);
            body.out.plain(type == NumType.I32 ? CoreOp.I32_AND : CoreOp.I64_AND);
        }
    }

    private void access() {
        Op op = body.chance(70) ? ACCESSES.get(next++ % ACCESSES.size()) : body.one(ACCESSES);
        int memory = memory();
        boolean atomic = op instanceof AtomicOp;
        List<ValType> params = op.signature().orElseThrow().params();
        body.take(List.of(address(memory)));
        body.pushed(address(memory));
        boolean tame = !body.surroundings.wild;
        cut(address(memory), atomic ? tame ? 0x7ff8 : 0xfff8 : tame ? 0x7fff : 0xffff);
        for (ValType param : params.subList(1, params.size())) {
            body.push(param, 2);
        }
        body.popped(params.size());
        int align = Integer.numberOfTrailingZeros(op.accessBytes());
        long offset = body.chance(60) ? 0 : body.chance(80) ? body.random.nextInt(64) * 8L : body.random.nextInt(tame ? 30_000 : 70_000);
        MemArg arg = new MemArg(atomic ? align : body.random.nextInt(align + 1), offset, memory);
        if (op.lanes() > 0) {
            body.out.laneAccess(op, arg, body.random.nextInt(op.lanes()));
        } else {
            body.out.access(op, arg);
        }
        body.pushed(op.signature().get().results());
    }

    private void size() {
        int memory = memory();
        NumType type = address(memory);
        if (body.chance(50)) {
            body.out.memory(CoreOp.MEMORY_SIZE, memory);
        } else {
            small(type, 1);
            body.popped(1);
            body.out.memory(CoreOp.MEMORY_GROW, memory);
        }
        body.pushed(type);
    }

    private void bulk() {
        int memory = memory();
        small(address(memory), 0xfff);
        body.push(ValType.I32, 1);
        small(address(memory), 0xff);
        body.popped(3);
        body.out.memory(MiscOp.MEMORY_FILL, memory);
    }

    private void copy() {
        int target = memory();
        int source = memory();
        small(address(target), 0xfff);
        small(address(source), 0xfff);
        small(address(target) == address(source) ? address(target) : NumType.I32, 0xff);
        body.popped(3);
        body.out.memories(MiscOp.MEMORY_COPY, target, source);
    }

    private void segment() {
        if (body.slips(80)) {
            if (body.chance(50)) {
                body.out.data(MiscOp.DATA_DROP, 1, -1);
            } else {
                body.out.element(MiscOp.ELEM_DROP, 1, -1);
            }
            return;
        }
        int memory = memory();
        small(address(memory), 0xfff);
        small(NumType.I32, 0x1f);
        small(NumType.I32, 0x1f);
        body.popped(3);
        body.out.data(MiscOp.MEMORY_INIT, 1, memory);
    }

    private void fence() {
        body.out.plain(AtomicOp.ATOMIC_FENCE);
    }

    private void table() {
        switch (body.random.nextInt(8)) {
            case 0 -> {
                body.out.table(MiscOp.TABLE_SIZE, 0);
                body.pushed(ValType.I32);
            }
            case 1 -> {
                body.push(RefType.FUNCREF, 1);
                small(NumType.I32, 1);
                body.popped(2);
                body.out.table(MiscOp.TABLE_GROW, 0);
                body.pushed(ValType.I32);
            }
            case 2 -> {
                place();
                body.push(RefType.FUNCREF, 1);
                small(NumType.I32, 3);
                body.popped(3);
                body.out.table(MiscOp.TABLE_FILL, 0);
            }
            case 3 -> {
                threeSmall();
                body.out.tables(MiscOp.TABLE_COPY, 0, 0);
            }
            case 4 -> {
                threeSmall();
                body.out.element(MiscOp.TABLE_INIT, 1, 0);
            }
            case 5 -> {
                place();
                body.push(RefType.FUNCREF, 1);
                body.popped(2);
                body.out.table(CoreOp.TABLE_SET, 0);
            }
            default -> {
                small(NumType.I32, 7);
                body.popped(1);
                body.out.table(CoreOp.TABLE_GET, 0);
                body.pushed(RefType.FUNCREF);
            }
        }
    }

    /** Pushes the index of an element that changes; in tame modules none of those that calls go through. */
    private void place() {
        small(NumType.I32, body.surroundings.wild ? 7 : 3);
        if (!body.surroundings.wild) {
            body.out.number(CoreOp.I32_CONST, BEHIND);
            body.out.plain(CoreOp.I32_OR);
        }
    }

    private void threeSmall() {
        place();
        small(NumType.I32, 1);
        small(NumType.I32, 1);
        body.popped(3);
    }
}
