package org.granary.plugin.life;

import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class ThreadsTest {
    @Test
    void aThreadThatStaysHoldsNoLoaderOfWhoeverGaveItsFirstTask() throws Exception {
        ExecutorService pool = Threads.pool("test");
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        caller.setContextClassLoader(new ClassLoader() { });
        try {
            ClassLoader held = pool.submit(() -> Thread.currentThread().getContextClassLoader()).get();
            assertSame(Threads.class.getClassLoader(), held);
        } finally {
            caller.setContextClassLoader(before);
            pool.shutdown();
        }
    }
}
