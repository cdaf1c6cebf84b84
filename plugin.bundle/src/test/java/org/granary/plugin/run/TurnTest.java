package org.granary.plugin.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.granary.plugin.PluginState;
import org.granary.plugin.PluginUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TurnTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Turn turn = new Turn("p");
    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        others.shutdownNow();
    }

    /** Another thread that has the turn until the latch is down. */
    private Future<?> held(CountDownLatch release) throws InterruptedException {
        CountDownLatch has = new CountDownLatch(1);
        Future<?> other = others.submit(() -> {
            turn.take(LONG);
            has.countDown();
            release.await();
            turn.leave();
            return null;
        });
        assertTrue(has.await(10, TimeUnit.SECONDS));
        return other;
    }

    @Test
    void aThreadThatHasTheTurnGetsItAgain() {
        turn.take(LONG);
        turn.take(LONG);
        turn.leave();
        turn.leave();
        assertTrue(turn.end(LONG));
    }

    @Test
    void waitingIsLimitedAndTheLimitIsNamed() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Future<?> other = held(release);
        PluginUnavailableException late = assertThrows(PluginUnavailableException.class, () -> turn.take(Duration.ofMillis(20)));
        assertTrue(late.getMessage().contains("20 ms (turn.millis)") && late.getMessage().contains("thread"), late.getMessage());
        assertEquals(PluginState.ACTIVE, late.state());
        release.countDown();
        other.get();
        turn.take(LONG);
        turn.leave();
    }

    @Test
    void endedTurnIsGivenToNobodyNew() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Future<?> other = held(release);
        Future<?> waiting = others.submit(() -> turn.take(LONG));
        assertFalse(turn.end(Duration.ofMillis(20)));
        assertEquals(PluginState.DRAINING, turn.state());
        assertEquals(PluginState.DRAINING, assertThrows(PluginUnavailableException.class, () -> turn.take(LONG)).state());
        release.countDown();
        other.get();
        assertTrue(assertThrows(ExecutionException.class, waiting::get).getCause() instanceof PluginUnavailableException);
        assertTrue(turn.end(LONG));
    }

    /** It is of no use to wait for what will not come, until a call has ended that may never do. */
    @Test
    void whoWaitsIsToldAtOnceThatTheTurnHasEnded() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Future<?> other = held(release);
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(waiter("waiter " + i, LONG));
        }
        turn.end();
        for (Future<?> one : waiting) {
            Throwable told = assertThrows(ExecutionException.class, one::get).getCause();
            assertEquals("plugin p is DRAINING: it takes no new calls", told.getMessage());
        }
        assertFalse(other.isDone());
        turn.stopped();
        assertEquals(PluginState.STOPPED, assertThrows(PluginUnavailableException.class, () -> turn.take(LONG)).state());
        release.countDown();
        other.get();
        assertTrue(turn.end(LONG));
    }

    /** Another thread that takes the turn and gives it back, and is seen to wait for it. */
    private Future<?> waiter(String name, Duration atMost) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                turn.take(atMost);
                turn.leave();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        }, name);
        waiter.start();
        while (waiter.getState() != Thread.State.TIMED_WAITING && waiter.isAlive()) {
            Thread.onSpinWait();
        }
        return done;
    }

    @Test
    void whoGivesUpWaitingHoldsUpNoOther() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Future<?> other = held(release);
        assertThrows(PluginUnavailableException.class, () -> turn.take(Duration.ofMillis(1)));
        Future<?> next = waiter("next", LONG);
        release.countDown();
        other.get();
        next.get();
        assertTrue(turn.end(LONG));
    }

    @Test
    void whoHasTheTurnMayGoOnWhileItEnds() throws Exception {
        turn.take(LONG);
        assertFalse(others.submit(() -> turn.end(Duration.ofMillis(10))).get());
        turn.take(LONG);
        turn.leave();
        turn.leave();
        assertTrue(turn.end(LONG));
    }

    @Test
    void interruptedWaiterKeepsItsFlag() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Future<?> other = held(release);
        Thread.currentThread().interrupt();
        assertThrows(PluginUnavailableException.class, () -> turn.take(LONG));
        assertTrue(Thread.interrupted());
        release.countDown();
        other.get();
    }

    @Test
    void anInterruptedThreadGetsATurnThatIsFree() {
        Thread.currentThread().interrupt();
        turn.take(LONG);
        assertTrue(Thread.interrupted());
        turn.leave();
    }

    /** Who asks again at once comes after those who wait. */
    @Test
    void turnsComeInTheOrderOfArrival() throws Exception {
        turn.take(LONG);
        List<String> order = new ArrayList<>();
        Thread waiter = new Thread(() -> {
            turn.take(LONG);
            order.add("waiter");
            turn.leave();
        });
        waiter.start();
        while (waiter.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        turn.leave();
        turn.take(LONG);
        order.add("again");
        turn.leave();
        waiter.join();
        assertEquals(List.of("waiter", "again"), order);
    }

    @Test
    void oneAtATime() throws Exception {
        int[] inside = new int[2];
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(others.submit(() -> {
                for (int n = 0; n < 1_000; n++) {
                    turn.take(LONG);
                    inside[0]++;
                    inside[1] = Math.max(inside[1], inside[0]);
                    inside[0]--;
                    turn.leave();
                }
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertEquals(1, inside[1]);
    }
}
