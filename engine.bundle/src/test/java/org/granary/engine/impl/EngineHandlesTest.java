package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.granary.engine.WasmModule;
import org.granary.engine.WeakEngine;
import org.granary.testing.Collected;
import org.granary.vm.Alarm;
import org.granary.vm.CallThreads;
import org.granary.vm.EngineCore;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handles on an engine: shared, weak, forgotten, the last one. */
class EngineHandlesTest {
    private static final byte[] MODULE = ArtefactSamples.module();

    private static String refused(EngineConfig.Builder settings) {
        return assertThrows(IllegalArgumentException.class, () -> Engine.create(settings.build())).getMessage();
    }

    @Test
    void conflictingSettingsAreOneErrorThatNamesBoth() throws Exception {
        String cache = refused(EngineConfig.builder().cacheDirectory(Path.of("cache"))
                .artefacts(ArtefactTrust.builder().noHostKey().build()));
        assertTrue(cache.contains("cacheDirectory") && cache.contains("noHostKey"), cache);
        String bytes = refused(EngineConfig.builder().cacheLimits(1, Duration.ofDays(1)));
        assertTrue(bytes.contains("cacheLimits: bytes") && bytes.contains("found 1"), bytes);
        String age = refused(EngineConfig.builder().cacheLimits(1 << 20, Duration.ZERO));
        assertTrue(age.contains("cacheLimits: age"), age);
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String key = refused(EngineConfig.builder().artefacts(ArtefactTrust.builder().trustedKey(rsa.getPublic()).build()));
        assertTrue(key.contains("trustedKey: expected an Ed25519 key, found RSA"), key);
        String signing = refused(EngineConfig.builder().artefacts(ArtefactTrust.builder().signingKey(rsa).build()));
        assertTrue(signing.contains("signingKey"), signing);
    }

    @Test
    void theSettingsInForceAreSeen() {
        EngineConfig config = EngineConfig.builder().interruptable(true).async(true).build();
        Engine engine = Engine.create(config);
        assertSame(config, engine.config());
        assertTrue(engine.isAsync());
        assertFalse(Engine.create().isAsync());
        assertFalse(Engine.create().isInterpreter());
        assertTrue(Engine.create(EngineConfig.builder().interpreter(true).build()).isInterpreter());
    }

    @Test
    void whatIsNotAskedForIsOff() {
        try (Engine engine = Engine.create()) {
            EngineConfig config = engine.config();
            assertEquals(List.of(false, false, false, false, false, false, false, false, false),
                    List.of(config.interruptable(), config.consumeFuel(), config.epochInterruption(), config.async(),
                            config.largeMemories(),
                            config.interpreter(), config.canonicalizeNans(), config.deterministic(), config.coreDumpOnTrap()));
            assertEquals(Optional.empty(), config.cacheDirectory());
            assertEquals(Map.of(), config.fuelCosts());
            for (Proposal proposal : Proposal.values()) {
                assertEquals(proposal.onByDefault(), config.proposal(proposal), proposal::toString);
            }
        }
    }

