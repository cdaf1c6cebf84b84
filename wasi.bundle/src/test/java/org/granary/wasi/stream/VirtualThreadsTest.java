package org.granary.wasi.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class VirtualThreadsTest {
    @Test
    void areKnownWhereThereAreSome() throws Exception {
        assertFalse(VirtualThreads.inside());
        FutureTask<Boolean> inside = new FutureTask<>(VirtualThreads::inside);
        boolean expected = Runtime.version().feature() >= 21;
        if (expected) {
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, inside);
        } else {
            new Thread(inside).start();
        }
        assertEquals(expected, inside.get());
    }
}
