package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RunningTimeTest {
    private long now = 7;
    private final RunningTime time = new RunningTime(() -> now);

    @Test
    void ofATimeInWhichNobodyLookedOnlySoMuchCounts() {
        assertEquals(0, time.getAsLong());
        now += 5;
        assertEquals(5, time.getAsLong());
        now += Long.MAX_VALUE / 2;
        assertEquals(5 + RunningTime.MOST.toNanos(), time.getAsLong());
        now += 1;
        assertEquals(6 + RunningTime.MOST.toNanos(), time.getAsLong());
    }
}
