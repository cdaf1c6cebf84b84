package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.TableType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is moved in pieces, with looks at a stop between them. */
class RoutinesTest {
    private static final int PIECE = 16 << 20;
    private static final int SIZE = 40 << 20;

    private final VmStore store = new UnlimitedStore();
    private final SharedMemory memory = new SharedMemory(MemoryType.shared(SIZE >>> 16, SIZE >>> 16));
    private final Instance instance = new Instance(store, null, new int[] {0, 1, 1, 0}) {
        @Override
        public void bind() {
            // no code runs in it
        }
    };

    RoutinesTest() {
        instance.memories[0] = memory;
        instance.tables[0] = new Table(store, new TableType(ValType.EXTERNREF, new Limits(1_001, OptionalLong.empty()), NumType.I32), null);
    }

    private static TrapCode codeOf(Executable run) {
        return assertThrows(Trap.class, run).code();
    }

    @Test
    void aStopEndsWhatMovesMuch() {
        store.requestStop(TrapCode.INTERRUPT);
        Routines.memoryFill(0, 1, 4_095, instance, 0);
        Routines.memoryCopy(PIECE, 0, 4_095, instance, 0, 0);
        assertEquals(TrapCode.INTERRUPT, codeOf(() -> Routines.memoryFill(0, 2, PIECE + 1, instance, 0)));
        store.requestStop(TrapCode.DEADLINE);
        assertEquals(TrapCode.DEADLINE, codeOf(() -> Routines.memoryCopy(PIECE - 1, 0, PIECE + 1, instance, 0, 0)));
        assertEquals(1, memory.get8(0));
        instance.data = new byte[][] {new byte[PIECE + 1]};
        store.requestStop(TrapCode.DEADLINE);
        assertEquals(TrapCode.DEADLINE, codeOf(() -> Routines.memoryInit(0, 0, PIECE + 1, instance, 0, 0)));
        assertEquals(1, memory.get8(0));
        instance.data[0][PIECE] = 3;
        Routines.memoryInit(7, 0, PIECE + 1, instance, 0, 0);
        assertEquals(3, memory.get8(PIECE + 7));
    }

    /** A function without a loop may be made of a hundred thousand of them. */
    @Test
    void aStopEndsWhatMovesLittleWhenThatIsDone() {
        for (Executable some : List.<Executable>of(() -> Routines.memoryFill(0, 1, 4_096, instance, 0),
                () -> Routines.memoryCopy(PIECE, 0, 4_096, instance, 0, 0), () -> Routines.tableFill(0, null, 1_000, instance, 0),
                () -> Routines.tableCopy(0, 1, 1_000, instance, 0, 0), () -> Routines.tableGrow(null, 1_000, instance, 0))) {
            store.requestStop(TrapCode.DEADLINE);
            assertEquals(TrapCode.DEADLINE, codeOf(some));
        }
        assertEquals(1, memory.get8(PIECE + 4_095));
        assertEquals(2_001, instance.tables[0].size());
        store.requestStop(TrapCode.INTERRUPT);
        store.planOfHost(1 << 17);
        assertEquals(TrapCode.INTERRUPT, codeOf(() -> store.plan(1 << 17)));
    }

    @Test
    void whatIsNotInsideWritesNothing() {
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, codeOf(() -> Routines.memoryFill(1, 1, SIZE, instance, 0)));
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, codeOf(() -> Routines.memoryFill(0, 1, -1, instance, 0)));
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, codeOf(() -> Routines.memoryFill(-1L, 1, 2L * PIECE, instance, 0)));
        memory.put8(SIZE - 1, 5);
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, codeOf(() -> Routines.memoryCopy(0, 1, SIZE, instance, 0, 0)));
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, codeOf(() -> Routines.memoryCopy(PIECE, 0, SIZE - PIECE + 1, instance, 0, 0)));
        assertEquals(0, memory.get8(1));
        assertEquals(5, memory.get8(SIZE - 1));
    }

    @Test
    void piecesOverlapAsTheWholeWould() {
        byte[] bytes = new byte[2 * PIECE + 12_345];
        new Random(7).nextBytes(bytes);
        byte[] back = new byte[bytes.length];
        memory.write(100, bytes, 0, bytes.length);
        Routines.memoryCopy(77_777, 100, bytes.length, instance, 0, 0);
        memory.read(77_777, back, 0, back.length);
        assertArrayEquals(bytes, back);
        Routines.memoryCopy(3, 77_777, bytes.length, instance, 0, 0);
        memory.read(3, back, 0, back.length);
        assertArrayEquals(bytes, back);
        Routines.memoryFill(3, 9, bytes.length, instance, 0);
        assertEquals(9, memory.get8(3));
        assertEquals(9, memory.get8(2 + bytes.length));
        assertEquals(9, memory.get8(3 + PIECE));
    }
}
