package org.granary.interpret;

import org.granary.op.AtomicOp;
import org.granary.op.MemArg;
import org.granary.type.NumType;
import org.granary.vm.Atomics;
import org.granary.vm.Instance;

/** Atomic instructions on memories as steps. */
final class AtomicRows {
    private AtomicRows() {
    }

    /**
     * A row as a step.
     *
     * @param op  the row, not the fence's
     * @param arg offset and memory
     * @return the step
     */
    static Step step(AtomicOp op, MemArg arg) {
        int many = op.signature().orElseThrow().params().size() - 1;
        NumType result = op.signature().get().results().isEmpty() ? null : (NumType) op.signature().get().results().get(0);
        return at -> {
            long[] operands = new long[2];
            for (int i = many - 1; i >= 0; i--) {
                operands[i] = BoxedValues.bits(at.pop());
            }
            long bits = run(op, Accesses.address(at, arg), operands, at.instance, arg.memory());
            if (result != null) {
                at.push(BoxedValues.ofBits(result, bits));
            }
        };
    }

    private static long run(AtomicOp op, long address, long[] operands, Instance instance, int memory) {
        int bytes = op.accessBytes();
        long value = operands[0];
        return switch (op.action()) {
            case LOAD -> Atomics.load(address, instance, memory, bytes);
            case STORE -> {
                Atomics.store(address, value, instance, memory, bytes);
                yield 0;
            }
            case ADD -> Atomics.add(address, value, instance, memory, bytes);
            case SUB -> Atomics.sub(address, value, instance, memory, bytes);
            case AND -> Atomics.and(address, value, instance, memory, bytes);
            case OR -> Atomics.or(address, value, instance, memory, bytes);
            case XOR -> Atomics.xor(address, value, instance, memory, bytes);
            case XCHG -> Atomics.xchg(address, value, instance, memory, bytes);
            case CMPXCHG -> Atomics.cmpxchg(address, value, operands[1], instance, memory, bytes);
            case NOTIFY -> Atomics.notify(address, value, instance, memory, bytes);
            case WAIT -> Atomics.wait(address, value, operands[1], instance, memory, bytes);
            case FENCE -> throw new IllegalStateException(op + " has no address");
        };
    }
}
