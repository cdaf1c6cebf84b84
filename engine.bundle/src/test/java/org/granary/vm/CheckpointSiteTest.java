package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
}
