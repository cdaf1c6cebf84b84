package org.granary.plugin.life;

import static org.granary.plugin.life.FakeGround.artefact;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginState;
import org.granary.plugin.PluginUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DeploymentsTest {
    private final FakeGround ground = new FakeGround();
    private final Deployments deployments = new Deployments(ground, Threads.on(Runnable::run));

    private Plugin arrive(String name, String content) {
        return deployments.arrive(name + ".wasm", artefact(name, content)).plugin();
    }

    private List<String> log() {
        List<String> lines = List.copyOf(ground.log);
        ground.log.clear();
        return lines;
    }

    @Test
    void fromFileToServiceToNothing() {
        Plugin plugin = arrive("a", "good0001");
        assertEquals(PluginState.ACTIVE, plugin.state());
        assertEquals(List.of("INSTALLED>INSTALLED found: a.wasm", "INSTALLED>RESOLVED it imports nothing", "RESOLVED>ACTIVE serves a.wasm",
                "register good0001"), log());
        assertTrue(deployments.leave("a.wasm", "its file is gone").isDone());
        assertEquals(List.of("ACTIVE>DRAINING its file is gone", "drain good0001", "unregister good0001", "close good0001",
                "DRAINING>STOPPED its calls have ended"), log());
        assertEquals(List.of(), deployments.plugins());
        assertEquals(PluginState.STOPPED, plugin.state());
        assertThrows(PluginUnavailableException.class, () -> plugin.call("run"));
    }

    /** Or who has heard that it drains could begin a call, or wait for its turn. */
    @Test
    void newCallsAreRefusedBeforeItIsToldThatItDrains() {
        Plugin plugin = arrive("a", "good0001");
        List<PluginState> told = new ArrayList<>();
        ground.whileRefusing = () -> told.add(plugin.state());
        deployments.leave("a.wasm", "gone");
        assertEquals(List.of(PluginState.ACTIVE), told);
    }

    @Test
    void callThatDoesNotEndIsInterrupted() {
        arrive("a", "good0001");
        ground.lives.get(0).stubborn = 1;
        log();
        deployments.leave("a.wasm", "gone");
        assertEquals(List.of("ACTIVE>DRAINING gone", "drain good0001", "interrupt good0001", "drain good0001", "unregister good0001",
                "close good0001",
                "DRAINING>STOPPED its calls have ended"), log());
    }

    @Test
    void aGuestThatEndsItselfIsStartedAnew() {
        Plugin plugin = arrive("a", "good0001");
        log();
        ground.lives.get(0).exit(3);
        assertEquals(
                List.of("ACTIVE>DRAINING it has ended itself with exit code 3", "drain good0001", "unregister good0001", "close good0001",
                "DRAINING>RESOLVED it has ended itself with exit code 3", "RESOLVED>ACTIVE serves a.wasm", "register good0001"), log());
        assertEquals(PluginState.ACTIVE, plugin.state());
        ground.lives.get(0).exit(3);
        assertEquals(List.of(), log(), "it is another one that serves");
        ground.lives.get(1).exit(-1);
        assertEquals("ACTIVE>DRAINING it has ended itself with exit code 4294967295", log().get(0));
        arrive("a", "good0002");
        log();
        ground.lives.get(2).exit(1);
        assertEquals(List.of(), log(), "what has been replaced has no life any more");
    }

    @Test
    void anotherConfigurationStartsItAnew() {
        Plugin plugin = arrive("a", "good0001");
        log();
        deployments.supplyChanged();
        assertEquals(List.of(), log());
        ground.configuration++;
        deployments.supplyChanged();
        assertEquals(
                List.of("ACTIVE>DRAINING its configuration is another one now", "drain good0001", "unregister good0001", "close good0001",
                "DRAINING>RESOLVED its configuration is another one now", "RESOLVED>ACTIVE serves a.wasm", "register good0001"), log());
        assertEquals(PluginState.ACTIVE, plugin.state());
        deployments.supplyChanged();
        assertEquals(List.of(), log());
    }

    @Test
    void aLimitThatBecomesUnreadableIsToldOnceAndThePluginServesOn() {
        Plugin plugin = arrive("a", "good0001");
        Plugin failed = arrive("b", "traps---");
        log();
        ground.unreadable = Optional.of("drain.millis in the plugin's configuration: expected a whole number, found soon");
        deployments.supplyChanged();
        String told = "ACTIVE>ACTIVE! drain.millis in the plugin's configuration: expected a whole number, found soon; "
                + "the host's value holds until it is mended, and no start succeeds";
        assertEquals(List.of(told), log());
        assertEquals(ground.unreadable.get(), plugin.dto().unreadable);
        assertNull(failed.dto().unreadable, "its reason says it");
        deployments.supplyChanged();
        assertEquals(List.of(), log());
        ground.unreadable = Optional.empty();
        deployments.supplyChanged();
        assertNull(plugin.dto().unreadable);
        ground.unreadable = Optional.of("drain.millis in the plugin's configuration: expected a whole number, found soon");
        deployments.supplyChanged();
        assertEquals(List.of(told), log());
        assertEquals(PluginState.ACTIVE, plugin.state());
    }

    @Test
    void faultOnTheWayHoldsNobodyUp() {
        ground.whileRegistering = () -> {
            throw new IllegalStateException("the framework stops");
        };
        assertTrue(deployments.arrive("a.wasm", artefact("a", "good0001")).done().isDone());
        assertEquals("ACTIVE>ACTIVE! a fault of the plugin host: java.lang.IllegalStateException: the framework stops",
                ground.log.get(ground.log.size() - 1));
        ground.whileRegistering = () -> {};
        assertTrue(deployments.leave("a.wasm", "its file is gone").isDone());
        assertEquals(PluginState.ACTIVE, arrive("a", "good0002").state());
    }

    @Test
    void refusedModuleSaysWhyOnce() {
        Plugin plugin = arrive("a", "malformed");
        assertEquals(PluginState.FAILED, plugin.state());
        assertEquals("malformed module: magic header not detected at offset 0x0", plugin.dto().reason);
        assertEquals(List.of("INSTALLED>INSTALLED found: a.wasm",
                "INSTALLED>FAILED! malformed module: magic header not detected at offset 0x0"), log());
        deployments.supplyChanged();
        assertEquals(List.of(), log());
    }

    @Test
    void refusedTextSaysWhereOnOneLine() {
        assertEquals("malformed module: unexpected token at line 1, column 2: expected module, found mistyped",
                arrive("a", "(mistyped").dto().reason);
    }

    @Test
    void faultsOfOursAreNotTheEndOfAnything() {
        assertEquals(PluginState.FAILED, arrive("a", "fault").state());
        assertEquals(PluginState.ACTIVE, arrive("b", "good").state());
    }

    @Test
    void trapWhileStarting() {
        Plugin plugin = arrive("a", "traps---");
        assertEquals("FAILED starting trapped: wasm trap: unreachable", plugin.state() + " " + plugin.dto().reason);
    }

    @Test
    void failedPluginComesToLifeWithANewModule() {
        Plugin plugin = arrive("a", "malformed");
        arrive("a", "good0001");
        assertEquals(PluginState.ACTIVE, plugin.state());
    }

    @Test
    void waitsForItsImportAndGoesBackWhenThatLeaves() {
        Plugin plugin = arrive("a", "m1 needs:env");
        assertEquals("UNRESOLVED waits for env.f", plugin.state() + " " + plugin.dto().reason);
        log();
        deployments.supplyChanged();
        assertEquals(List.of(), log(), "the same reason is not told again");
        ground.offered.add("env");
        deployments.supplyChanged();
        assertEquals(PluginState.ACTIVE, plugin.state());
        ground.offered.clear();
        deployments.supplyChanged();
        assertEquals(PluginState.UNRESOLVED, plugin.state());
        assertTrue(log().containsAll(List.of("ACTIVE>DRAINING host module left: env", "unregister m1 needs:env", "close m1 needs:env",
                "DRAINING>UNRESOLVED! host module left: env")));
        assertEquals("waits for env.f", plugin.dto().reason);
    }

    @Test
    void replacementStartsBeforeTheOldOneLeaves() {
        Plugin plugin = arrive("a", "good0001");
        log();
        arrive("a", "good0002");
        assertEquals(List.of("register good0002", "ACTIVE>ACTIVE replaced good0001 by good0002 from a.wasm", "unregister good0001",
                "drain good0001", "close good0001"), log());
        assertEquals("good0002", plugin.dto().sha256);
    }

    /** What the log makes of it is not the plugin's. */
    @Test
    void replacingGoesOnWhereItCannotBeTold() {
        arrive("a", "good0001");
        log();
        ground.whileTelling = news -> {
            throw new IllegalStateException("the log is gone");
        };
        arrive("a", "good0002");
        deployments.leave("a.wasm", "gone");
        assertEquals(List.of("register good0002", "unregister good0001", "drain good0001", "close good0001", "drain good0002",
                "unregister good0002", "close good0002"), log());
    }

    @Test
    void whatCannotBeRegisteredIsClosedAndTheOldOneServesOn() {
        Plugin plugin = arrive("a", "good0001");
        log();
        ground.whileRegistering = () -> {
            throw new IllegalStateException("the framework stops");
        };
        arrive("a", "good0002");
        assertEquals(List.of("close good0002",
                "ACTIVE>ACTIVE! a fault of the plugin host: java.lang.IllegalStateException: the framework stops"), log());
        assertEquals("good0001", plugin.dto().sha256);
        ground.whileRegistering = () -> {};
        arrive("a", "good0003");
        assertEquals("good0003", plugin.dto().sha256);
    }

    @Test
    void whoIsToldOfAReplacementMeetsTheNewModule() {
        Plugin plugin = arrive("a", "good0001");
        List<String> met = new ArrayList<>();
        ground.whileTelling = news -> met.add(news.cause() + ": " + plugin.dto().sha256);
        arrive("a", "good0002");
        assertEquals(List.of("replaced good0001 by good0002 from a.wasm: good0002"), met);
    }

    @Test
    void failedReplacementLeavesTheOldOneServing() {
        Plugin plugin = arrive("a", "good0001");
        log();
        arrive("a", "malformed");
        assertEquals(List.of("ACTIVE>ACTIVE! the new module does not serve: malformed module: magic header not detected at offset 0x0; "
                + "the module good0001 goes on serving"), log());
        assertEquals("ACTIVE good0001", plugin.state() + " " + plugin.dto().sha256);
        arrive("a", "good0002");
        assertNull(plugin.dto().replacement);
    }

    @Test
    void replacementThatWaitsTakesOverWhenItsImportComes() {
        Plugin plugin = arrive("a", "good0001");
        arrive("a", "m2 needs:env");
        assertEquals("good0001", plugin.dto().sha256);
        ground.offered.add("env");
        deployments.supplyChanged();
        assertEquals("m2 needs:env", plugin.dto().sha256);
    }

    @Test
    void ofTwoSourcesWithOneNameTheFirstStays() {
        Plugin first = arrive("a", "good0001");
        Plugin second = deployments.arrive("other/a.wasm", artefact("a", "good0002")).plugin();
        assertEquals(PluginState.ACTIVE, first.state());
        assertEquals("FAILED name clash: the name a belongs to plugin 1 from a.wasm; it is free when that one is gone", second.state() + " "
                + second.dto().reason);
        assertEquals(List.of("a.wasm"), deployments.holders());
        deployments.leave("a.wasm", "gone");
        assertEquals(PluginState.ACTIVE, second.state());
        assertEquals(List.of("other/a.wasm"), deployments.holders());
    }

    @Test
    void leavingWhileBeingStartedIsNoFailure() {
        ground.whileStarting = module -> {
            deployments.leave("a.wasm", "gone");
            throw new IllegalStateException("interrupted");
        };
        Plugin plugin = arrive("a", "good0001");
        assertEquals(PluginState.STOPPED, plugin.state());
        assertTrue(log().stream().noneMatch(line -> line.contains("FAILED")));
    }

    @Test
    void endlessStartsHoldUpNoOtherFile() throws Exception {
        CountDownLatch ends = new CountDownLatch(1);
        ground.whileStarting = module -> {
            if (module.startsWith("endless")) {
                ends.await();
            }
            return null;
        };
        ExecutorService pool = Threads.pool("test");
        try {
            Deployments many = new Deployments(ground, Threads.on(pool));
            List<Deployments.Arrival> endless = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                endless.add(many.arrive("e" + i, artefact("e" + i, "endless!")));
            }
            Deployments.Arrival good = many.arrive("good.wasm", artefact("good", "good0001"));
            good.done().get(30, TimeUnit.SECONDS);
            assertEquals(PluginState.ACTIVE, good.plugin().state());
            assertTrue(endless.stream().noneMatch(e -> e.done().isDone()));
            ends.countDown();
            for (Deployments.Arrival each : endless) {
                each.done().get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void whatLeavesBeforeItsTurnToBeCompiledIsNotCompiled() {
        Semaphore none = new Semaphore(0);
        ExecutorService pool = Threads.pool("test");
        try {
            Deployments waiting = new Deployments(ground, new Threads(pool, none));
            Deployments.Arrival arrival = waiting.arrive("a.wasm", artefact("a", "good0001"));
            CompletableFuture<Void> left = waiting.leave("a.wasm", "gone");
            none.release();
            left.join();
            assertEquals(PluginState.STOPPED, arrival.plugin().state());
            assertTrue(log().stream().noneMatch(line -> line.contains("register")));
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aFileWithANameThatIsNotLegalHasFailed() {
        Plugin plugin = arrive("a\u001b[2J\nb", "good0001");
        assertEquals("FAILED name of a plugin: expected letters, digits, blanks and . _ - + @ ( ), beginning with a letter or digit, "
                + "found a\\u{1b}[2J\\u{a}b",
                plugin.state() + " " + plugin.dto().reason);
    }

    @Test
    void aPluginIsSettledWhenThoseWhoWantItHaveBeenTold() {
        AtomicInteger unsettled = new AtomicInteger();
        ground.whileRegistering = () -> unsettled.set(deployments.unsettled());
        assertEquals(PluginState.ACTIVE, arrive("a", "good0001").state());
        assertEquals("1 0", unsettled + " " + deployments.unsettled());
    }

    private void timeIsUp() {
        ground.timers.remove(0).getValue().run();
    }

    @Test
    void aFailedStartIsTriedAgainAfterPausesThatDoubleAndToldOnce() {
        Plugin plugin = arrive("a", "traps");
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            assertEquals(i, plugin.dto().failedStarts);
            pauses.add(ground.timers.get(0).getKey());
            assertEquals(1_000 * pauses.get(i - 1), plugin.dto().retryAtMillis);
            timeIsUp();
        }
        assertEquals(List.of(10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L, 600L), pauses);
        assertEquals("FAILED starting trapped: wasm trap: unreachable", plugin.state() + " " + plugin.dto().reason);
        assertEquals(1, log().stream().filter(line -> line.contains("FAILED")).count());
    }

    @Test
    void aStartThatWorksAtLastEndsTheTries() {
        ground.whileStarting = module -> {
            throw new InterruptedException();
        };
        Plugin plugin = arrive("a", "one");
        assertEquals(PluginState.FAILED, plugin.state());
        ground.whileStarting = module -> null;
        timeIsUp();
        assertEquals(PluginState.ACTIVE, plugin.state());
        assertEquals("0 0 []", plugin.dto().failedStarts + " " + plugin.dto().retryAtMillis + " " + ground.timers);
        assertEquals("register one-----", ground.log.get(ground.log.size() - 1));
    }

    @Test
    void aPluginThatLeavesOrHasAnotherModuleIsTriedNoMore() {
        arrive("a", "traps");
        arrive("a", "malformed");
        assertEquals(List.of(), ground.timers);
        arrive("a", "traps");
        assertEquals(1, ground.timers.size());
        deployments.leave("a.wasm", "gone");
        assertEquals(List.of(), ground.timers);
    }

    @Test
    void aFailedStartIsTriedAgainWhenItsCircumstancesAreOthers() {
        AtomicInteger starts = new AtomicInteger();
        ground.whileStarting = module -> {
            if (starts.incrementAndGet() < 3) {
                throw new IllegalStateException("no key is configured");
            }
            return null;
        };
        Plugin plugin = arrive("a", "good0001");
        assertEquals("FAILED starting failed: no key is configured", plugin.state() + " " + plugin.dto().reason);
        deployments.supplyChanged();
        assertEquals(1, starts.get());
        ground.circumstances = 2;
        deployments.supplyChanged();
        deployments.supplyChanged();
        assertEquals("FAILED 2", plugin.state() + " " + starts.get());
        ground.circumstances = 3;
        deployments.supplyChanged();
        assertEquals("ACTIVE 3", plugin.state() + " " + starts.get());
    }

    @Test
    void aLeavingPluginTakesNoOtherModuleAndSaysSo() {
        arrive("a", "good0001");
        assertEquals("a.wasm", deployments.lastingSource("a"));
        List<String> said = new ArrayList<>();
        ground.whileDraining = () -> said.add(assertThrows(IllegalStateException.class, () -> deployments.lastingSource("a")).getMessage());
        deployments.leave("a.wasm", "gone");
        assertEquals(List.of("plugin a is leaving and takes no other module; it is DRAINING"), said);
    }

    @Test
    void rollbackHasThePreviousModule() {
        arrive("a", "good0001");
        assertTrue(deployments.previous("a").isEmpty());
        arrive("a", "good0002");
        arrive("a", "good0001");
        assertTrue(deployments.previous("a").isPresent());
        assertThrows(NoSuchElementException.class, () -> deployments.previous("b"));
    }
}
