package org.granary.plugin.service;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class PluginsTest {
    @Test
    void anyTimeMayBeWaitedThatFilesAreSettled() throws InterruptedException {
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofNanos(Long.MIN_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE))) {
            assertFalse(Plugins.settles(() -> 1, none), none::toString);
        }
        int[] left = {3};
        assertTrue(Plugins.settles(() -> --left[0], Duration.ofSeconds(Long.MAX_VALUE)));
    }
}
