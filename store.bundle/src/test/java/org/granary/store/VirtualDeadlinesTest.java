package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Deadlines do not wait for a lock that a virtual thread has which waits for a carrier, where only deadlines free carriers. */
@Timeout(300)
class VirtualDeadlinesTest {
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "this JDK has no virtual threads")
    void guestsThatHoldAllCarriersEnd() throws Exception {
        List<String> options = List.of("-Djdk.virtualThreadScheduler.parallelism=2", "-Djdk.virtualThreadScheduler.maxPoolSize=2");
        assertEquals(List.of("ended"), OtherJvm.told(VirtualDeadlinesMain.class, 120, options, 200));
    }
}
