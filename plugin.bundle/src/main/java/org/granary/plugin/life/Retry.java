package org.granary.plugin.life;

import java.time.Duration;
import org.granary.plugin.config.Settings;

/**
 * When a plugin that could not be started is tried again by itself: after a pause that doubles each time, up to a longest one.
 * Thread-safe.
 */
final class Retry {
    private final Ground ground;
    private final Runnable again;
    private int failures;
    private long dueMillis;
    private Runnable cancel = () -> {};

    /**
     * Nothing is due yet.
     *
     * @param ground has the clock and the timer
     * @param again  tries it again
     */
    Retry(Ground ground, Runnable again) {
        this.ground = ground;
        this.again = again;
    }

    /** It could not be started, once more. */
    synchronized void failed(Settings settings) {
        cancel.run();
        failures++;
        if (settings.retry().isZero()) {
            dueMillis = 0;
            return;
        }
        Duration pause = pause(settings);
        dueMillis = ground.clock().millis() + pause.toMillis();
        cancel = ground.later(pause, again);
    }

    private Duration pause(Settings settings) {
        Duration pause = settings.retry();
        for (int i = 1; i < failures && pause.compareTo(settings.longestRetry()) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(settings.longestRetry()) > 0 ? settings.longestRetry() : pause;
    }

    /** It serves, is another module now, or is gone. */
    synchronized void forget() {
        cancel.run();
        cancel = () -> {};
        failures = 0;
        dueMillis = 0;
    }

    /** How many times it could not be started since it was last forgotten. */
    synchronized int failures() {
        return failures;
    }

    /** When it is tried next, in milliseconds since 1970; 0 when it is not. */
    synchronized long dueMillis() {
        return dueMillis;
    }
}
