package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class AlarmsTest {
    private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long MILLI_NANOS = 1_000_000;

    private final Alarms alarms = new Alarms(MILLI_NANOS);

    /** Tells when it rings. */
    private static class Told extends Alarm {
        final CountDownLatch rung = new CountDownLatch(1);
        volatile Thread by;

        @Override
        protected void ring() {
            by = Thread.currentThread();
            rung.countDown();
        }
    }

    /** Keeps the thread until it may go on. */
    private static class Holding extends Told {
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        protected void ring() {
            super.ring();
            await(goOn);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The thread is kept busy until all are set, all of which are due by then; however long the machine takes, hours are not mixed up. */
    @Test
    void ringsInTheOrderOfTimeWhatIsNotCancelled() {
        int many = 1_000;
        Random random = new Random(9);
        List<Integer> order = new ArrayList<>(IntStream.range(0, many).boxed().toList());
        Collections.shuffle(order, random);
        Holding before = new Holding();
        alarms.set(before, 1);
        await(before.rung);
        List<Integer> rung = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(many / 2);
        List<Alarm> cancelled = new ArrayList<>();
        long start = System.nanoTime();
        for (int number : order) {
            Alarm alarm = new Alarm() {
                @Override
                protected void ring() {
                    rung.add(number);
                    all.countDown();
                }
            };
            alarms.set(alarm, start - (many - number) * HOUR_NANOS - System.nanoTime());
            if (number % 2 == 1) {
                cancelled.add(alarm);
            }
        }
        Collections.shuffle(cancelled, random);
        cancelled.forEach(alarms::cancel);
        cancelled.forEach(alarms::cancel);
        assertEquals(many / 2, alarms.count());
        before.goOn.countDown();
        await(all);
        assertEquals(IntStream.range(0, many).filter(number -> number % 2 == 0).boxed().toList(), rung);
        assertEquals(0, alarms.count());
    }

    @Test
    void theEndTakesBackWhatIsSetAndTheThreadGoes() throws Exception {
        Told told = new Told();
        alarms.set(told, DAY_NANOS);
        Thread thread = alarms.thread();
        alarms.end();
        thread.join();
        assertEquals(0, alarms.count());
        // and what was taken back can be set again
        alarms.set(told, 1);
        await(told.rung);
    }

    @Test
    void ringsNotBeforeItsTimeAlsoBehindALaterOne() {
        alarms.set(new Told(), DAY_NANOS);
        alarms.set(new Told(), Long.MAX_VALUE - 1);
        long[] at = new long[1];
        Told told = new Told() {
            @Override
            protected void ring() {
                at[0] = System.nanoTime();
                super.ring();
            }
        };
        long start = System.nanoTime();
        alarms.set(told, 20 * MILLI_NANOS);
        await(told.rung);
        assertTrue(at[0] - start >= 20 * MILLI_NANOS);
        assertEquals(2, alarms.count());
    }

    @Test
    void ofTwoTimesTheDistantOneIsLater() {
        List<String> rung = new ArrayList<>();
        Told near = new Told();
        alarms.set(new Alarm() {
            @Override
            protected void ring() {
                rung.add("distant");
            }
        }, Long.MAX_VALUE);
        alarms.set(near, 1);
        await(near.rung);
        assertEquals(List.of(), rung);
    }

    @Test
    void theThreadEndsWithoutAlarmsAndComesAgain() throws InterruptedException {
        Told told = new Told();
        alarms.set(told, DAY_NANOS);
        Thread first = alarms.thread();
        assertTrue(first.isDaemon());
        assertNull(first.getContextClassLoader());
        alarms.cancel(told);
        first.join();
        assertNull(alarms.thread());
        alarms.set(told, 1);
        assertNotSame(first, alarms.thread());
        await(told.rung);
    }

    /** In the moment in which a thread has begun to sleep until a distant time, that time is taken back. */
    @Test
    void theThreadEndsAlsoWhenItSleepsUntilATimeThatIsTakenBack() throws InterruptedException {
        Told told = new Told();
        alarms.set(told, DAY_NANOS);
        Thread thread = alarms.thread();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        alarms.cancel(told);
        thread.join();
        assertNull(alarms.thread());
    }

    @Test
    void aTimeThatIsLongPastIsPast() {
        Told told = new Told();
        alarms.set(new Told(), DAY_NANOS);
        alarms.set(told, Long.MIN_VALUE);
        await(told.rung);
    }

    @Test
    void anIdleThreadRestsAtOnceAndABusyOneDoesNot() throws InterruptedException {
        Alarms patient = new Alarms(DAY_NANOS);
        Told told = new Told();
        patient.rest();
        patient.set(told, DAY_NANOS);
        Thread thread = patient.thread();
        patient.rest();
        assertSame(thread, patient.thread());
        patient.cancel(told);
        patient.rest();
        thread.join();
        assertNull(patient.thread());
    }

    @Test
    void oneThatFindsNoMemoryRingsAgain() {
        AtomicInteger times = new AtomicInteger();
        Told starved = new Told() {
            @Override
            protected void ring() {
                if (times.incrementAndGet() < 4) {
                    throw new OutOfMemoryError("none is left");
                }
                super.ring();
            }
        };
        Told other = new Told();
        // keeps the thread
        alarms.set(new Told(), DAY_NANOS);
        alarms.set(starved, 1);
        alarms.set(other, 1);
        Thread thread = alarms.thread();
        await(other.rung);
        await(starved.rung);
        assertEquals(4, times.get());
        assertSame(thread, alarms.thread());
    }

    /** It rang what has been cancelled, while the next one rings what finds no memory. */
    @Test
    void aThreadThatWasLetGoTouchesNothingOfTheNextOnes() throws InterruptedException {
        CountDownLatch twice = new CountDownLatch(2);
        Holding cancelled = new Holding();
        Holding starved = new Holding() {
            @Override
            protected void ring() {
                super.ring();
                twice.countDown();
                if (twice.getCount() > 0) {
                    throw new OutOfMemoryError("none is left");
                }
            }
        };
        alarms.set(cancelled, 1);
        Thread letGo = alarms.thread();
        await(cancelled.rung);
        alarms.cancel(cancelled);
        alarms.rest();
        alarms.set(starved, 1);
        assertNotSame(letGo, alarms.thread());
        await(starved.rung);
        cancelled.goOn.countDown();
        letGo.join();
        starved.goOn.countDown();
        await(twice);
    }

    @Test
    void oneThatIsCancelledWhileItFindsNoMemoryIsLeft() {
        AtomicInteger times = new AtomicInteger();
        alarms.set(new Alarm() {
            @Override
            protected void ring() {
                alarms.cancel(this);
                times.incrementAndGet();
                throw new OutOfMemoryError("none is left");
            }
        }, 1);
        Told later = new Told();
        alarms.set(later, 60 * MILLI_NANOS);
        await(later.rung);
        assertEquals(1, times.get());
        assertEquals(0, alarms.count());
    }

    @Test
    void oneCanSetItselfAgain() {
        CountDownLatch rounds = new CountDownLatch(5);
        alarms.set(new Alarm() {
            @Override
            protected void ring() {
                rounds.countDown();
                if (rounds.getCount() > 0) {
                    alarms.set(this, 1);
                }
            }
        }, 1);
        await(rounds);
    }

    @Test
    void oneThatIsSetHasItsTimeChanged() {
        Told told = new Told();
        alarms.set(told, DAY_NANOS);
        alarms.set(told, 1);
        assertEquals(1, alarms.count());
        await(told.rung);
        assertEquals(0, alarms.count());
    }

    /** What has not been done is not left until then. */
    @Test
    void oneThatFindsNoMemoryRingsSoonAlsoWhenItWasSetToLater() {
        AtomicInteger times = new AtomicInteger();
        CountDownLatch twice = new CountDownLatch(2);
        alarms.set(new Alarm() {
            @Override
            protected void ring() {
                twice.countDown();
                if (times.incrementAndGet() == 1) {
                    alarms.set(this, DAY_NANOS);
                    throw new OutOfMemoryError("none is left");
                }
            }
        }, 1);
        await(twice);
    }

    @Test
    void anInterruptOfTheThreadChangesNothing() {
        Told told = new Told();
        alarms.set(new Told(), DAY_NANOS);
        Thread thread = alarms.thread();
        thread.interrupt();
        alarms.set(told, 20 * MILLI_NANOS);
        await(told.rung);
        assertSame(thread, alarms.thread());
    }

    @Test
    void whatOneThrowsIsToldAndTheOthersRing() {
        CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
        whatOneThrowsIsLeftToThe((thread, e) -> uncaught.complete(e));
        assertEquals("by an alarm", uncaught.join().getMessage());
    }

    @Test
    void whereWhoIsToldFailsTheOthersRing() {
        whatOneThrowsIsLeftToThe((thread, e) -> {
            throw new IllegalStateException("by who is told");
        });
    }

    private void whatOneThrowsIsLeftToThe(Thread.UncaughtExceptionHandler handler) {
        Holding first = new Holding() {
            @Override
            protected void ring() {
                super.ring();
                throw new IllegalStateException("by an alarm");
            }
        };
        Told second = new Told();
        alarms.set(first, 1);
        Thread thread = alarms.thread();
        thread.setUncaughtExceptionHandler(handler);
        await(first.rung);
        alarms.set(second, 1);
        first.goOn.countDown();
        await(second.rung);
        assertSame(thread, second.by);
    }

    /** One that is taken back is moved over by many others: an end amid that would leave a hole, and nothing would ring any more. */
    @Test
    void whereTheStackEndsNothingIsTakenBackByHalves() throws Exception {
        CompletableFuture<Integer> failures = new CompletableFuture<>();
        new Thread(null, () -> {
            try {
                int failed = 0;
                for (int round = 0; round < 3; round++) {
                    failed += takenBackBehind(round);
                }
                failures.complete(failed);
            } catch (Throwable e) {
                failures.completeExceptionally(e);
            }
        }, "deep", 256 << 10).start();
        assertTrue(failures.get(50, TimeUnit.SECONDS) > 0);
        assertEquals(0, alarms.count());
        Told told = new Told();
        alarms.set(told, 1);
        await(told.rung);
    }

    private int takenBackBehind(int padding) {
        List<Told> set = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            set.add(new Told());
            alarms.set(set.get(i), DAY_NANOS + i);
        }
        int failed = padded(padding, set.get(0));
        set.forEach(alarms::cancel);
        return failed;
    }

    /** So that the end comes at another place each time. */
    private int padded(int padding, Told first) {
        return padding == 0 ? takenBackBehind(first) : padded(padding - 1, first);
    }

    /** Descends to the end of the stack and takes an alarm back on the way up, as soon as that goes; tells how often it failed. */
    private int takenBackBehind(Told told) {
        int failed = 0;
        try {
            failed = takenBackBehind(told);
        } catch (StackOverflowError e) {
            // as deep as it goes
            failed = 0;
        }
        if (told.place >= 0) {
            try {
                alarms.cancel(told);
            } catch (StackOverflowError e) {
                failed++;
            }
        }
        return failed;
    }

    @Test
    void whereTheStackEndsNothingIsSet() throws Exception {
        CompletableFuture<Integer> failures = new CompletableFuture<>();
        new Thread(null, () -> {
            try {
                failures.complete(setBehind(new Told()));
            } catch (Throwable e) {
                failures.completeExceptionally(e);
            }
        }, "deep", 512 << 10).start();
        assertTrue(failures.get(30, TimeUnit.SECONDS) > 0);
        assertEquals(1, alarms.count());
    }

    /** Descends to the end of the stack and sets an alarm on the way back until it is set; tells how often that failed. */
    private int setBehind(Told told) {
        int failed = 0;
        try {
            failed = setBehind(told);
        } catch (StackOverflowError e) {
            assertEquals(0, alarms.count());
        }
        if (alarms.count() == 0) {
            try {
                alarms.set(told, DAY_NANOS);
            } catch (StackOverflowError e) {
                failed++;
                assertEquals(0, alarms.count());
            }
        }
        return failed;
    }
}
