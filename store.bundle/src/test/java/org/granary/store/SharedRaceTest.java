package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.type.MemoryType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several stores on several threads at once on one memory: seeded and bounded. */
@Timeout(120)
class SharedRaceTest {
    private static final int THREADS = 4;
    private static final int PAGE = MemoryType.PAGE_SIZE;

    private final Engine engine = Engine.create(builder().build());

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** What one thread does in a store of its own. */
    private interface Agent {
        long run(Instance guest, Random random) throws Exception;
    }

    private long inThreads(SharedMemory memory, byte[] module, Agent agent) throws Exception {
        return inThreads(THREADS, memory, module, agent);
    }

    private long inThreads(int threads, SharedMemory memory, byte[] module, Agent agent) throws Exception {
        List<FutureTask<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            long seed = i;
            Callable<Long> body = () -> {
                try (Store<Void> store = Store.create(engine)) {
                    return agent.run(Instance.create(store, engine.compile(module), List.of(memory)), new Random(seed));
                }
            };
            FutureTask<Long> task = new FutureTask<>(body);
            Thread thread = new Thread(task, "agent-" + i);
            thread.setDaemon(true);
            thread.start();
            tasks.add(task);
        }
        long sum = 0;
        for (FutureTask<Long> task : tasks) {
            sum += task.get(100, TimeUnit.SECONDS);
        }
        return sum;
    }

    /** Adds to bytes, halves and words that lie in each other's way; nothing is lost, and no neighbour is touched. */
    @Test
    void additionsOfEveryWidthLoseNothing() throws Exception {
        SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, 1));
        Wasm wasm = new Wasm().importShared("", "", 1, 1);
        int wide = wasm.type(new int[] {Wasm.I32, Wasm.I64}, new int[] {Wasm.I64});
        int narrow = wasm.type(new int[] {Wasm.I32, Wasm.I32}, new int[] {Wasm.I32});
        wasm.exported("add64", wide, Wasm.LOCAL_GET, 0, Wasm.LOCAL_GET, 1, Wasm.ATOMIC, 0x1f, 3, 0);
        wasm.exported("add32", narrow, Wasm.LOCAL_GET, 0, Wasm.LOCAL_GET, 1, Wasm.ATOMIC, 0x1e, 2, 0);
        wasm.exported("add16", narrow, Wasm.LOCAL_GET, 0, Wasm.LOCAL_GET, 1, Wasm.ATOMIC, 0x21, 1, 0);
        wasm.exported("add8", narrow, Wasm.LOCAL_GET, 0, Wasm.LOCAL_GET, 1, Wasm.ATOMIC, 0x20, 0, 0);
        int rounds = 20_000;
        inThreads(memory, wasm.bytes(), (guest, random) -> {
            Func add64 = guest.func("add64");
            Func add32 = guest.func("add32");
            Func add16 = guest.func("add16");
            Func add8 = guest.func("add8");
            for (int i = 0; i < rounds; i++) {
                add64.call(0, 3L);
                add32.call(8, -1);
                add16.call(12, 1);
                add8.call(14, 5);
                add8.call(15, 1);
            }
            return 0;
        });
        long times = (long) THREADS * rounds;
        MemoryView data = memory.data();
        assertEquals(3 * times, data.readLong(0));
        assertEquals((int) -times, data.readInt(8));
        assertEquals((short) times, data.readShort(12));
        assertEquals((byte) (5 * times), data.readByte(14));
        assertEquals((byte) times, data.readByte(15));
    }

    /** Everybody grows, looks at the size and uses the last page of it: no reader sees a size without its pages. */
    @Test
    void growthIsNeverSeenHalfDone() throws Exception {
        int most = 400;
        SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, most));
        byte[] module = Modules.agent(new Wasm().importShared("", "", 1, 1 << 14)).bytes();
        long grown = inThreads(memory, module, (guest, random) -> {
            Func grow = guest.func("grow");
            Func size = guest.func("size");
            Func add = guest.func("add");
            long mine = 0;
            int before = 0;
            for (int i = 0; i < 20_000; i++) {
                if (random.nextInt(50) == 0 && (int) grow.call(1)[0] >= 0) {
                    mine++;
                }
                int now = (int) size.call()[0];
                assertTrue(now >= before);
                before = now;
                add.call(now * PAGE - 4, 1);
                assertTrue(memory.data().length() >= (long) now * PAGE);
            }
            return mine;
        });
        assertEquals(most, memory.size());
        assertEquals(most - 1, grown);
        long sum = 0;
        for (int page = 1; page <= most; page++) {
            sum += memory.data().readInt((long) page * PAGE - 4);
        }
        assertEquals(THREADS * 20_000L, sum);
    }

    /**
     * Looks at a word until it is not zero, without atomics and for long enough that the JIT has compiled the loop: it sees the change
     * all the same.
     */
    @Test
    void whoPollsWithoutAtomicsSeesWhatOthersWrite() throws Exception {
        SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, 1));
        Wasm wasm = new Wasm().importShared("", "", 1, 1);
        wasm.exported("poll", wasm.type(Wasm.NONE, Wasm.NONE), Wasm.I32_CONST, 4, Wasm.I32_CONST, 1, Wasm.I32_STORE, 2, 0, Wasm.LOOP,
                Wasm.VOID, Wasm.I32_CONST, 0, Wasm.I32_LOAD, 2, 0,
                Wasm.I32_EQZ, Wasm.BR_IF, 0, Wasm.END);
        MemoryView data = memory.data();
        FutureTask<Integer> stopping = new FutureTask<>(() -> {
            int rounds = 0;
            while (rounds < 20_000_000) {
                rounds += data.readIntOpaque(4);
            }
            data.writeIntOpaque(0, 1);
            return rounds;
        });
        Thread thread = new Thread(stopping, "stopping");
        thread.setDaemon(true);
        thread.start();
        assertEquals(0, inThreads(1, memory, wasm.bytes(), (guest, random) -> guest.func("poll").call().length));
        assertEquals(20_000_000, stopping.get(30, TimeUnit.SECONDS));
    }

    /** A lock made of a word, as guests make it: inside, plain access is safe, and who wakes wakes one. */
    @Test
    void aLockOfGuestsKeepsPlainAccessApart() throws Exception {
        SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, 1));
        int rounds = 5_000;
        inThreads(memory, Modules.sharing(1, 1), (guest, random) -> {
            Func cmpxchg = guest.func("cmpxchg");
            Func wait = guest.func("wait32");
            Func add = guest.func("add");
            Func notify = guest.func("notify");
            Func read = guest.func("read");
            Func write = guest.func("write");
            for (int i = 0; i < rounds; i++) {
                while ((int) cmpxchg.call(0, 0, 1)[0] != 0) {
                    wait.call(0, 1, 50_000_000_000L);
                }
                write.call(64, (int) read.call(64)[0] + 1);
                assertEquals(1, add.call(0, -1)[0]);
                notify.call(0, 1);
            }
            return 0;
        });
        assertEquals(THREADS * rounds, memory.data().readInt(64));
    }
}
