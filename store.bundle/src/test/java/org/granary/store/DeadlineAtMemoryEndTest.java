package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A guest that holds all memory of the JVM ends by its deadline, and so do those beside it. */
@Timeout(600)
class DeadlineAtMemoryEndTest {
    private static final long LIMIT_SECONDS = 200;
    /** Without room of their own for threads all of them meet the end. */
    private static final List<String> OPTIONS = List.of("-Xmx24m", "-XX:-UseTLAB", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    @ParameterizedTest
    @CsvSource({"compiled,host", "compiled,guest", "compiled,wait", "interpreted,host", "interpreted,guest", "interpreted,wait"})
    void guestsEnd(String way, String who) throws Exception {
        assertEquals(List.of("ended"), OtherJvm.told(DeadlineAtMemoryEndMain.class, LIMIT_SECONDS, OPTIONS, way, who, 1, 2));
    }
}
