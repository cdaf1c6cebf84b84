package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class SpinLockTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 20_000;

    private final SpinLock lock = new SpinLock();
    private int count;

    private void count() {
        for (int i = 0; i < ROUNDS; i++) {
            lock.lock();
            try {
                count++;
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void oneAtATimeHasIt() {
        CompletableFuture.allOf(IntStream.range(0, THREADS).mapToObj(number -> CompletableFuture.runAsync(this::count,
                work -> new Thread(work, "counts").start())).toArray(CompletableFuture[]::new)).join();
        assertEquals(THREADS * ROUNDS, count);
    }
}
