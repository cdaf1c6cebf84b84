package org.granary.store;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.WasmModule;

/** Guests on virtual threads who keep all carriers until their deadlines, and many beside whose calls set and take back deadlines. */
final class VirtualDeadlinesMain {
    private static final int ENDLESS = 6;
    private static final int SHORT = 300;
    private static final int OUTSIDE = 3;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 60_000_000;

    private final Engine engine = Engine.create(EngineConfig.builder().interruptable(true).build());
    private final WasmModule module = engine.compile(module());
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch ends;

    private VirtualDeadlinesMain(int ends) {
        this.ends = new CountDownLatch(ends);
    }

    private static byte[] module() {
        Wasm wasm = new Wasm();
        int type = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.exported("spin", type, Wasm.LOOP, Wasm.VOID, Wasm.BR, 0, Wasm.END);
        wasm.exported("nothing", type);
        return wasm.bytes();
    }

    private interface Work {
        void run(Random random);
    }

    private Runnable again(int seed, Work work) {
        Random random = new Random(seed);
        return () -> {
            try {
                while (ends.getCount() > 0) {
                    work.run(random);
                }
            } catch (Throwable e) {
                failure.set(e);
                while (ends.getCount() > 0) {
                    ends.countDown();
                }
            }
        };
    }

    private void ofEndless(Random random) {
        try (Store<Void> store = Store.create(engine)) {
            Instance.create(store, module, List.of()).func("spin").call(Duration.ofMillis(30 + random.nextInt(40)));
            throw new IllegalStateException("it ended by itself");
        } catch (Trap e) {
            ends.countDown();
        }
    }

    /** Waits between some calls, so that its alarm rings between two of them, and amid one. */
    private void ofShort(Random random) {
        try (Store<Void> store = Store.create(engine)) {
            Func nothing = Instance.create(store, module, List.of()).func("nothing");
            for (int i = 0; i < 20; i++) {
                nothing.call(LONG.plusMillis(i));
                LockSupport.parkNanos(i % 7 == 0 ? random.nextInt((int) PAUSE_NANOS) : 1);
            }
        }
    }

    /** Sets an alarm anew with almost every call. */
    private void ofHasty(Random random) {
        try (Store<Void> store = Store.create(engine)) {
            Func nothing = Instance.create(store, module, List.of()).func("nothing");
            for (int i = 0; i < 1_000; i++) {
                nothing.call(Duration.ofMillis(3 + random.nextInt(20)));
            }
        } catch (Trap e) {
            // the processors were busy
            Thread.yield();
        }
    }

    private void run() throws Exception {
        ExecutorService virtual = virtual();
        for (int i = 0; i < SHORT; i++) {
            virtual.execute(again(i, this::ofShort));
        }
        for (int i = 0; i < ENDLESS; i++) {
            virtual.execute(again(SHORT + i, this::ofEndless));
        }
        for (int i = 0; i < OUTSIDE; i++) {
            Thread outside = new Thread(again(i, this::ofHasty), "outside");
            outside.setDaemon(true);
            outside.start();
        }
        ends.await();
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
        System.out.println("ended");
        System.exit(0);
    }

    /** By reflection: the tests are compiled for a JDK without. */
    private static ExecutorService virtual() throws ReflectiveOperationException {
        try {
            return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        new VirtualDeadlinesMain(Integer.parseInt(arguments[0])).run();
    }
}
