package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class CheckpointSiteTest {
    private final CheckpointSite site = new CheckpointSite();
    private final Alarms alarms = new Alarms();

    private static long in(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void oneOfTwoThatStopLeavesTheLooking() {
        assertFalse(site.looks());
        site.trip(alarms);
        site.trip(alarms);
        site.reset();
        assertTrue(site.looks());
    }

    @Test
    void aSingleStopEndsTheLooking() {
        site.trip(alarms);
        assertTrue(site.looks());
        site.reset();
        assertFalse(site.looks());
    }

    @Test
    void stopsThatComeOftenLeaveCheckPointsLooking() {
        for (int i = 0; i < 3; i++) {
            site.trip(alarms);
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
        site.trip(alarms);
        site.trip(alarms);
        site.reset();
        site.calm(in(2));
        assertTrue(site.looks());
        site.reset();
        site.calm(in(2));
        assertFalse(site.looks());
    }

    private static void stopOften(CheckpointSite site, CheckpointSite.Timer timer) {
        for (int i = 0; i < 3; i++) {
            site.trip(timer);
            site.reset();
        }
    }

    @Test
    void whereNoThreadIsToBeHadTheLookingEndsAtOnce() {
        stopOften(site, (alarm, nanos) -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        assertFalse(site.looks());
    }

    /** By none of the JDK's timers, for one of which a thread that gives up its carrier may wait amid a store's lock. */
    @Test
    void theAlarmsOfTheEngineEndTheLooking() {
        stopOften(site, alarms);
        assertTrue(site.looks());
        assertEquals(1, alarms.count());
        while (site.looks()) {
            Thread.onSpinWait();
        }
        assertEquals(0, alarms.count());
        stopOften(site, alarms);
        assertEquals(1, alarms.count(), "again, by the same alarm");
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
                tripping.trip(alarms);
            } catch (StackOverflowError e) {
                failed++;
                throw e;
            }
        }
    }

    @Test
    void aTripThatFailsAtTheEndOfTheStackHasNotBeen() throws Exception {
        // nothing is left to be made
        site.trip(alarms);
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
        CheckpointSite.Timer timer = (alarm, nanos) -> asked.incrementAndGet();
        stopOften(new CheckpointSite(), timer);
        assertEquals(1, asked.get());
        for (int round = 0; round < 20; round++) {
            asked.set(0);
            CheckpointSite often = new CheckpointSite();
            often.trip(timer);
            often.reset();
            often.trip(timer);
            FutureTask<Boolean> deep = new FutureTask<>(() -> resetBehind(often));
            Thread thread = new Thread(null, deep, "deep", 256 << 10);
            thread.start();
            assertTrue(deep.get(120, TimeUnit.SECONDS));
            assertTrue(asked.get() > 0 || !often.looks(), "round " + round);
        }
    }
}
