package org.granary.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.WasmModule;
import org.granary.store.Func;
import org.granary.store.Global;
import org.granary.store.Instance;
import org.granary.store.InterruptHandle;
import org.granary.store.Store;
import org.granary.store.UpdateDeadline;
import org.granary.text.Wat;

/**
 * What it costs to stop a guest, or to ask its host whether to go on: a guest counts its own work and is stopped and called again, once and
 * 100 times in a second; the work that it has lost against a second without is the cost. Prints {@code NAME work-of-an-undisturbed-second
 * work-lost-in-percent microseconds-lost-for-each latency-in-microseconds}. Argument: SECONDS for each way.
 */
final class DeliveryMain {
    private static final String MODULE = """
            (module
              (memory 1)
              (global (export "work") (mut i64) (i64.const 0))
              (func $mix (param $x i64) (result i64)
                (i64.mul (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.const 29))) (i64.const 0x9e3779b97f4a7c15)))
              (func (export "run") (local $n i32) (local $x i64)
                (loop $for_ever
                  (local.set $n (i32.const 1000))
                  (loop $again
                    (local.set $x (call $mix (i64.add (local.get $x) (i64.load (i32.and (local.get $n) (i32.const 0xfff8))))))
                    (i64.store (i32.and (i32.wrap_i64 (local.get $x)) (i32.const 0xfff8)) (local.get $x))
                    (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                  (global.set 0 (i64.add (global.get 0) (i64.const 1)))
                  (br $for_ever))))
            """;
    private static final long SECOND = 1_000_000_000;
    private static final int OFTEN = 100;

    private final PrintStream out;
    private final double seconds;

    private DeliveryMain(PrintStream out, double seconds) {
        this.out = out;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) {
        new DeliveryMain(System.out, Double.parseDouble(arguments[0])).run();
    }

    /** A guest that works, and how it is disturbed. */
    private static final class Worker implements AutoCloseable {
        final Engine engine;
        final Store<Void> store;
        final Func run;
        final Global work;
        final InterruptHandle handle;
        /** When the next disturbance was asked for. */
        volatile long asked;
        final List<Double> latencies = new ArrayList<>();

        Worker(boolean epochs) {
            engine = Engine.create(EngineConfig.builder().interruptable(true).epochInterruption(epochs).build());
            store = Store.create(engine);
            store.setEpochDeadline(Long.MAX_VALUE);
            WasmModule module = engine.compile(Wat.toBinary(MODULE.getBytes(StandardCharsets.UTF_8)));
            Instance instance = Instance.create(store, module, List.of());
            run = instance.func("run");
            work = instance.global("work");
            handle = store.interruptHandle();
        }

        void came() {
            long at = asked;
            if (at != 0) {
                latencies.add((System.nanoTime() - at) / 1e3);
                asked = 0;
            }
        }

        @Override
        public void close() {
            store.close();
            engine.close();
        }
    }

    /** One second of work. */
    private interface Second {
        void pass(Worker worker, long end);
    }

    private void run() {
        measure("interrupt-once", false, 1, (worker, end) -> interrupted(worker, end, 1));
        measure("interrupt-100", false, OFTEN, (worker, end) -> interrupted(worker, end, OFTEN));
        measure("deadline-once", false, 1, (worker, end) -> late(worker, end, 1));
        measure("deadline-100", false, OFTEN, (worker, end) -> late(worker, end, OFTEN));
        measure("epoch-callback-once", true, 1, (worker, end) -> asked(worker, end, 1));
        measure("epoch-callback-100", true, OFTEN, (worker, end) -> asked(worker, end, OFTEN));
    }

    /** Works without being disturbed, but for the deadline that ends the second. */
    private static void work(Worker worker, long end) {
        late(worker, end, 0);
    }

    private static void interrupted(Worker worker, long end, int times) {
        Thread disturber = disturber(worker, end, times, worker.handle::interrupt);
        until(worker, end);
        join(disturber);
    }

    /** Calls with deadlines that end within the second. */
    private static void late(Worker worker, long end, int times) {
        long step = times == 0 ? 0 : SECOND / (times + 1);
        for (int i = 0; i < times; i++) {
            worker.asked = System.nanoTime() + step;
            call(worker, step);
            worker.came();
        }
        until(worker, end);
    }

    private static void asked(Worker worker, long end, int times) {
        worker.store.setEpochDeadline(1);
        worker.store.epochDeadlineCallback(context -> {
            worker.came();
            return UpdateDeadline.continueWith(1);
        });
        Thread disturber = disturber(worker, end, times, worker.engine::incrementEpoch);
        until(worker, end);
        join(disturber);
        worker.store.setEpochDeadline(Long.MAX_VALUE);
    }

    private static Thread disturber(Worker worker, long end, int times, Runnable disturb) {
        long step = SECOND / (times + 1);
        Thread thread = new Thread(() -> {
            for (int i = times; i > 0; i--) {
                LockSupport.parkNanos(end - i * step - System.nanoTime());
                worker.asked = System.nanoTime();
                disturb.run();
            }
        }, "disturber");
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void until(Worker worker, long end) {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            call(worker, left);
            worker.came();
        }
    }

    private static void call(Worker worker, long nanos) {
        try {
            worker.run.call(Duration.ofNanos(nanos));
        } catch (Trap stopped) {
            // it never ends by itself
        }
    }

    private void measure(String name, boolean epochs, int times, Second disturbed) {
        try (Worker worker = new Worker(epochs)) {
            second(worker, DeliveryMain::work);
            second(worker, disturbed);
            worker.latencies.clear();
            List<Double> plain = new ArrayList<>();
            List<Double> with = new ArrayList<>();
            for (int i = 0; i < Math.max(2, seconds); i++) {
                plain.add(second(worker, DeliveryMain::work));
                worker.latencies.clear();
                with.add(second(worker, disturbed));
            }
            double undisturbed = Figures.median(plain);
            double lost = 1 - Figures.median(with) / undisturbed;
            out.println(name + " " + undisturbed + " " + lost * 100 + " " + lost * 1e6 / times + " " + Figures.median(worker.latencies));
        }
    }

    /** What was done in a second of the clock, for each second of the processor: other processes are not the guest's fault. */
    private static double second(Worker worker, Second how) {
        worker.asked = 0;
        long before = (long) worker.work.get();
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        how.pass(worker, System.nanoTime() + SECOND);
        return ((long) worker.work.get() - before) * (double) SECOND / (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                - start);
    }
}
