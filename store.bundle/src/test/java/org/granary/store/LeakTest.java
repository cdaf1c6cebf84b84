package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Modules that nobody holds any more leave nothing behind, in a JVM that would notice. {@code -Dgranary.leak.modules=10000} runs more of
 * them.
 */
@Timeout(1800)
class LeakTest {
    /** So many classes do not fit into the metaspace at once. */
    private static final int COUNT = Integer.getInteger("granary.leak.modules", 1_000);
    private static final long LIMIT_SECONDS = 120 + COUNT / 10;

    private static void runs(int count, boolean artefacts, boolean interpreter) throws Exception {
        List<String> options = List.of("-Xmx256m", "-XX:MaxMetaspaceSize=64m", "-XX:+UseSerialGC");
        assertEquals(List.of("ran " + count), OtherJvm.told(LeakMain.class, LIMIT_SECONDS, options, count, artefacts, interpreter));
    }

    @Test
    void compiledModulesLeaveNothing() throws Exception {
        runs(COUNT, false, false);
    }

    @Test
    void artefactsLeaveNothing() throws Exception {
        runs(COUNT / 4, true, false);
    }

    @Test
    void interpretedModulesLeaveNothing() throws Exception {
        runs(COUNT, false, true);
    }
}
