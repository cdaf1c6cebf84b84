package org.granary.wasi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SecureNumbersTest {
    /** Tells who draws. */
    private static final class Told extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final transient List<Thread> drawn = new ArrayList<>();

        @Override
        public void nextBytes(byte[] bytes) {
            drawn.add(Thread.currentThread());
            super.nextBytes(bytes);
        }
    }

    /** With the first numbers the JDK initialises what may never be initialised at the end of a guest's stack. */
    @Test
    void theFirstNumbersAreDrawnOnTheThreadThatFindsThem() {
        Told told = new Told();
        SecureNumbers numbers = new SecureNumbers(() -> told);
        numbers.nextBytes(new byte[8]);
        assertEquals(2, told.drawn.size());
        assertNotSame(Thread.currentThread(), told.drawn.get(0));
        assertSame(Thread.currentThread(), told.drawn.get(1));
        numbers.nextBytes(new byte[8]);
        assertEquals(3, told.drawn.size());
    }

    @Test
    void whyThereAreNoneIsTheCauseAndTheNextOneLooksAgain() {
        ProviderException reason = new ProviderException("no entropy");
        List<Supplier<SecureRandom>> sources = new ArrayList<>(List.of(() -> {
            throw reason;
        }, SecureRandom::new));
        SecureNumbers numbers = new SecureNumbers(() -> sources.remove(0).get());
        IllegalStateException thrown = assertThrows(IllegalStateException.class, numbers::nextLong);
        assertSame(reason, thrown.getCause());
        assertTrue(thrown.getMessage().contains("no entropy"), thrown.getMessage());
        numbers.nextLong();
        assertTrue(sources.isEmpty());
    }
}
