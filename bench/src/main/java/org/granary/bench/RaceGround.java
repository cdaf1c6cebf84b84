package org.granary.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.LimitException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.engine.WeakEngine;
import org.granary.store.ConcurrentUseException;
import org.granary.store.ExternRef;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.InterruptHandle;
import org.granary.store.SharedMemory;
import org.granary.store.Store;
import org.granary.store.UpdateDeadline;
import org.granary.store.WaitResult;
import org.granary.text.Wat;
import org.granary.type.MemoryType;

/**
 * What threads do to one engine at the same time: each act uses what may be used from any thread, and knows what may come of it.
 * Thread-safe.
 */
final class RaceGround implements AutoCloseable {
    private static final String GUEST = """
            (module
              (import "env" "memory" (memory 1 64 shared))
              (func (export "answer") (result i32) (i32.const 42))
              (func (export "spin") (loop $again (br $again)))
              (func (export "count") (param $n i32) (result i32)
                (loop $again
                  (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
                  (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $n))
              (func (export "wait") (param i64) (result i32) (memory.atomic.wait32 (i32.const 8) (i32.const 0) (local.get 0)))
              (func (export "wake") (result i32) (memory.atomic.notify (i32.const 8) (i32.const 2)))
              (func (export "grow") (result i32) (memory.grow (i32.const 1))))
            """;
    private static final Duration SAFETY = Duration.ofMillis(40);
    private static final int SPOTS = 16;

