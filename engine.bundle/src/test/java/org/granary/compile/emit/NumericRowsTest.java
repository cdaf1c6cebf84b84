package org.granary.compile.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.granary.op.AtomicOp;
import org.granary.op.Op;
import org.granary.op.Ops;
import org.granary.op.Signature;
import org.granary.op.SimdOp;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

/** Every row that the emitter meets is bound to exactly one thing, of the row's own signature; vector rows have a table of their own. */
class NumericRowsTest {
    private static String desc(List<ValType> types) {
        StringBuilder text = new StringBuilder();
        types.forEach(type -> text.append(type == ValType.I32 ? "I" : type == ValType.I64 ? "J" : type == ValType.F32 ? "F"
                : type == ValType.F64 ? "D" : "Ljava/lang/Object;"));
        return text.toString();
    }

    @Test
    void eachNumericRowIsOneInstructionOneEmitterOrOneMethod() {
        int seen = 0;
        for (Op op : Ops.ALL) {
            if (op instanceof SimdOp || op instanceof AtomicOp || op.text().endsWith(".const") || op.signature().isEmpty()
                    || op.signature().get().results().isEmpty() && op.accessBytes() == 0) {
                continue;
            }
            seen++;
            boolean access = Cells.bound(op);
            boolean decides = Conditions.decides(op);
            boolean instruction = NumericRows.instruction(op) >= 0;
            boolean routine = !instruction && !decides && NumericRows.routine(op) != null;
            int bound = (access ? 1 : 0) + (decides ? 1 : 0) + (instruction ? 1 : 0) + (routine ? 1 : 0);
            assertEquals(1, bound, () -> op + " is bound to " + bound + " things");
            assertEquals(op.accessBytes() > 0, access, op::text);
            if (routine) {
                Signature signature = op.signature().get();
                // of two results the method gives the second
                List<ValType> last = signature.results().subList(signature.results().size() - 1, signature.results().size());
                assertEquals("(" + desc(signature.params()) + ")" + desc(last), NumericRows.routine(op).desc(), op::text);
            }
            if (instruction) {
                checkInstruction(op);
            }
        }
        assertTrue(seen > 150, "only " + seen + " rows were looked at");
    }

    /** The JVM instruction takes and leaves what the row does; 64-bit shifts take an int count. */
    private static void checkInstruction(Op op) {
        Signature signature = op.signature().get();
        String effect = StackEffects.of(NumericRows.instruction(op));
        String row = desc(signature.params()) + ":" + desc(signature.results());
        boolean shift = op.text().startsWith("i64.sh");
        assertEquals(shift ? "JI:J" : row, effect, op::text);
    }

    private static Set<String> methods(Class<?> type) {
        Set<String> methods = new HashSet<>();
        for (var method : type.getDeclaredMethods()) {
            methods.add(method.getName() + org.objectweb.asm.Type.getMethodDescriptor(method));
        }
        return methods;
    }

    @Test
    void eachActionOfAtomicRowsIsARoutineOfTheRuntime() {
        Set<String> methods = methods(org.granary.vm.Atomics.class);
        for (AtomicOp op : AtomicOp.values()) {
            String method = AtomicCalls.methodName(op) + AtomicCalls.desc(op);
            assertTrue(methods.contains(method), () -> method + " of " + op + " not in " + methods);
        }
    }

    @Test
    void eachRoutineOfTheRuntimeExists() {
        Set<String> methods = methods(org.granary.vm.Routines.class);
        for (Routine routine : Routine.values()) {
            for (boolean wide : new boolean[] {false, true}) {
                String method = routine.methodName() + routine.desc(wide);
                assertTrue(methods.contains(method), () -> method + " not in " + methods);
            }
        }
    }
}
