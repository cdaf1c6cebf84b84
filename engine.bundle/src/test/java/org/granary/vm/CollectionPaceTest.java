package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often guests may have the JVM collect. */
@Timeout(120)
class CollectionPaceTest {
    private long now = 1_000;
    private long takes = 10;
    private int collected;
    private final CollectionPace pace = new CollectionPace(() -> now, () -> {
        collected++;
        now += takes;
    });

    @Test
    void oneWhoAsksAndAsksHasATenthOfTheTime() {
        long began = now;
        for (int i = 0; i < 50; i++) {
            takes = 1 + i % 7;
            long since = pace.done();
            for (long rest = pace.collect(since); rest > 0; rest = pace.collect(since)) {
                now += rest;
            }
        }
        assertEquals(50, collected);
        long collecting = 0;
        for (int i = 0; i < 49; i++) {
            collecting += 1 + i % 7;
        }
        assertEquals(10 * collecting, now - takes - began);
    }

    @Test
    void whoComesTooEarlyIsToldWhenToComeAgainAndCollectsNothing() {
        assertEquals(0, pace.collect(pace.done()));
        now += 30;
        assertEquals(60, pace.collect(pace.done()));
        assertEquals(1, collected);
        now += 60;
        assertEquals(0, pace.collect(pace.done()));
        assertEquals(2, collected);
    }

    @Test
    void aCollectionCountsForAllWhoWaited() {
        long since = pace.done();
        assertEquals(0, pace.collect(since));
        assertEquals(0, pace.collect(since));
        assertEquals(1, collected);
    }

    @Test
    void aLongCollectionIsFollowedByFiveSecondsAtMost() {
        takes = 60_000_000_000L;
        pace.collect(pace.done());
        assertEquals(5_000_000_000L, pace.collect(pace.done()));
    }

    @Test
    void neverTwoAtOnce() throws Exception {
        AtomicBoolean running = new AtomicBoolean();
        AtomicBoolean overlapped = new AtomicBoolean();
        AtomicInteger collections = new AtomicInteger();
        CollectionPace shared = new CollectionPace(() -> 0, () -> {
            overlapped.compareAndSet(false, !running.compareAndSet(false, true));
            collections.incrementAndGet();
            Thread.yield();
            running.set(false);
        });
        int each = 1_000;
        CyclicBarrier start = new CyclicBarrier(4);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                for (int n = 0; n < each; n++) {
                    shared.collect(shared.done());
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertFalse(overlapped.get());
        assertTrue(collections.get() >= each, collections.toString());
        assertEquals(collections.get(), shared.done());
    }
}
