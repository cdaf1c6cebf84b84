package org.granary.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.CallHook.Transition;
import org.granary.store.Caller;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Linker;
import org.granary.store.Memory;
import org.granary.store.Store;
import org.granary.store.ThrownException;
import org.granary.text.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class HostFunctionsTest {
    private static final HostScope SCOPE = new HostScope("p", Map.of());
    /** Hands calls on to what it imports; its allocator goes up from 1024 and gives no more than 4096 bytes at once. */
    private static final String GUEST = """
            (module
              (import "t" "sum" (func $sum (param i32 i64 f32 f64) (result f64)))
              (import "t" "not" (func $not (param i32) (result i32)))
              (import "t" "shout" (func $shout (param i32 i32) (result i64)))
              (import "t" "reverse" (func $reverse (param i32 i32)))
              (import "t" "first" (func $first (param i32 i32) (result i32)))
              (import "t" "join" (func $join (param i32 i32 i32 i32 i32) (result i64)))
              (import "t" "echo" (func $echo (param i32 i32) (result i64)))
              (import "t" "refuse" (func $refuse (param i32) (result i64)))
              (import "t" "odd" (func $odd (param i32) (result i64)))
              (import "t" "fail" (func $fail))
              (import "t" "again" (func $again))
              (import "t" "late" (func $late))
              (memory (export "memory") 1)
              (global $free (mut i32) (i32.const 1024))
              (func (export "alloc") (param i32) (result i32)
                (if (i32.gt_u (local.get 0) (i32.const 4096)) (then (return (i32.const 0))))
                (global.get $free)
                (global.set $free (i32.add (global.get $free) (local.get 0))))
              (func (export "sum") (param i32 i64 f32 f64) (result f64)
                (call $sum (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
              (func (export "not") (param i32) (result i32) (call $not (local.get 0)))
              (func (export "shout") (param i32 i32) (result i64) (call $shout (local.get 0) (local.get 1)))
              (func (export "reverse") (param i32 i32) (call $reverse (local.get 0) (local.get 1)))
              (func (export "first") (param i32 i32) (result i32) (call $first (local.get 0) (local.get 1)))
              (func (export "join") (param i32 i32 i32 i32 i32) (result i64)
                (call $join (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)))
              (func (export "echo") (param i32 i32) (result i64) (call $echo (local.get 0) (local.get 1)))
              (func (export "refuse") (param i32) (result i64) (call $refuse (local.get 0)))
              (func (export "odd") (param i32) (result i64) (call $odd (local.get 0)))
              (func (export "fail") (call $fail))
              (func (export "again") (call $again))
              (func (export "late") (call $late))
              (func (export "spin") (loop (br 0))))
            """;

    private final Engine engine = Engine.create(builder().build());
    private final Store<HostScope> store = Store.create(engine, SCOPE);
    private final Functions functions = new Functions();
    private Instance guest;
    private Memory memory;

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder().interruptable(true);
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    /** What the guest imports. */
    static final class Functions {
        private final List<Caller<?>> callers = new ArrayList<>();
        private String callBack = "alloc";
        private boolean waiting;
        private boolean waited;

        @HostFunction
        double sum(int i, long l, float f, double d) {
            return i + l + f + d;
        }

        @HostFunction("not")
        boolean negated(boolean value) {
            return !value;
        }

        @HostFunction(allocator = "alloc", maxBytes = 8192)
        String shout(String text) {
            return text.toUpperCase(java.util.Locale.ROOT);
        }

        @HostFunction
        static void reverse(Span span) {
            for (int i = 0, j = span.length() - 1; i < j; i++, j--) {
                byte kept = span.get(i);
                span.set(i, span.get(j));
                span.set(j, kept);
            }
        }

        @HostFunction
        int first(ByteBuffer buffer) {
            return buffer.getInt();
        }

        @HostFunction(allocator = "alloc")
        byte[] join(byte[] first, Caller<HostScope> caller, int number, String last, GuestMemory memory) {
            callers.add(caller);
            String all = new String(first, UTF_8) + caller.data().plugin() + number + last + memory.size();
            return all.getBytes(UTF_8);
        }

        @HostFunction(allocator = "alloc")
        ByteBuffer echo(ByteBuffer buffer) {
            return buffer.position(1);
        }

        @HostFunction(allocator = "alloc")
        String refuse(boolean denied) {
            if (denied) {
                throw new ErrorValue(ErrorValue.DENIED);
            }
            return null;
        }

        @HostFunction(allocator = "alloc")
        String odd(int which) {
            return List.of("ab\ud83d", "ab\ud83dc", "ab\ude00\ud83d", "\ud83d\ude00\ude00", "\ud83d\ude00").get(which);
        }

        @HostFunction
        void fail() throws IOException {
            throw new IOException("disk");
        }

        @HostFunction
        void late(Caller<?> caller) {
            waited = waiting;
            while (waiting && !caller.stopRequested()) {
                Thread.onSpinWait();
            }
        }

        @HostFunction
        void again(Caller<?> caller) {
            Func function = caller.func(callBack);
            function.call(function.type().params().isEmpty() ? new Object[0] : new Object[] {8});
        }
    }

    private void link() {
        Linker<HostScope> linker = Linker.create(engine);
        HostFunctions.define(linker, "t", MethodHandles.lookup(), functions, HostScope.class);
        guest = linker.instantiate(store, engine.compile(Wat.toBinary(GUEST.getBytes(UTF_8))));
        memory = guest.memory("memory");
    }

    private Object call(String name, Object... arguments) {
        Object[] results = guest.func(name).call(arguments);
        return results.length == 0 ? null : results[0];
    }

    /** What the guest reads where a result says that it is. */
    private String text(Object result) {
        long packed = (Long) result;
        return memory.readUtf8(packed & 0xffffffffL, (int) (packed >> 32));
    }

    @Test
    void numbersAreWhatTheyAre() {
        link();
        assertEquals(10.5, call("sum", 1, 2L, 3.5f, 4.0));
        assertEquals(1, call("not", 0));
        assertEquals(0, call("not", -7));
    }

    @Test
    void bytesAreCopiedInAndResultsWrittenByTheGuestsAllocator() {
        link();
        memory.writeUtf8(0, "h\u00e9llo");
        assertEquals("H\u00c9LLO", text(call("shout", 0, 6)));
        assertEquals(0L, call("shout", 0, 0), "nothing is allocated for nothing");
        memory.writeUtf8(16, "abc");
        assertEquals("abcp7h\u00e9llo65536", text(call("join", 16, 3, 7, 0, 6)));
        assertEquals("bc", text(call("echo", 16, 3)));
    }

    @Test
    void aSpanIsTheGuestsOwn() {
        link();
        memory.writeUtf8(65533, "abc");
        call("reverse", 65533, 3);
        assertEquals("cba", memory.readUtf8(65533, 3));
        memory.writeInt(0, 0x01020304);
        assertEquals(0x01020304, call("first", 0, 4));
    }

    @Test
    void whatLiesOutsideIsATrapThatSaysWhere() {
        link();
        for (Object[] arguments : new Object[][] {{65533, 4}, {-1, 1}, {0, -1}, {65537, 0}}) {
            for (String function : List.of("reverse", "shout", "first")) {
                Trap trap = assertThrows(Trap.class, () -> call(function, arguments));
                assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, trap.code());
                assertTrue(trap.getCause().getMessage().endsWith("the memory has 65536 bytes"), trap.getCause().getMessage());
            }
        }
        call("reverse", 65536, 0);
    }

    @Test
    void textIsUtf8AndHasALimit() {
        link();
        memory.writeByte(0, (byte) 0xff);
        assertEquals("Functions.shout, parameter 1 (java.lang.String): expected UTF-8, found other bytes at 0x0 of 1",
                assertThrows(IllegalArgumentException.class, () -> call("shout", 0, 1)).getMessage());
        String message = assertThrows(IllegalArgumentException.class, () -> call("shout", 16, 8193)).getMessage();
        assertTrue(message.contains("expected at most 8192 bytes, found 8193"), message);
    }

    @Test
    void halvesOfSurrogatePairsAreNoText() {
        link();
        assertEquals("\ud83d\ude00", text(call("odd", 4)));
        for (int i = 0; i < 4; i++) {
            int which = i;
            String message = assertThrows(IllegalArgumentException.class, () -> call("odd", which)).getMessage();
            assertEquals("Functions.odd, result: expected surrogates in pairs, found U+" + (i < 2 ? "D83D" : "DE00")
                    + " alone at index 2", message);
        }
    }

    @Test
    void errorsAreValuesAndExceptionsEndTheGuest() {
        link();
        assertEquals((long) ErrorValue.DENIED, call("refuse", 1));
        assertEquals((long) ErrorValue.NOTHING, call("refuse", 0));
        memory.fill(0, (byte) 'x', 8192);
        assertEquals((long) ErrorValue.NO_MEMORY, call("shout", 0, 8192));
        assertEquals("disk", assertThrows(IOException.class, () -> call("fail")).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new ErrorValue(0));
    }

    @Test
    void aCallerEndsWithItsCall() {
        link();
        call("join", 0, 0, 0, 0, 0);
        assertThrows(IllegalStateException.class, functions.callers.get(0)::data);
    }

    @Test
    void compiledCodeBoxesNothing() {
        link();
        StackTraceElement[] frames = assertThrows(IOException.class, () -> call("fail")).getStackTrace();
        boolean boxed = Arrays.stream(frames)
                .anyMatch(frame -> frame.getClassName().endsWith(".HostFuncRef") && frame.getMethodName().equals("run"));
        assertEquals(engine.config().interpreter(), boxed, "arguments travel in an array in the interpreter, and only there");
    }

    @Test
    void aCallBackStaysUnderTheDeadlineOfTheOuterCall() {
        link();
        functions.callBack = "spin";
        Trap trap = assertThrows(Trap.class, () -> guest.func("again").call(Duration.ofMillis(50)));
        assertEquals(TrapCode.DEADLINE, trap.code());
        functions.callBack = "alloc";
        assertArrayEquals(new Object[0], guest.func("again").call(Duration.ofMinutes(1)));
    }

    @Test
    void aFunctionThatRanPastTheDeadlineIsNamed() {
        link();
        call("late");
        functions.waiting = true;
        Trap trap = null;
        // a machine that has other work may need more time to come there
        for (int millis = 100; !functions.waited && millis < 20_000; millis *= 2) {
            Duration limit = Duration.ofMillis(millis);
            trap = assertThrows(Trap.class, () -> guest.func("late").call(limit));
            assertEquals(TrapCode.DEADLINE, trap.code());
        }
        assertTrue(trap.getMessage().contains("t.late was running"), trap.getMessage());
        assertEquals("disk", assertThrows(IOException.class, () -> guest.func("fail").call()).getMessage());
    }

    @Test
    void aCallBackSpendsTheFuelOfTheOuterCall() {
        try (Engine metered = Engine.create(builder().consumeFuel(true).build()); Store<HostScope> poor = Store.create(metered, SCOPE)) {
            Linker<HostScope> linker = Linker.create(metered);
            HostFunctions.define(linker, "t", MethodHandles.lookup(), functions, HostScope.class);
            Instance spending = linker.instantiate(poor, metered.compile(Wat.toBinary(GUEST.getBytes(UTF_8))));
            functions.callBack = "spin";
            poor.setFuel(10_000);
            assertEquals(TrapCode.OUT_OF_FUEL, assertThrows(Trap.class, () -> spending.func("again").call()).code());
            assertEquals(0, poor.getFuel());
        }
    }

    @Test
    void anExceptionOfTheGuestsCanBeCaughtByTheGuest() {
        Linker<HostScope> linker = Linker.create(engine);
        HostFunctions.define(linker, "t", MethodHandles.lookup(), new Object() {
            @HostFunction
            void raise(Caller<HostScope> caller, int value) {
                throw new ThrownException(caller.instance().tag("e"), value);
            }
        }, HostScope.class);
        Instance catching = linker.instantiate(store, engine.compile(Wat.toBinary("""
                (module (import "t" "raise" (func $raise (param i32))) (tag $e (export "e") (param i32))
                  (func (export "run") (result i32) (block $h (result i32) (try_table (catch $e $h) (call $raise (i32.const 5))) \
                (i32.const 0))))
                """.getBytes(UTF_8))));
        assertArrayEquals(new Object[] {5}, catching.func("run").call());
    }

    @Test
    void theCallHookIsToldOfEachStep() {
        link();
        List<Transition> seen = new ArrayList<>();
        memory.writeUtf8(0, "abc");
        store.callHook((context, transition) -> seen.add(transition));
        call("shout", 0, 3);
        assertEquals(List.of(Transition.CALLING_WASM, Transition.CALLING_HOST, Transition.CALLING_WASM, Transition.RETURNING_FROM_WASM,
                Transition.RETURNING_FROM_HOST, Transition.RETURNING_FROM_WASM), seen,
                        "the allocator is a call of its own inside the host's");
        seen.clear();
        assertThrows(IOException.class, () -> call("fail"));
        assertEquals(List.of(Transition.CALLING_WASM, Transition.CALLING_HOST, Transition.RETURNING_FROM_HOST,
                Transition.RETURNING_FROM_WASM), seen);
    }

    @Test
    void whatTheCallHookThrowsTakesThePlaceOfTheCall() {
        link();
        for (Transition at : List.of(Transition.CALLING_HOST, Transition.RETURNING_FROM_HOST)) {
            store.callHook((context, transition) -> {
                if (transition == at) {
                    throw new IOException("at " + at);
                }
            });
            assertEquals("at " + at, assertThrows(IOException.class, () -> call("not", 0)).getMessage());
        }
        store.callHook(null);
        assertEquals(1, call("not", 0));
    }

    @Test
    void aStoreThatIsClosedInsideEndsTheGuest() {
        Linker<HostScope> linker = Linker.create(engine);
        HostFunctions.define(linker, "t", MethodHandles.lookup(), new Object() {
            @HostFunction
            void end() {
                store.close();
            }
        }, HostScope.class);
        Instance closing = linker.instantiate(store, engine.compile(
                Wat.toBinary("(module (import \"t\" \"end\" (func)) (export \"end\" (func 0)) (func (export \"run\") (call 0)))"
                .getBytes(UTF_8))));
        assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, () -> closing.func("run").call()).code());
    }

    @Test
    void aGuestWithoutMemoryOrAllocatorIsToldWhichIsMissing() {
        Linker<HostScope> linker = Linker.create(engine);
        HostFunctions.define(linker, "t", MethodHandles.lookup(), functions, HostScope.class);
        String bare =
                "(module (import \"t\" \"shout\" (func $s (param i32 i32) (result i64))) %s (func (export \"run\") (result i64) (call $s "
                + "(i32.const 0) (i32.const 1))))";
        Instance nothing = linker.instantiate(store, engine.compile(Wat.toBinary(bare.formatted("").getBytes(UTF_8))));
        assertTrue(assertThrows(NoSuchElementException.class, () -> nothing.func("run").call()).getMessage().contains("memory"));
        Instance silent =
                linker.instantiate(store, engine.compile(Wat.toBinary(bare.formatted("(memory (export \"memory\") 1)").getBytes(UTF_8))));
        assertTrue(assertThrows(NoSuchElementException.class, () -> silent.func("run").call()).getMessage().contains("alloc"));
    }

    @Test
    void aModuleServesPlugins() {
        Map<String, ?> items = HostFunctions.module(MethodHandles.lookup(), functions).bind(store, SCOPE).items();
        assertSame(Func.class, items.get("sum").getClass());
        assertArrayEquals(new Object[] {10.5}, ((Func) items.get("sum")).call(1, 2L, 3.5f, 4.0));
        assertThrows(IllegalStateException.class, () -> ((Func) items.get("shout")).call(0, 1));
    }
}