    /** What is measured is measured twice, and measuring itself allocates a little. */
    @Test
    void incrementingTheEpochAllocatesNothing() {
        Engine engine = Engine.create();
        WeakEngine weak = engine.weak();
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().getId();
        long used = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(me);
            for (int i = 0; i < 10_000; i++) {
                engine.incrementEpoch();
                weak.incrementEpoch();
            }
            used = Math.min(used, threads.getThreadAllocatedBytes(me) - before);
        }
        long least = used;
        assertTrue(least < 10_000, () -> "allocated " + least + " bytes in 20,000 increments");
    }

    @Test
    void aForgottenHandleIsFoundByTheCollector() {
        Engine kept = Engine.create();
        forget(kept);
        // only the last handle may unload: as long as the forgotten one counts, this one is not
        Collected.await("a forgotten handle", () -> {
            try {
                kept.unload();
                return true;
            } catch (IllegalStateException e) {
                assertTrue(e.getMessage().contains("found 1 more open"), e.getMessage());
                return false;
            }
        });
        assertThrows(IllegalStateException.class, kept::share);
    }

    private static void forget(Engine engine) {
        assertTrue(Engine.same(engine, engine.share()));
    }

    @Test
    void anEngineNobodyHoldsIsCollected() {
        WeakEngine weak = Engine.create().weak();
        Collected.await("an engine that nobody holds", () -> weak.upgrade().isEmpty());
    }

    @Test
    void onlyTheLastHandleUnloads() {
        Engine engine = Engine.create();
        Engine other = engine.share();
        WasmModule module = engine.compile(MODULE);
        String message = assertThrows(IllegalStateException.class, engine::unload).getMessage();
        assertTrue(message.contains("expected the last handle on the engine, found 1 more open"), message);
        assertThrows(IllegalStateException.class, () -> module.engine().unload());
        assertEquals(3, engine.compile(MODULE).exports().size());
        other.close();
        WeakEngine weak = engine.weak();
        engine.unload();
        assertTrue(weak.upgrade().isEmpty());
        assertThrows(IllegalStateException.class, engine::unload);
        assertThrows(IllegalStateException.class, () -> engine.compile(MODULE));
        assertThrows(IllegalStateException.class, () -> module.engine().compile(MODULE));
        assertThrows(IllegalStateException.class, module::serialize);
        assertThrows(IllegalStateException.class, () -> ((Instantiable) module).instantiate(new UnlimitedStore(), new Object[1]));
        engine.close();
    }

    @Test
    void unloadingLetsTheClassesGo() {
        Engine engine = Engine.create();
        WeakReference<ClassLoader> loader = run(engine);
        engine.unload();
        Collected.await("the loader of a module whose engine was unloaded", () -> loader.get() == null);
    }

    @Test
    @Timeout(240)
    void unloadingEndsTheThreadsOfAsynchronousCalls() throws Exception {
        Engine engine = Engine.create(EngineConfig.builder().async(true).asyncThreads(1, 10).build());
        CallThreads threads = ((EngineCore) engine).callThreads();
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        threads.start(() -> ran.complete(Thread.currentThread()));
        Thread thread = ran.get();
        engine.unload();
        assertTrue(assertThrows(RejectedExecutionException.class, () -> threads.start(() -> { })).getMessage().contains("unloaded"));
        thread.join();
    }

    private static Set<Thread> alarmThreads() {
        Set<Thread> all = new HashSet<>(Thread.getAllStackTraces().keySet());
        all.removeIf(thread -> !thread.getName().equals("granary alarms"));
        return all;
    }

    @Test
    @Timeout(240)
    void unloadingEndsTheThreadOfAlarmsThatAreSet() throws Exception {
        Engine engine = Engine.create();
        Set<Thread> others = alarmThreads();
        ((EngineCore) engine).alarms().set(new Alarm() {
            @Override
            protected void ring() {
                // not in this hour
            }
        }, TimeUnit.HOURS.toNanos(1));
        Set<Thread> own = alarmThreads();
        own.removeAll(others);
        assertEquals(1, own.size());
        engine.unload();
        own.iterator().next().join();
    }

    private static WeakReference<ClassLoader> run(Engine engine) {
        UnlimitedStore store = new UnlimitedStore();
        EngineCore core = (EngineCore) engine;
        Object host = core.hostFunction(store, core.types().function(ArtefactSamples.ONE), (caller, values) -> values);
        Instantiable module = (Instantiable) engine.compile(MODULE);
        return new WeakReference<>(module.instantiate(store, new Object[] {host}).getClass().getClassLoader());
    }

    @Test
    void oneIncrementOfTheEpochFromAnyThread() throws Exception {
        Engine engine = Engine.create();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                all.add(pool.submit(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        engine.incrementEpoch();
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(4_000, ((EngineCore) engine).epoch().get());
        engine.close();
        engine.incrementEpoch();
    }

    @Test
    void initializingEagerlyIsNeverRequiredAndNeverWrong() {
        for (boolean interpreter : new boolean[] {false, true}) {
            Engine engine = Engine.create(ArtefactSamples.config().interpreter(interpreter).build());
            engine.eagerInitialize();
            engine.eagerInitialize();
            assertEquals(55, ArtefactSamples.call(engine.compile(MODULE), "sum", 10));
            engine.close();
            assertThrows(IllegalStateException.class, engine::eagerInitialize);
        }
    }

    @Test
    @Timeout(120)
    void handlesAreSharedAndClosedByManyThreads() throws Exception {
        Engine engine = Engine.create();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                all.add(pool.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        Engine mine = i % 2 == 0 ? engine.share() : engine.weak().upgrade().orElseThrow();
                        assertTrue(Engine.same(engine, mine));
                        mine.close();
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        engine.unload();
    }
}
