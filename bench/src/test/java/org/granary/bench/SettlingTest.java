package org.granary.bench;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private final AtomicLong compiled = new AtomicLong(700);

    @Test
    void aCallBesideWhichMuchIsCompiledIsNotYetSteady() {
        Settling settling = new Settling(compiled::get, 10);
        assertFalse(settling.goesOn(40), "what was compiled before does not count");
        compiled.addAndGet(300);
        assertTrue(settling.goesOn(400));
        compiled.addAndGet(2);
        assertFalse(settling.goesOn(40), "a twentieth of a call is little");
        compiled.addAndGet(3);
        assertTrue(settling.goesOn(40), "work that comes later counts, too");
        assertFalse(settling.goesOn(40));
    }

    @Test
    void compilersThatNeverRestAreWaitedForNoLongerThanTold() {
        Settling settling = new Settling(compiled::get, 1);
        compiled.addAndGet(100);
        assertTrue(settling.goesOn(600));
        compiled.addAndGet(100);
        assertFalse(settling.goesOn(600));
    }

    @Test
    void whereNothingIsCompiledEverythingIsSettled() {
        Settling settling = Settling.of(null, 10);
        assertFalse(settling.goesOn(40));
    }
}
