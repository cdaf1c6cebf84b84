package org.granary.plugin.life;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the work of plugins runs on: as many threads as there are plugins at work, because one that is being started or drained holds
 * its thread and must hold up no other; of these only as many compile at a time as there are processors. Thread-safe.
 *
 * @param pool      runs the work of plugins
 * @param compiling one permit for each module that may be compiled at a time
 */
public record Threads(Executor pool, Semaphore compiling) {
    private static final long IDLE_SECONDS = 10;

    /** Threads of its own. */
    public static ExecutorService pool(String name) {
        AtomicInteger count = new AtomicInteger();
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            // neither values nor the loader of whoever gave the first task, whose bundle it would hold while there is work
            Thread thread = new Thread(null, task, name + "-" + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(Threads.class.getClassLoader());
            return thread;
        });
    }

    /** Work on a pool, with the usual number of compilers. */
    public static Threads on(Executor pool) {
        return new Threads(pool, new Semaphore(Runtime.getRuntime().availableProcessors(), true));
    }
}
