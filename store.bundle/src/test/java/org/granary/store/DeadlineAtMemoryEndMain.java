package org.granary.store;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.ValType;

/** Guests with deadlines that take all memory and never end by themselves; {@code DeadlineAtMemoryEndTest} starts it with a small heap. */
final class DeadlineAtMemoryEndMain {
    private static final long LIMIT_MILLIS = 60_000;
    /** Each takes half of what is left, in steps that are half of those of the one before. */
    private static final int TABLES = 20;
    /** Both end at once unless the function is given 0: so all that they need is linked while there is memory. */
    private static final int[] SPIN = {Wasm.LOOP, Wasm.VOID, Wasm.LOCAL_GET, 0, Wasm.I32_EQZ, Wasm.BR_IF, 0, Wasm.END};
    private static final int[] WAIT = {Wasm.I32_CONST, 0, Wasm.LOCAL_GET, 0, 0x42, 0x7f, Wasm.ATOMIC, 0x01, 2, 0, Wasm.DROP};

    private final Engine engine;
    private int modules;
    private final FullHeap heap = new FullHeap();

    private DeadlineAtMemoryEndMain(boolean interpreter) {
        engine = Engine.create(EngineConfig.builder().interruptable(true).interpreter(interpreter).build());
    }

    /** A guest of a module of its own, on a thread of its own. */
    private final class Guest {
        private final Store<Void> store = Store.create(engine);
        private final Thread thread;
        private final CountDownLatch running = new CountDownLatch(1);
        private volatile Throwable end;

        Guest(Duration limit, int[] before, int[] then, Runnable host) {
            Func called = Func.create(store, FuncType.taking(ValType.I32), (caller, arguments) -> {
                if (arguments[0].equals(0)) {
                    host.run();
                    running.countDown();
                }
                return null;
            });
            Wasm wasm = new Wasm().name("m" + modules++);
            int type = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
            wasm.importFunc("env", "f", type);
            for (int i = 0; i < TABLES; i++) {
                wasm.table(Wasm.FUNCREF, 0);
            }
            wasm.shared(1, 1);
            wasm.exported("run", type, join(before, new int[] {Wasm.LOCAL_GET, 0, Wasm.CALL, 0}, then));
            Func run = Instance.create(store, engine.compile(wasm.bytes()), List.of(called)).func("run");
            if (before.length == 0) {
                run.call(1);
            }
            thread = new Thread(() -> {
                try {
                    run.call(limit, 0);
                } catch (Throwable e) {
                    end = e;
                }
            });
            thread.setDaemon(true);
        }

        void ends() {
            boolean alive = thread.isAlive();
            // it may have met the end of memory itself, when it made the trap
            if (alive || !(end instanceof OutOfMemoryError) && !(end instanceof Trap trap && trap.code() == TrapCode.DEADLINE)) {
                throw new AssertionError("expected an end by the deadline, found " + (alive ? "a guest that runs" : end), end);
            }
            store.close();
        }
    }

    private static int[] join(int[]... parts) {
        return IntStream.range(0, parts.length).flatMap(i -> IntStream.of(parts[i])).toArray();
    }

    /** Grows tables until nothing more is to be had. */
    private static int[] eating() {
        int[] code = {};
        for (int table = 0; table < TABLES; table++) {
            int step = 1 << TABLES - 1 - table;
            code = join(code, new int[] {Wasm.LOOP, Wasm.VOID, Wasm.REF_NULL, Wasm.FUNCREF, Wasm.I32_CONST, 0x80 | step & 0x7f,
                    0x80 | step >> 7 & 0x7f, step >> 14, 0xfc, 15, table, Wasm.I32_CONST, 0x7f, 0x47, Wasm.BR_IF, 0, Wasm.END});
        }
        return code;
    }

    private Guest guest(String how) {
        Duration limit = Duration.ofMillis(how.equals("guest") ? 4_000 : 700);
        return switch (how) {
            case "host" -> new Guest(limit, Wasm.NONE, SPIN, heap::fill);
            case "guest" -> new Guest(limit, eating(), SPIN, heap::fill);
            default -> new Guest(limit, Wasm.NONE, WAIT, heap::fill);
        };
    }

    /**
     * Runs guests that take all memory, and tells whether all of them have ended.
     *
     * @param arguments "compiled" or "interpreted"; "host" or "guest", which takes the memory, or "wait", what the guest does when the host
     *                  has taken it; how many guests one after the other; how many more guests beside each
     */
    public static void main(String[] arguments) throws InterruptedException {
        DeadlineAtMemoryEndMain main = new DeadlineAtMemoryEndMain(arguments[0].equals("interpreted"));
        int rounds = Integer.parseInt(arguments[2]);
        int beside = Integer.parseInt(arguments[3]);
        // what is caught there is looked up now, and classes of the JDK are initialised: where the memory ends they are lost to all
        Objects.requireNonNull(OutOfMemoryError.class);
        Guest first = main.new Guest(Duration.ofMillis(1), Wasm.NONE, SPIN, () -> { });
        first.thread.start();
        first.thread.join(LIMIT_MILLIS);
        first.ends();
        for (int i = 0; i < rounds; i++) {
            // all is made before the first one takes the memory, which this thread has none of meanwhile
            Guest[] guests = new Guest[beside + 1];
            for (int j = 0; j < beside; j++) {
                guests[j] = main.new Guest(Duration.ofMillis(1_000 + j), Wasm.NONE, SPIN, () -> { });
            }
            guests[beside] = main.guest(arguments[1]);
            for (int j = 0; j < beside; j++) {
                guests[j].thread.start();
                guests[j].running.await();
            }
            guests[beside].thread.start();
            for (int j = 0; j <= beside; j++) {
                guests[j].thread.join(LIMIT_MILLIS);
            }
            main.heap.empty();
            for (Guest guest : guests) {
                guest.ends();
            }
        }
        System.out.println("ended");
    }
}
