package org.granary.wasi.stream;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.Channel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class WatchTest {
    private static final class Waiting implements Channel {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public boolean isOpen() {
            return closed.getCount() > 0;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void whoFindsNoThreadIsToldAndTheNextOneIsWatched() throws Exception {
        Watch watch = new Watch(new ScarceThreads());
        Waiting channel = new Waiting();
        assertThrows(OutOfMemoryError.class, () -> watch.begin(channel, () -> true));
        assertTrue(channel.isOpen());
        watch.begin(channel, () -> true);
        assertTrue(channel.closed.await(30, TimeUnit.SECONDS), "nobody watches");
        assertTrue(watch.end());
    }
}
