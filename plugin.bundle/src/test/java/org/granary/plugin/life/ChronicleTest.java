package org.granary.plugin.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.granary.plugin.PluginState;
import org.granary.plugin.dto.PluginDTO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ChronicleTest {
    private static final int LOOKS = 100_000;

    /** A plugin that serves was shown with the reason for which it drains, and a new state with an old one. */
    @Test
    void aStateIsShownWithItsOwnReasonAndLastInItsHistory() throws Exception {
        Chronicle chronicle = new Chronicle();
        chronicle.enter(PluginState.ACTIVE, "ACTIVE", 0);
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Void> changing = new FutureTask<>(() -> {
            while (!over.get()) {
                chronicle.enter(PluginState.DRAINING, "DRAINING", 0);
                chronicle.enter(PluginState.ACTIVE, "ACTIVE", 0);
            }
            return null;
        });
        new Thread(changing).start();
        try {
            for (int i = 0; i < LOOKS; i++) {
                PluginDTO dto = new PluginDTO();
                chronicle.showIn(dto);
                assertEquals(dto.state, dto.reason);
                assertEquals(dto.state, dto.history.get(dto.history.size() - 1).to);
            }
        } finally {
            over.set(true);
            changing.get();
        }
    }
}
