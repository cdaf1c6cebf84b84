package org.granary.store;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;

/** Closes a store while the JVM has no memory left for what that takes; {@code MemoryEndTest} starts it with a small heap. */
final class MemoryEndMain {
    private static final long LIMIT_SECONDS = 30;

    private final Engine engine = Engine.create(EngineConfig.builder().interruptable(true).build());
    private final FuncType nothing = FuncType.taking();
    private int modules;
    private final FullHeap heap = new FullHeap();

    private MemoryEndMain() {
    }

    /** A guest of a module of its own that loops, on a thread of its own. */
    private final class Guest {
        private final Store<Void> store = Store.create(engine);
        private final CountDownLatch running = new CountDownLatch(1);
        private final Thread thread;
        private volatile Throwable end;

        Guest(Duration limit) {
            Func host = Func.create(store, nothing, (caller, arguments) -> {
                running.countDown();
                return null;
            });
            Wasm wasm = new Wasm().name("m" + modules++);
            wasm.importFunc("env", "f", wasm.type(Wasm.NONE, Wasm.NONE));
            wasm.exported("run", wasm.type(Wasm.NONE, Wasm.NONE), Wasm.CALL, 0, Wasm.LOOP, Wasm.VOID, Wasm.BR, 0, Wasm.END);
            Func run = Instance.create(store, engine.compile(wasm.bytes()), List.of(host)).func("run");
            thread = new Thread(() -> {
                try {
                    run.call(limit);
                } catch (Throwable e) {
                    end = e;
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        void ends(TrapCode code) throws InterruptedException {
            thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            // it may have met the end of memory itself, when it made the trap
            if (!(end instanceof OutOfMemoryError) && !(end instanceof Trap trap && trap.code() == code)) {
                throw new AssertionError("expected " + code + ", found " + (thread.isAlive() ? "a guest that runs" : end));
            }
        }
    }

    /** Closes until nothing is thrown any more, each time with a little more room. */
    private int close() throws InterruptedException {
        Guest guest = new Guest(Duration.ofDays(1));
        guest.running.await();
        int failures = 0;
        heap.fill();
        while (true) {
            try {
                guest.store.close();
                break;
            } catch (OutOfMemoryError full) {
                failures++;
                heap.drop();
            }
        }
        heap.empty();
        guest.ends(TrapCode.HOST_CLOSED);
        return failures;
    }

    /**
     * Runs all of it and tells whether all is well.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws InterruptedException {
        MemoryEndMain main = new MemoryEndMain();
        // what is caught there is looked up now, and classes of the JDK are initialised: where the memory ends they are lost to all
        Objects.requireNonNull(OutOfMemoryError.class);
        Guest first = main.new Guest(Duration.ofMillis(1));
        first.ends(TrapCode.DEADLINE);
        first.store.close();
        if (main.close() == 0) {
            throw new AssertionError("the memory was enough to close a store");
        }
        System.out.println("ended");
    }
}
