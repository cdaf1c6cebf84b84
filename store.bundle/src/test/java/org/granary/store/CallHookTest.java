package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.CallHook.Transition;
import org.granary.type.FuncType;
import org.granary.type.TagType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CallHookTest {
    private static final List<Transition> THROUGH_THE_HOST =
            List.of(Transition.CALLING_WASM, Transition.CALLING_HOST, Transition.RETURNING_FROM_HOST, Transition.RETURNING_FROM_WASM);

    private final Engine engine = Engine.create(builder().build());
    private final Store<String> store = Store.create(engine, "data");
    private final List<Transition> seen = new ArrayList<>();
    private final List<String> ran = new ArrayList<>();

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    /** Declares what proxies of the JDK would wrap. */
    private interface Run {
        void run() throws Exception;
    }

    private Instance instance(byte[] bytes, Extern... imports) {
        return Instance.create(store, engine.compile(bytes), List.of(imports));
    }

    /** In which form the host's function is given to the store. */
    HostFunction<String> form(HostFunction<String> function) {
        return function;
    }

    private Func host(HostFunction<String> function) {
        return Func.create(store, FuncType.taking(), form(function));
    }

    private Func host() {
        return host((caller, arguments) -> {
            ran.add("host");
            return null;
        });
    }

    /** Writes steps down, and throws at one of them. */
    private void throwingAt(Transition at) {
        store.callHook((context, transition) -> {
            seen.add(transition);
            if (transition == at) {
                throw new IOException("at " + at);
            }
        });
    }

    private static void thrown(Transition at, Executable call) {
        assertEquals("at " + at, assertThrows(IOException.class, call).getMessage());
    }

    @Test
    void stepsAreNested() {
        Instance instance = instance(Modules.calling(), host());
        store.callHook((context, transition) -> {
            assertSame(store.context(), context);
            assertEquals("data", context.data());
            seen.add(transition);
        });
        instance.func("run").call();
        assertEquals(THROUGH_THE_HOST, seen);
        seen.clear();
        instance.typed("run", Runnable.class).run();
        assertEquals(THROUGH_THE_HOST, seen);
        seen.clear();
        store.callHook(null);
        instance.func("run").call();
        assertEquals(List.of(), seen);
    }

    @Test
    void callsBackAreNestedInTheHostFunction() {
        Func answer = instance(Modules.troubles()).func("answer");
        Func host = host((caller, arguments) -> {
            answer.call();
            return null;
        });
        Instance instance = instance(Modules.calling(), host);
        throwingAt(null);
        instance.func("run").call();
        assertEquals(List.of(Transition.CALLING_WASM, Transition.CALLING_HOST, Transition.CALLING_WASM, Transition.RETURNING_FROM_WASM,
                Transition.RETURNING_FROM_HOST,
                Transition.RETURNING_FROM_WASM), seen);
    }

    @Test
    void startFunctionsAndCallsThatTrapAreTold() {
        throwingAt(null);
        Wasm wasm = new Wasm();
        int none = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.importFunc("env", "f", none);
        wasm.start(wasm.func(none, Wasm.CALL, 0));
        instance(wasm.bytes(), host());
        assertEquals(THROUGH_THE_HOST, seen);
        seen.clear();
        Instance instance = instance(Modules.calling(), host());
        assertEquals(List.of(), seen);
        assertEquals(TrapCode.UNREACHABLE, assertThrows(Trap.class, () -> instance.func("deep").call()).code());
        assertEquals(THROUGH_THE_HOST, seen);
    }

    @Test
    void hostFunctionsThatThrowAreToldToo() {
        Func host = host((caller, arguments) -> {
            throw new IllegalStateException("no");
        });
        Instance instance = instance(Modules.calling(), host);
        throwingAt(null);
        assertEquals("no", assertThrows(IllegalStateException.class, () -> instance.func("run").call()).getMessage());
        assertEquals(THROUGH_THE_HOST, seen);
    }

    @Test
    void thrownAtCallingWasmNothingRuns() {
        Instance instance = instance(Modules.calling(), host());
        throwingAt(Transition.CALLING_WASM);
        thrown(Transition.CALLING_WASM, () -> instance.func("run").call());
        thrown(Transition.CALLING_WASM, () -> instance.typed("run", Run.class).run());
        assertEquals(List.of(), ran);
        assertEquals(List.of(Transition.CALLING_WASM, Transition.CALLING_WASM), seen);
        store.callHook(null);
        instance.func("run").call();
        assertEquals(List.of("host"), ran);
    }

    @Test
    void thrownAtCallingHostTheHostFunctionDoesNotRun() {
        Instance instance = instance(Modules.calling(), host());
        throwingAt(Transition.CALLING_HOST);
        thrown(Transition.CALLING_HOST, () -> instance.func("run").call());
        assertEquals(List.of(), ran);
        assertEquals(List.of(Transition.CALLING_WASM, Transition.CALLING_HOST, Transition.RETURNING_FROM_WASM), seen);
    }

    @Test
    void thrownAtReturningFromHostTheGuestEnds() {
        Instance instance = instance(Modules.calling(), host());
        throwingAt(Transition.RETURNING_FROM_HOST);
        thrown(Transition.RETURNING_FROM_HOST, () -> instance.func("deep").call());
        assertEquals(List.of("host"), ran);
        assertEquals(THROUGH_THE_HOST, seen);
    }

    @Test
    void thrownAtReturningFromWasmTheResultIsDropped() {
        Instance instance = instance(Modules.troubles());
        throwingAt(Transition.RETURNING_FROM_WASM);
        thrown(Transition.RETURNING_FROM_WASM, () -> instance.func("answer").call());
        thrown(Transition.RETURNING_FROM_WASM, () -> instance.func("fail").call());
        store.callHook(null);
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
    }

    @Test
    void itMayThrowAgainWhileTheStackUnwinds() {
        Instance instance = instance(Modules.calling(), host());
        store.callHook((context, transition) -> {
            seen.add(transition);
            if (transition != Transition.CALLING_WASM) {
                throw new IOException("at " + transition);
            }
        });
        thrown(Transition.RETURNING_FROM_WASM, () -> instance.func("run").call());
        assertEquals(List.of(Transition.CALLING_WASM, Transition.CALLING_HOST, Transition.RETURNING_FROM_WASM), seen);
    }

    /** Who looks at what is thrown only must see that the JVM is at its end. */
    @Test
    void anErrorThatTellsTheJvmsEndStaysInFront() {
        OutOfMemoryError[] end = new OutOfMemoryError[1];
        Func boxed = host((caller, arguments) -> {
            throw end[0];
        });
        Func unboxed = Func.wrap(store, Runnable.class, () -> {
            throw end[0];
        });
        for (Func host : List.of(boxed, unboxed)) {
            Instance instance = instance(Modules.calling(), host);
            for (Executable call : List.<Executable>of(instance.func("run")::call, instance.typed("run", Run.class)::run)) {
                for (Transition at : List.of(Transition.RETURNING_FROM_HOST, Transition.RETURNING_FROM_WASM)) {
                    end[0] = new OutOfMemoryError("none is left");
                    throwingAt(at);
                    assertSame(end[0], assertThrows(OutOfMemoryError.class, call));
                    assertEquals(List.of("at " + at), Arrays.stream(end[0].getSuppressed()).filter(IOException.class::isInstance)
                            .map(Throwable::getMessage).toList());
                }
            }
        }
    }

    /** The same for host functions that are called without boxing. */
    @Test
    void unboxedHostFunctionsAreToldToo() {
        Func unboxed = Func.wrap(store, Runnable.class, () -> ran.add("unboxed"));
        Instance instance = instance(Modules.calling(), unboxed);
        for (Transition at : Transition.values()) {
            seen.clear();
            ran.clear();
            throwingAt(at);
            thrown(at, () -> instance.func("run").call());
            assertEquals(at.ordinal() >= Transition.RETURNING_FROM_HOST.ordinal() || at == Transition.RETURNING_FROM_WASM
                    ? List.of("unboxed") : List.of(), ran);
        }
        seen.clear();
        throwingAt(null);
        instance.typed("run", Runnable.class).run();
        assertEquals(THROUGH_THE_HOST, seen);
    }

    /** Raised as a trap is: no guest catches it, whatever it is. */
    @Test
    void noGuestCatchesWhatIsThrown() {
        Tag tag = Tag.create(store, new TagType(FuncType.taking()));
        Wasm wasm = new Wasm();
        int none = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.importFunc("env", "f", none);
        wasm.exported("run", none, Wasm.BLOCK, Wasm.VOID, Wasm.TRY_TABLE, Wasm.VOID, 1, 0x02, 0, Wasm.CALL, 0, Wasm.END, Wasm.END);
        for (Func host : List.of(host(), Func.wrap(store, Runnable.class, () -> ran.add("unboxed")))) {
            Instance instance = instance(wasm.bytes(), host);
            for (Transition at : List.of(Transition.CALLING_HOST, Transition.RETURNING_FROM_HOST)) {
                ThrownException exception = new ThrownException(tag);
                store.callHook((context, transition) -> {
                    if (transition == at) {
                        throw exception;
                    }
                });
                assertSame(exception, assertThrows(ThrownException.class, () -> instance.func("run").call()));
                store.callHook(null);
            }
        }
    }

    /** It would otherwise be told of being told, for ever. */
    @Test
    void aHookThatCallsGuestsIsNotToldOfIt() {
        Instance instance = instance(Modules.calling(), host());
        Func answer = instance(Modules.troubles()).func("answer");
        store.callHook((context, transition) -> {
            seen.add(transition);
            assertArrayEquals(new Object[] {42}, answer.call());
        });
        instance.func("run").call();
        assertEquals(THROUGH_THE_HOST, seen);
    }

    /** The engine has no check points. */
    @Test
    void aStoreThatItClosesAtACallRunsNothingMore() {
        for (Transition at : List.of(Transition.CALLING_WASM, Transition.CALLING_HOST)) {
            for (boolean typed : new boolean[] {false, true}) {
                Store<String> closing = Store.create(engine, "data");
                Func unboxed = Func.wrap(closing, Runnable.class, () -> ran.add("unboxed"));
                Func boxed = Func.create(closing, FuncType.taking(), form((caller, arguments) -> {
                    ran.add("boxed");
                    return null;
                }));
                Instance calling = Instance.create(closing, engine.compile(Modules.calling()), List.of(typed ? unboxed : boxed));
                Run run = calling.typed("run", Run.class);
                seen.clear();
                closing.callHook((context, transition) -> {
                    seen.add(transition);
                    if (transition == at) {
                        closing.close();
                    }
                });
                Trap ended = assertThrows(Trap.class, typed ? run::run : calling.func("run")::call);
                assertEquals(TrapCode.HOST_CLOSED, ended.code());
                assertEquals(List.of(), ran);
                assertEquals(at == Transition.CALLING_HOST ? THROUGH_THE_HOST
                        : List.of(Transition.CALLING_WASM, Transition.RETURNING_FROM_WASM), seen);
            }
        }
    }

    /** A call that a stop ends before the guest has done anything is one that traps, like one whose time has passed before. */
    @Test
    void callsThatAStopEndsAtOnceAreToldToo() {
        try (Engine stopping = Engine.create(builder().interruptable(true).build()); Store<String> stopped =
                Store.create(stopping, "data")) {
            Instance instance = Instance.create(stopped, stopping.compile(Modules.troubles()), List.of());
            Func answer = instance.func("answer");
            InterruptHandle handle = stopped.interruptHandle();
            stopped.callHook((context, transition) -> seen.add(transition));
            Executable late = () -> answer.call(Duration.ZERO);
            for (Executable call : List.<Executable>of(answer::call, instance.typed("answer", IntSupplier.class)::getAsInt,
                    () -> answer.call(Duration.ofSeconds(60)), late)) {
                seen.clear();
                if (call != late) {
                    handle.interrupt();
                }
                assertEquals(call == late ? TrapCode.DEADLINE : TrapCode.INTERRUPT, assertThrows(Trap.class, call).code());
                assertEquals(List.of(Transition.CALLING_WASM, Transition.RETURNING_FROM_WASM), seen);
            }
            assertEquals(4, stopped.snapshot().counters().calls());
            assertEquals(4, stopped.snapshot().counters().failures());
            handle.interrupt();
            seen.clear();
            stopped.callHook((context, transition) -> {
                seen.add(transition);
                throw new IOException("at " + transition);
            });
            thrown(Transition.CALLING_WASM, answer::call);
            assertEquals(List.of(Transition.CALLING_WASM), seen, "what it threw at has no second half");
            stopped.callHook(null);
            assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, answer::call).code(), "nothing has taken it yet");
        }
    }

    @Test
    void aStoreThatItClosesWhenAHostFunctionComesBackEndsTheGuest() {
        Wasm wasm = new Wasm();
        int type = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.importFunc("", "", type);
        wasm.exported("f", type, Wasm.CALL, 0);
        Func f = instance(wasm.bytes(), host()).func("f");
        store.callHook((context, transition) -> {
            if (transition == Transition.RETURNING_FROM_HOST) {
                store.close();
            }
        });
        assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, f::call).code());
        assertEquals(List.of("host"), ran);
    }
}
