package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.granary.engine.TrapCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked for by one thread and taken by another. */
@Timeout(240)
class StopTest {
    private static final int ROUNDS = 100_000;
    private static final int SPINS = 1_000;
    private static final int TURNS = 100;

    private final VmStore store = new UnlimitedStore();

    private TrapCode after(TrapCode standing, TrapCode asked) {
        store.requestStop(standing);
        store.requestStop(asked);
        TrapCode taken = store.takeStop();
        assertNull(store.takeStop(), "it is delivered once");
        return taken;
    }

    @Test
    void aReasonStandsUntilAStrongerOneComes() {
        assertEquals(TrapCode.INTERRUPT, after(TrapCode.DEADLINE, TrapCode.INTERRUPT));
        assertEquals(TrapCode.INTERRUPT, after(TrapCode.INTERRUPT, TrapCode.DEADLINE));
        assertEquals(TrapCode.HOST_CLOSED, after(TrapCode.INTERRUPT, TrapCode.HOST_CLOSED));
        assertEquals(TrapCode.HOST_CLOSED, after(TrapCode.DEADLINE, TrapCode.HOST_CLOSED));
        assertEquals(TrapCode.HOST_CLOSED, after(TrapCode.HOST_CLOSED, TrapCode.DEADLINE));
        assertEquals(TrapCode.HOST_CLOSED, after(TrapCode.HOST_CLOSED, TrapCode.INTERRUPT));
    }

    /**
     * A deadline can be had again and an interrupt cannot: whoever takes the one takes the other with it only by its own name. The guest
     * asks for deadlines and takes what stands without rest, so an interrupt comes amid one of these steps as often as not.
     */
    @Test
    void anInterruptIsNotLostWithTheDeadlineThatIsTakenAtTheSameTime() throws Exception {
        AtomicInteger interrupts = new AtomicInteger();
        AtomicInteger turns = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Thread guest = new Thread(() -> {
            while (!over.get()) {
                store.requestStop(TrapCode.DEADLINE);
                if (store.takeStop() == TrapCode.INTERRUPT) {
                    interrupts.incrementAndGet();
                }
                if (turns.incrementAndGet() % TURNS == 0) {
                    // there may be one processor only
                    Thread.yield();
                }
            }
        });
        guest.setDaemon(true);
        guest.start();
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                store.requestStop(TrapCode.INTERRUPT);
                // the turn at hand may have taken what stood before; the next one takes the interrupt
                int last = turns.get() + 2;
                for (int spins = 1; interrupts.get() < round && turns.get() - last < 0; spins++) {
                    if (spins % SPINS == 0) {
                        Thread.yield();
                    } else {
                        Thread.onSpinWait();
                    }
                }
                assertEquals(round, interrupts.get(), "interrupts taken, of those that were asked for");
            }
        } finally {
            over.set(true);
            guest.join();
        }
    }
}
