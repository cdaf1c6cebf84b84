package org.granary.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.Map;
import org.granary.engine.Engine;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.Instance;
import org.granary.store.Linker;
import org.granary.store.Memory;
import org.granary.store.Store;
import org.granary.text.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guests whose addresses have 64 bits. */
class WideHostFunctionsTest {
    private static final String GUEST = """
            (module
              (import "t" "reverse" (func $reverse (param i64 i64)))
              (import "t" "sum" (func $sum (param i64 i64 i64 i64 i64 i64) (result i64)))
              (memory (export "memory") i64 1)
              (func (export "reverse") (param i64 i64) (call $reverse (local.get 0) (local.get 1)))
              (func (export "sum") (param i64 i64 i64 i64 i64 i64) (result i64)
                (call $sum (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5))))
            """;

    private final Engine engine = Engine.create();
    private final Store<HostScope> store = Store.create(engine, new HostScope("p", Map.of()));
    private Instance guest;
    private Memory memory;

    /** What the guest imports. */
    static final class Functions {
        @HostFunction(wide = true)
        void reverse(Span span) {
            byte[] bytes = span.toBytes();
            for (int i = 0; i < bytes.length; i++) {
                span.set(i, bytes[bytes.length - 1 - i]);
            }
        }

        @HostFunction(wide = true, maxBytes = 8)
        long sum(String text, ByteBuffer number, byte[] last) {
            return text.length() + number.getInt() + last[last.length - 1];
        }
    }

    @BeforeEach
    void link() {
        Linker<HostScope> linker = Linker.create(engine);
        HostFunctions.define(linker, "t", MethodHandles.lookup(), new Functions(), HostScope.class);
        guest = linker.instantiate(store, engine.compile(Wat.toBinary(GUEST.getBytes(UTF_8))));
        memory = guest.memory("memory");
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private Object[] call(String name, Object... arguments) {
        return guest.func(name).call(arguments);
    }

    @Test
    void placesAreTwoOf64Bits() {
        memory.writeUtf8(65533, "abc");
        call("reverse", 65533L, 3L);
        assertEquals("cba", memory.readUtf8(65533, 3));
        memory.writeUtf8(0, "h\u00e9");
        memory.writeInt(8, 1000);
        memory.writeByte(99, (byte) -3);
        assertEquals(2 + 1000 - 3L, call("sum", 0L, 3L, 8L, 4L, 98L, 2L)[0]);
    }

    @Test
    void nothingIsCutToFit() {
        long far = 1L << 32;
        for (Object[] place : new Object[][] {{far, 1L}, {0L, far}, {0L, far + 3}, {-1L, 1L}, {0L, -1L},
                {Long.MIN_VALUE, Long.MIN_VALUE}}) {
            assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> call("reverse", place)).code());
        }
        String message = assertThrows(IllegalArgumentException.class, () -> call("sum", 0L, 9L, 0L, 4L, 0L, 1L)).getMessage();
        assertTrue(message.contains("expected at most 8 bytes, found 9"), message);
    }

    static final class Results {
        @HostFunction(wide = true, allocator = "alloc")
        String text() {
            return "";
        }
    }

    @Test
    void bytesAreNoResult() {
        assertEquals("Results.text, result: expected a number, found java.lang.String; one i64 has no room for an address of 64 bits and "
                + "a length: "
                + "take a Span to write to",
                assertThrows(IllegalArgumentException.class, () -> HostFunctions.of(MethodHandles.lookup(), new Results())).getMessage());
    }
}
