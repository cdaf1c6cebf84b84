package org.granary.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.Caller;
import org.granary.store.Instance;
import org.granary.store.Linker;
import org.granary.store.Store;
import org.granary.text.Wat;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestMemoryTest {
    private static final int SIZE = 65536;

    /** Runs the body with the memory that its guest exports as "m". */
    static final class Functions {
        private final BiConsumer<Caller<?>, GuestMemory> body;

        Functions(BiConsumer<Caller<?>, GuestMemory> body) {
            this.body = body;
        }

        @HostFunction(memory = "m")
        void run(GuestMemory memory, Caller<Void> caller) {
            body.accept(caller, memory);
        }
    }

    private static void in(String memory, BiConsumer<Caller<?>, GuestMemory> body) {
        try (Engine engine = Engine.create(); Store<Void> store = Store.create(engine)) {
            Linker<Void> linker = Linker.create(engine);
            HostFunctions.define(linker, "t", MethodHandles.lookup(), new Functions(body), Void.class);
            String guest = "(module (import \"t\" \"run\" (func $run)) (memory (export \"m\") " + memory
                    + ") (func (export \"run\") (call $run))"
                    + " (func (export \"grow\") (drop (memory.grow (i32.const 1)))))";
            Instance instance = linker.instantiate(store, engine.compile(Wat.toBinary(guest.getBytes(UTF_8))));
            instance.func("run").call();
        }
    }

    private static void in(String memory, Consumer<GuestMemory> body) {
        in(memory, (caller, found) -> body.accept(found));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1 2 shared"})
    void numbersAreReadAsTheyWereWritten(String kind) {
        in(kind, memory -> {
            memory.writeByte(1, (byte) -2);
            memory.writeShort(3, (short) -3);
            memory.writeInt(5, -4);
            memory.writeLong(9, -5);
            memory.writeFloat(17, 1.5f);
            memory.writeDouble(21, 2.5);
            assertEquals(-2, memory.readByte(1));
            assertEquals(-3, memory.readShort(3));
            assertEquals(-4, memory.readInt(5));
            assertEquals(-5, memory.readLong(9));
            assertEquals(1.5f, memory.readFloat(17));
            assertEquals(2.5, memory.readDouble(21));
            assertArrayEquals(new byte[] {-4, -1, -1, -1}, memory.readBytes(5, 4), "little-endian");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1 2 shared"})
    void eachAccessThatIsNotInsideIsATrap(String kind) {
        in(kind, memory -> {
            List<Executable> accesses = new ArrayList<>();
            Stream.of(-1L, (long) SIZE, Long.MAX_VALUE)
                    .forEach(at -> accesses.addAll(List.of(() -> memory.readByte(at), () -> memory.writeByte(at, (byte) 0))));
            accesses.addAll(
                    List.of(() -> memory.readShort(SIZE - 1), () -> memory.writeShort(SIZE - 1, (short) 0), () -> memory.readInt(SIZE - 3),
                    () -> memory.writeInt(SIZE - 3, 0), () -> memory.readLong(SIZE - 7), () -> memory.writeLong(SIZE - 7, 0),
                            () -> memory.readFloat(SIZE - 3),
                    () -> memory.writeFloat(SIZE - 3, 0), () -> memory.readDouble(SIZE - 7), () -> memory.writeDouble(SIZE - 7, 0),
                    () -> memory.readBytes(SIZE - 1, 2), () -> memory.writeBytes(SIZE - 1, new byte[2]), () -> memory.span(SIZE, 1),
                    () -> memory.readBytes(0, -1), () -> memory.readBytes(SIZE - 1, new byte[2], 0, 2)));
            for (Executable access : accesses) {
                assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(Trap.class, access).code());
            }
            assertEquals(0, memory.span(SIZE, 0).length());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1 2 shared"})
    void growthIsSeen(String kind) {
        in(kind, (caller, memory) -> {
            Span span = memory.span(SIZE - 4, 4);
            caller.func("grow").call();
            assertEquals(2 * SIZE, memory.size());
            memory.writeInt(SIZE, 7);
            assertEquals(7, memory.readInt(SIZE));
            span.write(0, new byte[] {1, 2, 3, 4}, 0, 4);
            assertEquals(0x04030201, memory.readInt(SIZE - 4));
            byte[] copy = new byte[3];
            span.read(1, copy, 1, 2);
            assertArrayEquals(new byte[] {0, 2, 3}, copy);
            assertThrows(IndexOutOfBoundsException.class, () -> span.get(4));
            assertThrows(IndexOutOfBoundsException.class, () -> span.set(-1, (byte) 0));
            assertThrows(IndexOutOfBoundsException.class, () -> span.read(2, new byte[4], 0, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> span.write(0, new byte[8], 0, 5));
        });
    }
}
