package org.granary.plugin.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.granary.plugin.config.Settings;
import org.junit.jupiter.api.Test;

class GranaryTest {

    private static Settings draining(long seconds) {
        Settings d = Settings.DEFAULT;
        return new Settings(d.memoryBytes(), d.totalBytes(), d.tableElements(), d.start(), Duration.ofSeconds(seconds), d.turn(), d.call(),
                d.shellCall(), d.retry(), d.longestRetry());
    }

    @Test
    void theHostWaitsForThePluginWithTheLongestDrainTime() {
        assertEquals(Duration.ofSeconds(5), Granary.longestDrain(draining(5), Stream.of()));
        assertEquals(Duration.ofSeconds(60), Granary.longestDrain(draining(5), Stream.of(draining(1), draining(60), draining(7))));
    }

    @Test
    void whatCannotBeReadIsToldAndNotUsed() {
        List<String> told = new ArrayList<>();
        assertEquals(7, Granary.readable(() -> Integer.valueOf("soon"), 7, thrown -> told.add(thrown.getMessage())));
        assertEquals(8, Granary.readable(() -> 8, 7, thrown -> told.add(thrown.getMessage())));
        assertEquals(List.of("For input string: \"soon\""), told);
    }
}
