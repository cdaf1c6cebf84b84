package org.granary.itests.house;

import static org.junit.jupiter.api.Assertions.assertNotSame;

import org.junit.jupiter.api.Test;

/** Each test has a limit here, by the build's settings: what is waited for is a framework or a process, which may never answer. */
class TimeLimitsIT {
    /** Which the class is initialised by. */
    private static final Thread MAIN = Thread.currentThread();

    @Test
    void everyTestRunsOnAThreadOfItsOwn() {
        assertNotSame(MAIN, Thread.currentThread(), "only a test with a limit does");
    }
}
