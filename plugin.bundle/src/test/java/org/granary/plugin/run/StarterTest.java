package org.granary.plugin.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.LimitException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.host.GuestExit;
import org.granary.host.HostBinding;
import org.granary.host.HostFunc;
import org.granary.host.HostModule;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginEndedException;
import org.granary.plugin.PluginState;
import org.granary.plugin.PluginUnavailableException;
import org.granary.plugin.config.Settings;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.life.Live;
import org.granary.plugin.life.Reasons;
import org.granary.plugin.life.Starting;
import org.granary.plugin.source.Artefact;
import org.granary.plugin.supply.HostModuleFailedException;
import org.granary.plugin.supply.HostModules;
import org.granary.plugin.supply.Offer;
import org.granary.plugin.supply.Waiting;
import org.granary.store.GuestNote;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real modules in real stores, without a framework. */
@Timeout(120)
class StarterTest {
    /** Longer than any machine takes. */
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final FuncType GIVES_I32 = FuncType.of(List.of(), List.of(ValType.I32));

    private final Engine engine = Engine.create(EngineConfig.builder().interruptable(true).build());
    private final HostModules modules = new HostModules();
    private final List<String> log = new ArrayList<>();
    private Settings settings = Settings.DEFAULT;

    @AfterEach
    void end() {
        engine.close();
    }

    private Starting order(String text) {
        WasmModule module = engine.compile(text.getBytes(StandardCharsets.UTF_8));
        return new Starting(new Artefact("p.wat", "p", Optional.of("1.0"), () -> new byte[0]), module, settings, PluginDTO::new,
                () -> log.add("ended"));
    }

    private Live start(String text) {
        return new Starter(engine, modules, p -> settings, p -> Map.of("key", "value"), (offer, thrown) -> log.add(thrown.getMessage()))
                .start(order(text));
    }

    private void offer(long id, int ranking, String importModule, HostModule module) {
        modules.put(new Offer(id, ranking, "bundle" + id, Set.of(importModule), module));
    }

    private static Settings limits(long memory, long total, long table) {
        return new Settings(memory, total, table, LONG, LONG, LONG, Duration.ZERO, LONG, Duration.ZERO, LONG);
    }

    /** Only for starts without end: another one may take longer on a machine that has other work. */
    private static Settings startsWithin(Duration time) {
        Settings d = Settings.DEFAULT;
        return new Settings(d.memoryBytes(), d.totalBytes(), d.tableElements(), time, d.drain(), d.turn(), d.call(), d.shellCall(),
                d.retry(), d.longestRetry());
    }

    @Test
    void callsAndMemory() {
        Plugin plugin =
                start("(module (memory (export \"m\") 1) (data (i32.const 0) \"hi\") (func (export \"two\") (result i32 i64) i32.const 1 "
                + "i64.const 2))").service();
        assertArrayEquals(new Object[] {1, 2L}, plugin.call("two"));
        assertEquals("hi", plugin.memory("m").readUtf8(0, 2));
        assertThrows(NoSuchElementException.class, () -> plugin.call("three"));
        assertThrows(NoSuchElementException.class, () -> plugin.memory("two"));
        assertThrows(IllegalArgumentException.class, () -> plugin.call("two", 1));
        assertEquals("p 1.0", plugin.name() + " " + plugin.version().orElseThrow());
    }

