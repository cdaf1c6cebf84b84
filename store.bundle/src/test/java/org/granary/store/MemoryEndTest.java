package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store whose handle is closed while the JVM has no memory left can be closed again, and its guest ends. */
@Timeout(300)
class MemoryEndTest {
    private static final long LIMIT_SECONDS = 120;

    @Test
    void aStoreThatCouldNotBeClosedIsClosedWhenThereIsMemoryAgain() throws Exception {
        // without room of their own for threads all of them meet the end
        List<String> options = List.of("-Xmx12m", "-XX:-UseTLAB", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        assertEquals(List.of("ended"), OtherJvm.told(MemoryEndMain.class, LIMIT_SECONDS, options));
    }
}
