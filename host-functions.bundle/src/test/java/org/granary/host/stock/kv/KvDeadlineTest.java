package org.granary.host.stock.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.host.ErrorValue;
import org.granary.host.HostScope;
import org.granary.host.stock.BoundGuest;
import org.granary.host.stock.KeptLog;
import org.granary.text.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest whose entries are on a disk that does not answer for a while. */
@Timeout(240)
class KvDeadlineTest {
    private static final Duration LIMIT = Duration.ofMillis(20);
    private static final long LATE_MILLIS = 100;
    private static final byte[] GUEST = Wat.toBinary("""
            (module
              (import "granary_kv" "set" (func $set (param i32 i32 i32 i32) (result i32)))
              (import "granary_kv" "get" (func $get (param i32 i32) (result i64)))
              (memory (export "memory") 1)
              (func (export "granary_alloc") (param i32) (result i32) (i32.const 1024))
              (func (export "set") (result i32) (call $set (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 4)))
              (func (export "get") (result i64) (call $get (i32.const 0) (i32.const 1))))
            """.getBytes(UTF_8));
    private static final long NOTHING = -1;

    @TempDir
    private Path directory;
    private final Engine engine = Engine.create(EngineConfig.builder().interruptable(true).build());
    private final CountDownLatch answers = new CountDownLatch(1);
    private KvModule module;
    private KvStore entries;
    private BoundGuest guest;

    @BeforeEach
    void start() throws InterruptedException {
        module = new KvModule(directory, new KeptLog().loggers());
        HostScope scope = new HostScope("plugin", Map.of("host.modules", "kv"));
        guest = BoundGuest.of(engine.compile(GUEST), scope, Map.of("granary_kv", module));
        entries = module.entries("plugin");
    }

    /** The thread of the file waits from now on, as it does in a write to a disk that is away. */
    private void away() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        new Thread(() -> entries.await(() -> {
            begun.countDown();
            answers.await();
            return null;
        }, KvStoreTest.NEVER)).start();
        begun.await();
    }

    @AfterEach
    void close() {
        answers.countDown();
        guest.close();
        module.close();
        engine.close();
    }

    /** The best of some tries: a machine may have other work. */
    @Test
    void aDiskThatDoesNotAnswerKeepsNobodyBeyondTheDeadline() throws Exception {
        assertEquals(NOTHING, guest.call("get"));
        away();
        Thread.currentThread().interrupt();
        for (String function : new String[] {"set", "get"}) {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 20 && best >= LATE_MILLIS; i++) {
                long start = System.nanoTime();
                assertEquals(TrapCode.DEADLINE, assertThrows(Trap.class, () -> guest.instance().func(function).call(LIMIT)).code());
                best = Math.min(best, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) - LIMIT.toMillis());
            }
            assertTrue(best < LATE_MILLIS, function + " came back " + best + " ms late");
        }
        assertTrue(Thread.interrupted(), "the thread's flag is as it was");
        answers.countDown();
        assertEquals(NOTHING, guest.call("get"), "what had not begun is not done later");
        assertEquals(0, guest.call("set"));
        assertArrayEquals(new byte[4], entries.get(new byte[1], KvStoreTest.NEVER));
    }

    @Test
    void whoHasToStopIsRefusedAndWhatHadNotBegunIsNotDone() throws Exception {
        away();
        int[] asked = new int[1];
        assertEquals(ErrorValue.FAILED, assertThrows(ErrorValue.class,
                () -> entries.set(new byte[1], new byte[1], new KvLimits(1, 10, 1, 1), () -> ++asked[0] == 2)).code());
        answers.countDown();
        assertNull(entries.get(new byte[1], KvStoreTest.NEVER));
    }
}
