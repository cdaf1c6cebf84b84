package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.atomic.AtomicInteger;
import org.granary.engine.TrapCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked for by one thread and taken by another. */
@Timeout(60)
class StopTest {
    private static final int ROUNDS = 40_000;
    private static final int WAITS = 50;

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

    private static void reached(AtomicInteger counter, int round) {
        for (int looks = 1; counter.get() < round; looks++) {
            if (looks % 1_000 == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** A deadline can be had again and an interrupt cannot: whoever takes the one takes the other with it only by its own name. */
    @Test
    void anInterruptIsNotLostWithTheDeadlineThatIsTakenAtTheSameTime() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Thread host = new Thread(() -> {
            for (int round = 1; round <= ROUNDS; round++) {
                reached(begun, round);
                store.requestStop(TrapCode.INTERRUPT);
                done.set(round);
            }
        });
        host.setDaemon(true);
        host.start();
        for (int round = 1; round <= ROUNDS; round++) {
            store.requestStop(TrapCode.DEADLINE);
            begun.set(round);
            // the other thread needs a while to see it, and not always the same
            for (int i = round % WAITS; i > 0; i--) {
                Thread.onSpinWait();
            }
            TrapCode first = store.takeStop();
            reached(done, round);
            TrapCode second = store.takeStop();
            assertEquals(first == TrapCode.DEADLINE ? TrapCode.INTERRUPT : null, second, "after " + first + " in round " + round);
        }
        host.join();
    }
}
