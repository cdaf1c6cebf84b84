package org.granary.plugin.service;

import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.granary.plugin.config.Settings;
import org.junit.jupiter.api.Test;

class OsgiGroundTest {

    /** Where the system gives no thread, what is tried again after a pause would be lost, and nobody told. */
    @Test
    void whatComesLaterNeedsNoThreadBesideTheTimers() throws Exception {
        OsgiGround ground = new OsgiGround(null, null, new OsgiGround.Registry(null, null), plugin -> Settings.DEFAULT, news -> { });
        CompletableFuture<Thread> timers = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, Runnable::run).execute(() -> timers.complete(Thread.currentThread()));
        CompletableFuture<Thread> used = new CompletableFuture<>();
        ground.later(Duration.ofMillis(1), () -> used.complete(Thread.currentThread()));
        assertSame(timers.get(30, TimeUnit.SECONDS), used.get(30, TimeUnit.SECONDS));
    }
}
