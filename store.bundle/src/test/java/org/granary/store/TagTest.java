package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.granary.engine.Engine;
import org.granary.engine.GuestException;
import org.granary.engine.GuestFrame;
import org.granary.engine.LinkException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmException;
import org.granary.type.AbstractHeapType;
import org.granary.type.FuncType;
import org.granary.type.RefType;
import org.granary.type.TagType;
import org.granary.type.ValType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exceptions between host and guest. */
class TagTest extends OneStore {
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());
    private static final TagType NUMBER = new TagType(FuncType.taking(ValType.I32));

    private final Tag tag = Tag.create(store, NUMBER);
    private HostFunction<Void> host = (caller, arguments) -> null;
    private Instance guest;

    @BeforeEach
    void link() {
        Wasm wasm = new Wasm();
        int number = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
        int gives = wasm.type(Wasm.NONE, new int[] {Wasm.I32});
        int reference = wasm.type(Wasm.NONE, new int[] {Wasm.EXNREF});
        int takes = wasm.type(new int[] {Wasm.EXNREF}, Wasm.NONE);
        wasm.importFunc("host", "f", wasm.type(Wasm.NONE, Wasm.NONE));
        wasm.importTag("host", "tag", number);
        wasm.tag(number).export("imported", 4, 0).export("own", 4, 1);
        wasm.exported("catches", gives, Wasm.BLOCK, Wasm.I32, Wasm.TRY_TABLE, Wasm.VOID, 1, 0, 0, 0, Wasm.CALL, 0, Wasm.END,
                Wasm.I32_CONST, 0x7f, Wasm.END);
        wasm.exported("catchesAll", gives, Wasm.BLOCK, Wasm.VOID, Wasm.TRY_TABLE, Wasm.VOID, 1, 2, 0, Wasm.CALL, 0, Wasm.END,
                Wasm.I32_CONST, 0, Wasm.RETURN, Wasm.END, Wasm.I32_CONST, 1);
        wasm.exported("caught", reference, Wasm.BLOCK, Wasm.EXNREF, Wasm.TRY_TABLE, Wasm.VOID, 1, 3, 0, Wasm.CALL, 0, Wasm.END,
                Wasm.REF_NULL, Wasm.EXNREF, Wasm.END);
        wasm.exported("throwsImported", number, Wasm.LOCAL_GET, 0, Wasm.THROW, 0);
        wasm.exported("throwsOwn", number, Wasm.LOCAL_GET, 0, Wasm.THROW, 1);
        wasm.exported("throwsAgain", takes, Wasm.LOCAL_GET, 0, Wasm.THROW_REF);
        Linker<Void> linker =
                Linker.<Void>create(engine).func("host", "f", NOTHING, form((caller, arguments) -> host.call(caller, arguments)))
                .define("host", "tag", tag);
        guest = linker.instantiate(store, engine.compile(wasm.bytes()));
    }

    /** In which form the host's function is given to the store. */
    HostFunction<Void> form(HostFunction<Void> function) {
        return function;
    }

    private Object call(String name, Object... arguments) {
        Object[] results = guest.func(name).call(arguments);
        return results.length == 0 ? null : results[0];
    }

    @Test
    void whatNoGuestCatchesComesOutWithTagAndValues() {
        ThrownException thrown = assertThrows(ThrownException.class, () -> call("throwsImported", 7));
        assertEquals(tag, thrown.tag());
        assertEquals(List.of(7), thrown.values());
        assertEquals("exception of (tag (param i32)) [7]", thrown.getMessage());
        WasmException seen = thrown;
        assertTrue(seen instanceof GuestException);
        assertNotEquals(tag, assertThrows(ThrownException.class, () -> call("throwsOwn", 7)).tag());
        assertEquals(guest.tag("own"), assertThrows(ThrownException.class, () -> call("throwsOwn", 7)).tag());
        assertEquals(tag, guest.tag("imported"));
        assertEquals(guest.tag("own"), guest.exports().get("own"));
    }

    @Test
    void whereItWasThrownIsKnownIfTheEngineWasAsked() {
        assertEquals(List.of(), assertThrows(ThrownException.class, () -> call("throwsOwn", 7)).frames());
        Wasm wasm = new Wasm();
        int number = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
        wasm.tag(number);
        wasm.exported("throws", number, Wasm.LOCAL_GET, 0, Wasm.THROW, 0);
        wasm.exported("calls", number, Wasm.LOCAL_GET, 0, Wasm.CALL, 0);
        try (Engine asked = Engine.create(builder().exceptionFrames(true).build()); Store<Void> traced = Store.create(asked)) {
            Func calls = Linker.<Void>create(asked).instantiate(traced, asked.compile(wasm.bytes())).func("calls");
            ThrownException first = assertThrows(ThrownException.class, () -> calls.call(7));
            assertEquals(List.of(0, 1), first.frames().stream().map(GuestFrame::function).toList());
            for (int i = 1; i < 10_000; i++) {
                assertThrows(ThrownException.class, () -> calls.call(7));
            }
            assertEquals(List.of(), assertThrows(ThrownException.class, () -> calls.call(7)).frames(), "who catches so many is not to pay");
        }
    }

    /** What the traces of exceptions take is counted for nobody: a guest that keeps a million has no million traces. */
    @Test
    void onlyTheLatestExceptionsKeepTheirTraces() throws Exception {
        Wasm wasm = new Wasm();
        int number = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
        wasm.tag(number);
        wasm.exported("throws", number, Wasm.LOCAL_GET, 0, Wasm.THROW, 0);
        try (Engine asked = Engine.create(builder().exceptionFrames(true).build()); Store<Void> traced = Store.create(asked)) {
            Func throwing = Instance.create(traced, asked.compile(wasm.bytes()), List.of()).func("throws");
            List<ThrownException> kept = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                kept.add(assertThrows(ThrownException.class, () -> throwing.call(7)));
            }
            for (long end = System.nanoTime() + 20_000_000_000L; traces(kept) > 64 && System.nanoTime() < end;) {
                traced.gc();
            }
            assertEquals(64, traces(kept));
            assertNotNull(kept.get(499).vm.trace());
            assertNotNull(kept.get(436).vm.trace());
            assertEquals(1, kept.get(0).frames().size(), "the host was told in time");
        }
    }

    private static long traces(List<ThrownException> all) {
        return all.stream().filter(thrown -> thrown.vm.trace() != null).count();
    }

    @Test
    void guestsCatchWhatAHostFunctionThrows() {
        assertEquals(-1, call("catches"));
        host = (caller, arguments) -> {
            throw new ThrownException(tag, 42);
        };
        assertEquals(42, call("catches"));
        host = (caller, arguments) -> {
            throw new ThrownException(guest.tag("own"), 42);
        };
        assertThrows(ThrownException.class, () -> call("catches"));
        assertEquals(1, call("catchesAll"));
    }

    @Test
    void anExceptionStaysTheSameOnItsWay() {
        ThrownException made = new ThrownException(tag, 1);
        host = (caller, arguments) -> {
            throw made;
        };
        ThrownException caught = (ThrownException) call("caught");
        assertEquals(made, caught);
        assertEquals(made.hashCode(), caught.hashCode());
        assertEquals(made, assertThrows(ThrownException.class, () -> call("throwsAgain", caught)));
        // out of one guest, through the host, into another's handler
        host = (caller, arguments) -> guest.func("throwsImported").call(9);
        assertEquals(9, call("catches"));
        assertEquals(TrapCode.NULL_REFERENCE, assertThrows(Trap.class, () -> call("throwsAgain", (Object) null)).code());
    }

    @Test
    void nothingElseIsCaughtByGuests() {
        IOException own = new IOException("the host's own");
        host = (caller, arguments) -> {
            throw own;
        };
        assertSame(own, assertThrows(IOException.class, () -> call("catchesAll")));
        host = (caller, arguments) -> {
            throw new Trap(TrapCode.UNREACHABLE);
        };
        assertEquals(TrapCode.UNREACHABLE, assertThrows(Trap.class, () -> call("catchesAll")).code());
        host = (caller, arguments) -> guest.func("catchesAll").call();
        assertEquals(TrapCode.CALL_STACK_EXHAUSTED, assertThrows(Trap.class, () -> call("catchesAll")).code());
        try (Store<Void> other = Store.create(engine)) {
            ThrownException foreign = new ThrownException(Tag.create(other, NUMBER), 1);
            host = (caller, arguments) -> {
                throw foreign;
            };
            assertSame(foreign, assertThrows(ThrownException.class, () -> call("catchesAll")));
        }
    }

    @Test
    void wrongUseIsNamed() {
        assertThrows(IllegalArgumentException.class, () -> new ThrownException(tag));
        assertThrows(IllegalArgumentException.class, () -> new ThrownException(tag, 1L));
        assertThrows(IllegalArgumentException.class, () -> Tag.create(store, new TagType(FuncType.of(List.of(), List.of(ValType.I32)))));
        assertThrows(NoSuchElementException.class, () -> guest.tag("catches"));
        assertThrows(UnsupportedOperationException.class, () -> new ThrownException(tag, 1).values().set(0, 2));
        assertFalse(new ThrownException(tag, 1).equals(new ThrownException(tag, 1)));
        try (Store<Void> other = Store.create(engine)) {
            Tag foreign = Tag.create(other, NUMBER);
            Linker<Void> linker = Linker.<Void>create(engine).func("host", "f", NOTHING, host).define("host", "tag", foreign);
            Wasm wasm = new Wasm();
            int number = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
            byte[] bytes = wasm.importTag("host", "tag", number).bytes();
            assertThrows(IllegalArgumentException.class, () -> linker.instantiate(store, engine.compile(bytes)));
            assertThrows(IllegalArgumentException.class, () -> call("throwsAgain", new ThrownException(foreign, 1)));
        }
        Wasm wasm = new Wasm();
        wasm.importTag("host", "tag", wasm.type(new int[] {Wasm.I64}, Wasm.NONE));
        Linker<Void> linker = Linker.<Void>create(engine).define("host", "tag", tag);
        LinkException refused = assertThrows(LinkException.class, () -> linker.instantiate(store, engine.compile(wasm.bytes())));
        assertTrue(refused.getMessage().contains("(tag (param i64))"), refused.getMessage());
    }

    /** A guest may do so as well, by throwing what it has caught as a value of the next one. */
    @Test
    void exceptionsMayCarryExceptionsAsDeepAsTheyWant() {
        Tag carrying = Tag.create(store, new TagType(FuncType.taking(new RefType(true, AbstractHeapType.EXN))));
        ThrownException last = new ThrownException(tag, 7);
        for (int i = 0; i < 100_000; i++) {
            last = new ThrownException(carrying, last);
        }
        ThrownException deep = last;
        host = (caller, arguments) -> {
            throw deep;
        };
        ThrownException caught = (ThrownException) guest.func("caught").call()[0];
        assertEquals(deep, caught);
        assertEquals("exception of " + carrying + " [exception of " + carrying + "]", caught.getMessage());
        assertEquals(deep, assertThrows(ThrownException.class, () -> call("throwsAgain", caught)));
        int levels = 0;
        for (Object carried = deep; carried instanceof ThrownException one && one.tag().equals(carrying); carried = one.values().get(0)) {
            levels++;
        }
        assertEquals(100_000, levels);
    }
}