    @Test
    void theCallOfAThreadIsEndedAndNoOther() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        offer(1, 0, "env", HostModule.of(HostFunc.of("running", FuncType.of(List.of(), List.of()), (caller, arguments) -> {
            running.countDown();
            return new Object[0];
        })));
        Plugin plugin = start("(module (import \"env\" \"running\" (func $running)) (func (export \"spin\") call $running (loop (br 0)))"
                + "(func (export \"one\") (result i32) i32.const 1))").service();
        assertFalse(plugin.interruptCall(Thread.currentThread()));
        FutureTask<Trap> spinning = new FutureTask<>(() -> assertThrows(Trap.class, () -> plugin.call("spin")));
        Thread spinner = new Thread(spinning);
        spinner.start();
        running.await();
        assertFalse(plugin.interruptCall(Thread.currentThread()));
        assertTrue(plugin.interruptCall(spinner));
        assertEquals(TrapCode.INTERRUPT, spinning.get().code());
        assertArrayEquals(new Object[] {1}, plugin.call("one"));
    }

    @Test
    void anInterruptThatCameTooLateMeetsNoLaterCall() {
        Plugin plugin = start("(module (func (export \"one\") (result i32) i32.const 1))").service();
        plugin.exclusively(self -> self.interruptCall(Thread.currentThread()));
        assertArrayEquals(new Object[] {1}, plugin.call("one"));
    }

    @Test
    void aReactorIsInitialisedOnceAndACommandIsNot() {
        Plugin reactor =
                start("(module (global $n (mut i32) (i32.const 0)) (func (export \"_initialize\") (global.set $n (i32.add (global.get "
                + "$n) (i32.const 7))))"
                + "(func (export \"n\") (result i32) global.get $n))").service();
        assertArrayEquals(new Object[] {7}, reactor.call("n"));
        Plugin both =
                start("(module (func (export \"_initialize\") unreachable) (func (export \"_start\")) (func (export \"n\") (result i32) "
                + "i32.const 1))").service();
        assertArrayEquals(new Object[] {1}, both.call("n"));
        start("(module (func (export \"_initialize\") (param i32) unreachable))");
        assertEquals(TrapCode.UNREACHABLE,
                assertThrows(Trap.class, () -> start("(module (func (export \"_initialize\") unreachable))")).code());
    }

    @Test
    void anInitialisationWithoutEndIsEnded() {
        settings = startsWithin(Duration.ofMillis(300));
        assertEquals(TrapCode.DEADLINE,
                assertThrows(Trap.class, () -> start("(module (func (export \"_initialize\") (loop (br 0))))")).code());
    }

    @Test
    void aGuestThatEndsItselfTakesNoMoreCalls() {
        offer(1, 0, "env", HostModule.of(HostFunc.of("exit", FuncType.of(List.of(ValType.I32), List.of()), (caller, arguments) -> {
            throw new GuestExit((Integer) arguments[0]);
        })));
        String text = "(module (import \"env\" \"exit\" (func $exit (param i32))) (memory (export \"m\") 1)"
                + "(func (export \"end\") (i32.store8 (i32.const 0) (i32.const 65)) (call $exit (i32.const 3))) (func (export \"%s\")%s))";
        Live live = start(text.formatted("other", ""));
        Plugin plugin = live.service();
        String kept = plugin.exclusively(self -> {
            PluginEndedException end = assertThrows(PluginEndedException.class, () -> self.call("end"));
            assertEquals("plugin p has ended itself with exit code 3", end.getMessage());
            assertThrows(PluginUnavailableException.class, () -> self.call("other"));
            return self.memory("m").readUtf8(0, 1);
        });
        assertEquals("A", kept, "its memory is there for the turn in which it ended");
        assertEquals(List.of("ended"), log);
        assertEquals(3, live.exit().orElseThrow());
        assertThrows(PluginUnavailableException.class, () -> plugin.call("other"));
        assertEquals(3, assertThrows(GuestExit.class, () -> start(text.formatted("_initialize", " (call $exit (i32.const 3))"))).code());
    }

    @Test
    void aCommandRunsOnceInAStore() {
        Live live = start("(module (func (export \"_start\")) (func (export \"other\")))");
        live.service().call("other");
        assertEquals(List.of(), log);
        live.service().call("_start");
        assertEquals(List.of("ended"), log);
        assertEquals(0, live.exit().orElseThrow());
        assertThrows(PluginUnavailableException.class, () -> live.service().call("_start"));
    }

    @Test
    void framesOfAModuleWithoutANameAreThePlugins() {
        Plugin plugin = start("(module (func (export \"fail\") unreachable))").service();
        assertEquals("p!fail @ 0x1", assertThrows(Trap.class, () -> plugin.call("fail")).frames().get(0).toString());
        Plugin named = start("(module $own (func (export \"fail\") unreachable))").service();
        assertEquals("own!fail @ 0x1", assertThrows(Trap.class, () -> named.call("fail")).frames().get(0).toString());
    }

    @Test
    void whatAHostFunctionThrowsArrivesAsItIsWithTheImportAndTheGuestsFrames() {
        offer(1, 0, "env", HostModule.of(HostFunc.of("save", FuncType.of(List.of(), List.of()), (caller, arguments) -> {
            throw new IOException("disk");
        })));
        String text = "(module (import \"env\" \"save\" (func $save)) (func $inner (call $save)) (func (export \"run\") (call $inner))%s)";
        Plugin plugin = start(text.formatted("")).service();
        IOException failure = assertThrows(IOException.class, () -> plugin.call("run"));
        assertEquals("disk", failure.getMessage());
        GuestNote note = GuestNote.of(failure).orElseThrow();
        assertEquals("env.save", note.function().orElseThrow());
        assertEquals("[p!inner @ 0x1, p!run @ 0x1]", note.frames().toString());
        assertEquals(PluginState.ACTIVE, plugin.state());
        IOException starting = assertThrows(IOException.class, () -> start(text.formatted("(start $inner)")));
        assertEquals("starting failed: env.save threw java.io.IOException: disk, in p!inner @ 0x1", Reasons.notStarted(starting, settings));
    }

    @Test
    void aTrapInsideAnExpressionIsAtItsOwnInstruction() {
        Plugin plugin = start("""
                (module (memory 1)
                  (func (export "div") (param i32 i32) (result i32) (i32.add (i32.const 1) (i32.div_u (local.get 0) (local.get 1))))
                  (func (export "two") (param i32 i32) (result i32) (i32.div_u (i32.const 1) (i32.load (local.get 0))) (drop (i32.load \
                (local.get 1))))
                  (func (export "store") (param i32 i32) (i32.store (local.get 0) (i32.load (local.get 1)))))""").service();
        assertEquals("p!div @ 0x7", frame(plugin, "div", 1, 0));
        assertEquals("p!two @ 0x5", frame(plugin, "two", -1, 0));
        assertEquals("p!two @ 0x8", frame(plugin, "two", 0, 0));
        assertEquals("p!store @ 0x8", frame(plugin, "store", -1, 0));
        assertEquals("p!store @ 0x5", frame(plugin, "store", 0, -1));
    }

    private static String frame(Plugin plugin, String function, Object... arguments) {
        return assertThrows(Trap.class, () -> plugin.call(function, arguments)).frames().get(0).toString();
    }

    @Test
    void hostModulesSayWhyTheyRefuse() {
        offer(1, 0, "env", (store, scope) -> HostBinding.of(store, () -> log.add("closed"),
                HostFunc.of("f", GIVES_I32, (caller, arguments) -> new Object[] {-2})).refusing("not given"));
        Live live = start("(module (import \"env\" \"f\" (func $f (result i32))) (func (export \"run\") (result i32) call $f))");
        assertArrayEquals(new Object[] {-2}, live.service().call("run"));
        assertEquals(List.of("env: not given"), live.refusals());
        live.close();
        assertEquals(List.of("env: not given"), live.refusals());
        assertEquals(List.of("closed"), log);
    }

    @Test
    void hostModulesAreBoundForTheStoreAndToldOfItsEnd() {
        offer(1, 0, "env", (store, scope) -> HostBinding.of(store, () -> log.add("closed " + scope.plugin()),
                HostFunc.of("f", GIVES_I32,
                        (caller, arguments) -> new Object[] {caller.data().configuration().get("key").toString().length()})));
        Live live = start("(module (import \"env\" \"f\" (func $f (result i32))) (func (export \"run\") (result i32) call $f))");
        assertArrayEquals(new Object[] {5}, live.service().call("run"));
        assertEquals(List.of("service 1 of bundle1"), List.copyOf(live.suppliers().values()));
        assertEquals(List.of(), live.refusals());
        assertEquals(Optional.empty(), live.lostSupply());
        modules.remove(1);
        assertEquals(Optional.of("env (service 1 of bundle1)"), live.lostSupply());
        live.close();
        assertEquals(List.of("closed p"), log);
        assertThrows(PluginUnavailableException.class, () -> live.service().call("run"));
    }

    @Test
    void otherPropertiesOfAHostModuleAreNoDeparture() {
        HostModule module = HostModule.of(HostFunc.of("f", GIVES_I32, (caller, arguments) -> new Object[] {1}));
        offer(1, 0, "env", module);
        Live live = start("(module (import \"env\" \"f\" (func $f (result i32))) (func (export \"run\") (result i32) call $f))");
        offer(1, 7, "env", module);
        assertEquals(Optional.empty(), live.lostSupply());
        assertEquals(1, modules.of("env").size());
        offer(1, 7, "elsewhere", module);
        assertEquals(Optional.of("env (service 1 of bundle1)"), live.lostSupply());
    }

    @Test
    void noPluginStartsWithALimitThatIsNoNumber() {
        Map<String, Object> written = new HashMap<>(Map.of("limit.memory.bytes", "lots", "drain.millis", " 7 ", "call.millis", 8L));
        Starter starter = new Starter(engine, modules, p -> settings, p -> written, (offer, thrown) -> {});
        assertEquals("limit.memory.bytes in the plugin's configuration: expected a whole number, found lots",
                assertThrows(IllegalArgumentException.class, () -> starter.start(order("(module)"))).getMessage());
        written.put("limit.memory.bytes", "65536");
        starter.start(order("(module)")).close();
    }

    @Test
    void circumstancesAreOthersWhenAHostModuleOrASettingIs() {
        Starter starter = new Starter(engine, modules, p -> settings, p -> Map.of(), (offer, thrown) -> {});
        WasmModule module = engine.compile("(module (import \"env\" \"f\" (func)))".getBytes(StandardCharsets.UTF_8));
        HostModule host = HostModule.of();
        List<Object> seen = new ArrayList<>(List.of(starter.circumstances("p", module)));
        offer(1, 0, "env", host);
        seen.add(starter.circumstances("p", module));
        offer(2, 0, "other", host);
        assertEquals(seen.get(1), starter.circumstances("p", module));
        offer(1, 0, "env", host);
        seen.add(starter.circumstances("p", module));
        settings = limits(1, 2, 3);
        seen.add(starter.circumstances("p", module));
        assertEquals(4, Set.copyOf(seen).size());
    }

    @Test
    void theHigherRankingIsAskedFirstAndTheNextForTheRest() {
        HostFunc one = HostFunc.of("f", GIVES_I32, (caller, arguments) -> new Object[] {1});
        HostFunc two = HostFunc.of("f", GIVES_I32, (caller, arguments) -> new Object[] {2});
        offer(1, 0, "env", HostModule.of(one, HostFunc.of("g", GIVES_I32, (caller, arguments) -> new Object[] {10})));
        offer(2, 5, "env", HostModule.of(two));
        Plugin plugin = start("(module (import \"env\" \"f\" (func $f (result i32))) (import \"env\" \"g\" (func $g (result i32)))"
                + " (func (export \"run\") (result i32) (i32.add (call $f) (call $g))))").service();
        assertArrayEquals(new Object[] {12}, plugin.call("run"));
    }

    @Test
    void missingItemsAndOtherTypesAreWaitedFor() {
        offer(1, 0, "env",
                (store, scope) -> HostBinding.of(store, () -> log.add("closed"), HostFunc.of("g", GIVES_I32, (caller, arguments) -> null)));
        Waiting missing = assertThrows(Waiting.class, () -> start("(module (import \"env\" \"f\" (func)))"));
        assertEquals("waits for env.f; host module env (service 1 of bundle1) has g", missing.getMessage());
        Waiting other = assertThrows(Waiting.class, () -> start("(module (import \"env\" \"g\" (func)))"));
        assertTrue(other.getMessage().startsWith("waits for env.g of another type: incompatible import type: env.g: expected (func)"),
                other.getMessage());
        assertEquals(List.of("closed", "closed"), log);
    }

    @Test
    void aHostModuleThatFailsIsTheReason() {
        offer(1, 0, "env", (store, scope) -> {
            throw new IllegalStateException("no key is configured");
        });
        assertEquals("host module env (service 1 of bundle1) failed: no key is configured",
                assertThrows(HostModuleFailedException.class, () -> start("(module (import \"env\" \"f\" (func)))")).getMessage());
    }

    @Test
    void theLimitThatAGuestDiedOfIsNamed() {
        settings = limits(1 << 16, 1 << 20, 10);
        Live live = start(
                "(module (memory 1) (func (export \"grow\") (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))))");
        assertEquals(TrapCode.UNREACHABLE, assertThrows(Trap.class, () -> live.service().call("grow")).code());
        assertTrue(live.counts().limitHit().orElse("none").contains("size of a memory"), live.counts().toString());
    }

    @Test
    void anEngineWithoutInterruptsIsRefusedInPlainWords() {
        try (Engine other = Engine.create(EngineConfig.builder().build())) {
            Starter starter = new Starter(other, modules, p -> settings, p -> Map.of(), (offer, thrown) -> {});
            Starting order = new Starting(new Artefact("p.wat", "p", Optional.empty(), () -> new byte[0]),
                    other.compile("(module)".getBytes(StandardCharsets.UTF_8)),
                    settings, PluginDTO::new, () -> {});
            assertEquals("plugins need an engine whose guests can be interrupted; set interruptable=true in the configuration "
                    + "org.granary.engine",
                    assertThrows(IllegalStateException.class, () -> starter.start(order)).getMessage());
        }
    }

    @Test
    void startFunctionsHaveADeadline() {
        settings = startsWithin(Duration.ofMillis(300));
        Trap trap = assertThrows(Trap.class, () -> start("(module (func $f (loop (br 0))) (start $f))"));
        assertEquals(TrapCode.DEADLINE, trap.code());
    }

    @Test
    void aStartThatIsCalledOffEnds() throws Exception {
        settings = startsWithin(LONG);
        Starter starter = new Starter(engine, modules, p -> settings, p -> Map.of(), (offer, thrown) -> {});
        Starting order = order("(module (func $f (loop (br 0))) (start $f))");
        FutureTask<Trap> ended = new FutureTask<>(() -> assertThrows(Trap.class, () -> starter.start(order)));
        new Thread(ended).start();
        order.callOff();
        assertEquals(TrapCode.INTERRUPT, ended.get().code());
    }

    @Test
    void limitsAreNamed() {
        settings = limits(2 * 65_536, 3 * 65_536, 10);
        assertTrue(assertThrows(LimitException.class, () -> start("(module (memory 3))")).getMessage().contains("131072"));
        assertTrue(assertThrows(LimitException.class, () -> start("(module (table 11 funcref))")).getMessage().contains("10"));
        Live live = start("(module (memory 1) (func (export \"grow\") (result i32) (memory.grow (i32.const 2))))");
        assertArrayEquals(new Object[] {-1}, live.service().call("grow"));
        String hit = live.counts().limitHit().orElseThrow();
        assertTrue(hit.contains("131072") && hit.contains("196608") && hit.contains("limit.memory.bytes"), hit);
    }

    @Test
    void aTrapLeavesThePluginServing() {
        Live live = start("(module $m (func $inner unreachable) (func (export \"trap\") call $inner) (func (export \"ok\") (result i32) "
                + "i32.const 1))");
        Trap trap = assertThrows(Trap.class, () -> live.service().call("trap"));
        assertEquals(TrapCode.UNREACHABLE, trap.code());
        assertArrayEquals(new Object[] {1}, live.service().call("ok"));
        assertEquals("2 1", live.counts().calls() + " " + live.counts().traps());
        assertTrue(live.counts().lastTrap().orElseThrow().startsWith("wasm trap: unreachable, in m!inner"), live.counts().lastTrap()::get);
    }

    @Test
    void aCallHasADeadlineWhenItIsGivenOne() {
        Plugin plugin = start("(module (func (export \"run\") (loop (br 0))))").service();
        assertEquals(TrapCode.DEADLINE, assertThrows(Trap.class, () -> plugin.call(Duration.ofMillis(50), "run")).code());
    }

    @Test
    void severalCallsAreOneTurn() throws Exception {
        Plugin plugin =
                start("(module (global $g (mut i32) (i32.const 0)) (func (export \"set\") (param i32) (global.set $g (local.get 0)))"
                + " (func (export \"get\") (result i32) global.get $g))").service();
        List<FutureTask<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int mine = i;
            all.add(new FutureTask<>(() -> {
                for (int n = 0; n < 200; n++) {
                    boolean same = plugin.exclusively(turn -> {
                        turn.call("set", mine);
                        return turn.call("get")[0].equals(mine);
                    });
                    if (!same) {
                        return false;
                    }
                }
                return true;
            }));
        }
        // on threads of their own: the pool of all may have but one
        all.forEach(one -> new Thread(one).start());
        for (FutureTask<Boolean> one : all) {
            assertTrue(one.get());
        }
    }
}