    private final Engine engine =
            Engine.create(EngineConfig.builder().interruptable(true).epochInterruption(true).async(true).asyncThreads(4, 16).build());
    private final SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, 64));
    private final WasmModule module = engine.compile(text(GUEST));
    private final byte[] artefact = module.serialize();
    private final WeakEngine weak = engine.weak();
    private final AtomicReferenceArray<InterruptHandle> running = new AtomicReferenceArray<>(SPOTS);
    private final AtomicReferenceArray<Store<?>> closable = new AtomicReferenceArray<>(SPOTS);
    private final Store<Void> contended = store();
    private final Func contendedAnswer = instance(contended, module).func("answer");
    private final AtomicInteger added = new AtomicInteger();
    private final AtomicLong finalisersGiven = new AtomicLong();
    private final AtomicLong finalisersRun = new AtomicLong();

    /** One thing that a thread does. */
    interface Act {
        /**
         * Does it.
         *
         * @param random the thread's own
         * @throws Exception what should not have come of it
         */
        void run(Random random) throws Exception;
    }

    /** All acts by their names. */
    Map<String, Act> acts() {
        Map<String, Act> all = new TreeMap<>();
        all.put("share and close", random -> shareAndClose());
        all.put("weak", random -> upgrade());
        all.put("engine", this::ownEngine);
        all.put("compile", this::compile);
        all.put("artefact", random -> artefact());
        all.put("count", this::count);
        all.put("grow", random -> grow());
        all.put("wait and wake", this::waitAndWake);
        all.put("interrupt", this::interrupted);
        all.put("interrupter", this::interrupt);
        all.put("epoch", random -> epochs());
        all.put("epoch tick", random -> engine.incrementEpoch());
        all.put("deadline", this::deadline);
        all.put("async", this::async);
        all.put("concurrent use", random -> concurrentUse());
        all.put("closed by another", this::closedByAnother);
        all.put("closer", this::close);
        all.put("finaliser", random -> finaliser());
        all.put("eager", random -> engine.eagerInitialize());
        return all;
    }

    private static byte[] text(String wat) {
        return Wat.toBinary(wat.getBytes(StandardCharsets.UTF_8));
    }

    private Store<Void> store() {
        Store<Void> made = Store.create(engine);
        made.setEpochDeadline(Long.MAX_VALUE);
        return made;
    }

    private Instance instance(Store<Void> store, WasmModule code) {
        return Instance.create(store, code, List.of(memory));
    }

    private static void expect(boolean holds, String what, Object found) {
        if (!holds) {
            throw new AssertionError("expected " + what + ", found " + found);
        }
    }

    private static void answers(Instance instance) {
        Object answer = instance.func("answer").call()[0];
        expect(answer.equals(42), "42", answer);
    }

    private void shareAndClose() {
        Engine handle = engine.share();
        expect(Engine.same(handle, engine), "the same engine", handle);
        handle.close();
        handle.close();
        try {
            handle.share();
            throw new AssertionError("a closed handle was shared");
        } catch (IllegalStateException closed) {
            // as it should be
        }
    }

    private void upgrade() {
        try (Engine handle = weak.upgrade().orElseThrow()) {
            expect(handle.config().interruptable(), "the settings", handle);
        }
    }

    private void ownEngine(Random random) {
        Engine own = Engine.create();
        WeakEngine ghost = own.weak();
        Store<Void> store = Store.create(own);
        Instance made =
                Instance.create(store, own.compile(text("(module (func (export \"answer\") (result i32) (i32.const 42)))")), List.of());
        if (random.nextBoolean()) {
            own.close();
        }
        answers(made);
        store.close();
        own.close();
        // its module may still be there, and keeps it
        ghost.upgrade().ifPresent(again -> {
            expect(!again.isInterpreter(), "an engine that answers", again);
            again.close();
        });
    }

    private void compile(Random random) {
        int number = random.nextInt(8);
        byte[] bytes = text("(module (func (export \"answer\") (result i32) (i32.sub (i32.const " + (42 + number) + ") (i32.const " + number
                + "))))");
        try (Store<Void> store = store()) {
            answers(Instance.create(store, engine.compile(bytes), List.of()));
        }
    }

    private void artefact() {
        try (Store<Void> store = store()) {
            answers(instance(store, engine.deserialize(artefact)));
        }
    }

    private void count(Random random) {
        int times = 1 + random.nextInt(2_000);
        try (Store<Void> store = store()) {
            instance(store, module).func("count").call(times);
            added.addAndGet(times);
        }
    }

    private void grow() {
        long before = memory.size();
        try (Store<Void> store = store()) {
            int old = (int) instance(store, module).func("grow").call()[0];
            expect(old == -1 || old >= before && old < 64, "at least " + before, old);
        }
        try {
            long old = memory.grow(1);
            expect(old >= before && memory.dataSize() >= (old + 1) * memory.pageSize(), "at least " + before, old);
        } catch (LimitException full) {
            expect(memory.size() == 64, "64 pages", memory.size());
        }
    }

    private void waitAndWake(Random random) {
        if (random.nextBoolean()) {
            int woken = memory.atomicNotify(8, 2);
            expect(woken >= 0 && woken <= 2, "at most 2", woken);
            return;
        }
        if (random.nextBoolean()) {
            WaitResult result = memory.atomicWait32(8, random.nextInt(2), Duration.ofMillis(2));
            expect(result != null, "a result", result);
            return;
        }
        try (Store<Void> store = store()) {
            Instance made = instance(store, module);
            int result = (int) made.func("wait").call(1_000_000L)[0];
            expect(result == 0 || result == 2, "0 or 2", result);
            made.func("wake").call();
        }
    }

    private static TrapCode trap(Func func, Duration limit) {
        try {
            func.call(limit);
            throw new AssertionError("an endless loop has ended");
        } catch (Trap trap) {
            return trap.code();
        }
    }

    private void interrupted(Random random) {
        int spot = random.nextInt(SPOTS);
        try (Store<Void> store = store()) {
            Instance made = instance(store, module);
            InterruptHandle handle = store.interruptHandle();
            running.set(spot, handle);
            TrapCode code = trap(made.func("spin"), SAFETY);
            running.compareAndSet(spot, handle, null);
            expect(code == TrapCode.INTERRUPT || code == TrapCode.DEADLINE, "an interrupt or the deadline", code);
            try {
                answers(made);
            } catch (Trap late) {
                expect(late.code() == TrapCode.INTERRUPT, "a late interrupt", late);
            }
        }
    }

    private void interrupt(Random random) {
        InterruptHandle handle = running.get(random.nextInt(SPOTS));
        if (handle != null) {
            handle.interrupt();
        }
    }

    private void epochs() {
        try (Store<Void> store = Store.create(engine)) {
            Instance made = instance(store, module);
            AtomicInteger asked = new AtomicInteger();
            store.setEpochDeadline(1);
            store.epochDeadlineCallback(context -> {
                if (asked.incrementAndGet() == 3) {
                    throw new Trap(TrapCode.UNREACHABLE);
                }
                return UpdateDeadline.continueWith(1);
            });
            TrapCode code = trap(made.func("spin"), SAFETY);
            expect(code == TrapCode.DEADLINE || code == TrapCode.UNREACHABLE && asked.get() == 3, "the third callback or the deadline",
                    code);
        }
    }

    private void deadline(Random random) {
        try (Store<Void> store = store()) {
            Instance made = instance(store, module);
            TrapCode code = trap(made.func("spin"), Duration.ofMillis(1 + random.nextInt(4)));
            expect(code == TrapCode.DEADLINE, "the deadline", code);
            answers(made);
        }
    }

    private void async(Random random) throws InterruptedException {
        try (Store<Void> store = store()) {
            Instance made = instance(store, module);
            boolean spins = random.nextInt(4) == 0;
            CompletableFuture<Object[]> later = made.func(spins ? "spin" : "answer").callAsync();
            if (spins || random.nextInt(4) == 0) {
                later.cancel(false);
            }
            try {
                Object answer = later.join()[0];
                expect(answer.equals(42), "42", answer);
            } catch (CancellationException cancelled) {
                // as it was asked for
            } catch (CompletionException failed) {
                expect(failed.getCause() instanceof ConcurrentUseException, "an answer", failed.getCause());
            }
        } catch (RejectedExecutionException full) {
            // more calls than may wait
        }
    }

    private void concurrentUse() {
        try {
            Object answer = contendedAnswer.call()[0];
            expect(answer.equals(42), "42", answer);
        } catch (ConcurrentUseException used) {
            expect(used.getMessage().contains(Thread.currentThread().getName()), "both threads named", used.getMessage());
        }
    }

    private void closedByAnother(Random random) {
        int spot = random.nextInt(SPOTS);
        try (Store<Void> store = store()) {
            Instance made = instance(store, module);
            closable.set(spot, store);
            TrapCode code = trap(made.func("spin"), SAFETY);
            expect(code == TrapCode.HOST_CLOSED || code == TrapCode.DEADLINE, "closed or the deadline", code);
        } catch (IllegalStateException closed) {
            // before the call began
        }
    }

    private void close(Random random) {
        Store<?> other = closable.getAndSet(random.nextInt(SPOTS), null);
        if (other != null) {
            other.close();
        }
    }

    private void finaliser() {
        try (Store<Void> store = store()) {
            finalisersGiven.incrementAndGet();
            ExternRef.create(store, "object", finalisersRun::incrementAndGet);
        }
    }

    /** What must hold when all threads have ended. */
    void check() {
        int counted = memory.data().readInt(0);
        expect(counted == added.get(), added.get() + " counted", counted);
        expect(finalisersRun.get() == finalisersGiven.get(), finalisersGiven.get() + " finalisers", finalisersRun.get());
    }

    /** Closes all; an engine that somebody still holds says so. */
    @Override
    public void close() {
        contended.close();
        engine.unload();
        expect(weak.upgrade().isEmpty(), "no engine after unloading", weak);
    }
}
