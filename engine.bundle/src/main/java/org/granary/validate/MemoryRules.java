package org.granary.validate;

import java.util.List;
import org.granary.engine.Failure;
import org.granary.op.AtomicOp;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.op.MiscOp;
import org.granary.op.Op;
import org.granary.op.Signature;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.ValType;

/**
 * The rules of instructions on memories and data segments. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 3.4.5 (memory instructions); the threads proposal for atomic ones.
 */
final class MemoryRules {
    private final Spaces spaces;
    private final Place place;
    private final Stacks stacks;

    MemoryRules(Spaces spaces, Place place, Stacks stacks) {
        this.spaces = spaces;
        this.place = place;
        this.stacks = stacks;
    }

    /** A load or a store. */
    void access(Op op, MemArg arg) {
        MemoryType memory = spaces.memory(arg.memory(), place);
        argument(op, arg, memory);
        Signature signature = op.signature().orElseThrow();
        List<ValType> params = signature.params();
        for (int i = params.size() - 1; i > 0; i--) {
            stacks.pop(params.get(i));
        }
        stacks.pop(memory.address());
        stacks.push(signature.results());
    }

    private void argument(Op op, MemArg arg, MemoryType memory) {
        if (arg.align() > 31 || 1L << arg.align() > op.accessBytes()) {
            throw place.invalid(Failure.ALIGNMENT_TOO_LARGE, "at most " + op.accessBytes() + " for " + op.text(), "2^" + arg.align());
        }
        if (op instanceof AtomicOp && 1L << arg.align() != op.accessBytes()) {
            throw place.invalid(Failure.ATOMIC_ALIGNMENT, op.accessBytes() + " for " + op.text(), "2^" + arg.align());
        }
        if (memory.address() == NumType.I32 && arg.offset() >>> 32 != 0) {
            throw place.invalid(Failure.OFFSET_OUT_OF_RANGE, "less than 2^32", Long.toUnsignedString(arg.offset()));
        }
    }

    /** An instruction on one memory. */
    void apply(Op op, int index) {
        NumType address = spaces.memory(index, place).address();
        if (op == CoreOp.MEMORY_SIZE) {
            stacks.push(address);
        } else if (op == CoreOp.MEMORY_GROW) {
            stacks.apply(List.of(address), List.of(address));
        } else {
            stacks.apply(List.of(address, NumType.I32, address), List.of());
        }
    }

    /** {@code memory.copy}. */
    void copy(int targetIndex, int sourceIndex) {
        NumType target = spaces.memory(targetIndex, place).address();
        NumType source = spaces.memory(sourceIndex, place).address();
        stacks.apply(List.of(target, source, Spaces.narrower(target, source)), List.of());
    }

    /** {@code memory.init} and {@code data.drop}. */
    void segment(Op op, int segment, int memoryIndex) {
        if (op == MiscOp.DATA_DROP) {
            spaces.data(segment, place);
            return;
        }
        NumType address = spaces.memory(memoryIndex, place).address();
        spaces.data(segment, place);
        stacks.apply(List.of(address, NumType.I32, NumType.I32), List.of());
    }
}
