package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.granary.engine.Engine;
import org.granary.engine.EpochTicker;
import org.granary.engine.WeakEngine;
import org.granary.vm.EngineCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class EpochTickerTest {
    private static final Duration OFTEN = Duration.ofMillis(1);

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static long epoch(Engine engine) {
        return ((EngineCore) engine).epoch().get();
    }

    @Test
    void theEpochRisesUntilTheTickerIsClosed() {
        try (Engine engine = Engine.create()) {
            EpochTicker ticker = EpochTicker.start(engine, OFTEN);
            await(() -> epoch(engine) >= 3);
            assertTrue(ticker.running());
            ticker.close();
            ticker.close();
            assertFalse(ticker.running());
            EpochTicker.start(engine, Duration.ofSeconds(Long.MAX_VALUE)).close();
        }
    }

    @Test
    void aTickerIsNoHandleAndEndsWithTheEngine() {
        Engine engine = Engine.create();
        EpochTicker ticker = EpochTicker.start(engine, OFTEN);
        await(() -> epoch(engine) >= 2);
        engine.unload();
        await(() -> !ticker.running());
        Engine closed = Engine.create();
        EpochTicker other = EpochTicker.start(closed, OFTEN);
        closed.close();
        await(() -> !other.running());
    }

    /** It stays as long as the engine, and would hold what they refer to. */
    @Test
    void itsThreadTakesNoValuesOfWhoeverStartsIt() {
        List<Object> taken = new ArrayList<>();
        InheritableThreadLocal<Object> left = new InheritableThreadLocal<>() {
            @Override
            protected Object childValue(Object value) {
                taken.add(value);
                return value;
            }
        };
        try (Engine engine = Engine.create()) {
            left.set("the caller's");
            EpochTicker.start(engine, OFTEN).close();
            assertEquals(List.of(), taken);
        } finally {
            left.remove();
        }
    }

    @Test
    void weakHandlesTickWhileTheEngineIsThere() {
        Engine engine = Engine.create();
        WeakEngine weak = engine.weak();
        assertTrue(weak.incrementEpoch());
        assertEquals(1, epoch(engine));
        engine.unload();
        assertFalse(weak.incrementEpoch());
    }

    @Test
    void periodsAndHandlesThatAreNoneAreRefused() {
        Engine engine = Engine.create();
        assertThrows(IllegalArgumentException.class, () -> EpochTicker.start(engine, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> EpochTicker.start(engine, Duration.ofMillis(-1)));
        engine.close();
        assertThrows(IllegalStateException.class, () -> EpochTicker.start(engine, OFTEN));
    }
}
