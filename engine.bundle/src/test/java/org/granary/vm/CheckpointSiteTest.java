package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckpointSiteTest {
    private final CheckpointSite site = new CheckpointSite();

    private static long in(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void oneOfTwoThatStopLeavesTheLooking() {
        assertFalse(site.looks());
        site.trip();
        site.trip();
        site.reset();
        assertTrue(site.looks());
    }

    @Test
    void aSingleStopEndsTheLooking() {
        site.trip();
        assertTrue(site.looks());
        site.reset();
        assertFalse(site.looks());
    }

    @Test
    void stopsThatComeOftenLeaveCheckPointsLooking() {
        for (int i = 0; i < 3; i++) {
            site.trip();
            site.reset();
        }
        assertTrue(site.looks());
        site.calm(System.nanoTime());
        assertTrue(site.looks(), "too early");
        site.calm(in(2));
        assertFalse(site.looks());
    }

    @Test
    void whoIsToBeStoppedIsNotCalmed() {
        site.trip();
        site.trip();
        site.reset();
        site.calm(in(2));
        assertTrue(site.looks());
        site.reset();
        site.calm(in(2));
        assertFalse(site.looks());
    }

    private static void stopOften(CheckpointSite site) {
        for (int i = 0; i < 3; i++) {
            site.trip();
            site.reset();
        }
    }

    @Test
    void whereNoThreadIsToBeHadTheLookingEndsAtOnce() {
        CheckpointSite crowded = new CheckpointSite(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        stopOften(crowded);
        assertFalse(crowded.looks());
    }

    @Test
    void theEndOfTheLookingNeedsNoThreadBesideTheTimers() throws Exception {
        CompletableFuture<Thread> timers = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, Runnable::run).execute(() -> timers.complete(Thread.currentThread()));
        CompletableFuture<Thread> calms = new CompletableFuture<>();
        new CheckpointSite.Stopping().afterCalm.execute(() -> calms.complete(Thread.currentThread()));
        assertSame(timers.get(30, TimeUnit.SECONDS), calms.get(30, TimeUnit.SECONDS));
    }

    private int failed;

    private void tripBehind(CheckpointSite tripping) {
        try {
            tripBehind(tripping);
        } catch (StackOverflowError e) {
            assertFalse(tripping.looks(), "what has failed has done nothing");
        }
        if (!tripping.looks()) {
            try {
                tripping.trip();
            } catch (StackOverflowError e) {
                failed++;
                throw e;
            }
        }
    }

    @Test
    void aTripThatFailsAtTheEndOfTheStackHasNotBeen() throws Exception {
        // nothing is left to be made
        site.trip();
        site.reset();
        CompletableFuture<Void> done = new CompletableFuture<>();
        new Thread(null, () -> {
            try {
                tripBehind(site);
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        }, "deep", 512 << 10).start();
        done.get(30, TimeUnit.SECONDS);
        assertTrue(failed > 0);
        assertTrue(site.looks());
        site.reset();
        site.calm(in(2));
        assertFalse(site.looks());
    }

    /** Takes a trip back at the end of the stack, until there is room for it. */
    private static boolean resetBehind(CheckpointSite resetting) {
        boolean done = false;
        try {
            done = resetBehind(resetting);
        } catch (StackOverflowError e) {
            // from here, or from further up
            done = false;
        }
        if (!done) {
            resetting.reset();
        }
        return true;
    }

    /**
     * What has failed holds no lock and is not waiting for the timer, and whoever comes next asks that: else all would turn, or look, for
     * ever.
     */
    @Test
    void aResetThatFailsAtTheEndOfTheStackIsFollowedByOneThatAsksTheTimer() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        // nothing is left to be made
        stopOften(new CheckpointSite(task -> asked.incrementAndGet()));
        assertEquals(1, asked.get());
        for (int round = 0; round < 20; round++) {
            asked.set(0);
            CheckpointSite often = new CheckpointSite(task -> asked.incrementAndGet());
            often.trip();
            often.reset();
            often.trip();
            FutureTask<Boolean> deep = new FutureTask<>(() -> resetBehind(often));
            Thread thread = new Thread(null, deep, "deep", 256 << 10);
            thread.start();
            assertTrue(deep.get(30, TimeUnit.SECONDS));
            assertTrue(asked.get() > 0 || !often.looks(), "round " + round);
        }
    }
}
