package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
}
