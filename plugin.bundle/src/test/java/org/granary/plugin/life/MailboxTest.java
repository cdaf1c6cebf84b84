package org.granary.plugin.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MailboxTest {
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();

    @Test
    void workThatFindsNoThreadWaitsForOneAndKeepsItsOrder() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Executor crowded = task -> {
            if (asked.incrementAndGet() <= 2) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        };
        List<Integer> done = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(2);
        Mailbox mailbox = new Mailbox(crowded, faults::add);
        for (int i = 0; i < 2; i++) {
            int number = i;
            mailbox.post(() -> {
                done.add(number);
                all.countDown();
            });
        }
        assertFalse(mailbox.isIdle());
        all.await();
        assertEquals(List.of(0, 1), done);
        assertEquals(2, faults.size(), "it is told");
    }

    /** A thread for each trial would be one more that is not to be had: the work would be lost, and nobody told. */
    @Test
    void whoTriesAgainNeedsNoThreadOfItsOwn() throws Exception {
        List<Thread> trials = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        Executor crowded = task -> {
            trials.add(Thread.currentThread());
            if (trials.size() <= 3) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        };
        new Mailbox(crowded, faults::add).post(done::countDown);
        done.await();
        assertEquals(4, trials.size());
        assertSame(trials.get(1), trials.get(2));
        assertSame(trials.get(2), trials.get(3));
    }

    @Test
    void whereNothingCanBeTriedLaterTheNextTaskBegins() {
        AtomicInteger asked = new AtomicInteger();
        Executor crowded = task -> {
            if (asked.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        };
        List<Integer> done = new CopyOnWriteArrayList<>();
        Mailbox mailbox = new Mailbox(crowded, fault -> {
            throw new OutOfMemoryError("Java heap space");
        });
        assertThrows(OutOfMemoryError.class, () -> mailbox.post(() -> done.add(0)));
        mailbox.post(() -> done.add(1));
        assertEquals(List.of(0, 1), done);
        assertTrue(mailbox.isIdle());
    }

    @Test
    void whatComesAfterTheEndIsRefused() {
        Mailbox mailbox = new Mailbox(task -> {
            throw new RejectedExecutionException("ended");
        }, faults::add);
        assertThrows(RejectedExecutionException.class, () -> mailbox.post(() -> { }));
        assertTrue(mailbox.isIdle());
    }

    @Test
    void aTaskThatFailsIsToldOfAndTheNextRuns() {
        AtomicInteger runs = new AtomicInteger();
        Mailbox mailbox = new Mailbox(Runnable::run, faults::add);
        mailbox.post(() -> {
            throw new IllegalStateException("no");
        });
        mailbox.post(runs::incrementAndGet);
        assertEquals(1, runs.get());
        assertEquals(1, faults.size());
    }
}
