package org.granary.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RacesTest {
    @Test
    @Timeout(120)
    void eightThreadsForFiveSeconds() throws InterruptedException {
        Races.Outcome outcome = Races.run(2_026, Duration.ofSeconds(5), 8);
        assertEquals(List.of(), outcome.failures());
        assertTrue(outcome.ran().values().stream().allMatch(times -> times > 0), () -> "not all acts ran: " + outcome.ran());
    }
}
