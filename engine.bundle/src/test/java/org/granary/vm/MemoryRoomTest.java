package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.granary.testing.OtherJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Room to spare is never what a memory or a growth is refused for, and to give it back is not tried again and again. */
@Timeout(200)
class MemoryRoomTest {
    private static final long LIMIT_SECONDS = 120;

    @Test
    void memoriesDoWithoutRoomWhereThereIsNone() throws Exception {
        assertEquals(List.of("made", "grown", "trimmed"), new OtherJvm(MemoryRoomMain.class, LIMIT_SECONDS)
                .told(List.of("-Xmx48m", "-Xms48m", "-Xmn1m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")));
    }
}
