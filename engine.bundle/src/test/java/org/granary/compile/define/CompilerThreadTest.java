package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CompilerThreadTest {
    private static final long STACK = 1 << 20;

    private final CompilerThread thread = new CompilerThread();
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<String> written = new CopyOnWriteArrayList<>();

    private byte[] afterTheGate(String name) {
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return plainly(name);
    }

    private byte[] plainly(String name) {
        written.add(name);
        return name.getBytes();
    }

    @Test
    void whatIsBegunForNobodyIsNotWaitedFor() {
        thread.begin(this::afterTheGate, "first", STACK);
        assertEquals(List.of(), written, "it waits at the gate, and who began it does not");
        open.countDown();
        assertArrayEquals("second".getBytes(), thread.write(this::plainly, "second", STACK, CompilerThread.NEVER));
        assertEquals(List.of("first", "second"), written, "one at a time");
    }

    @Test
    void whoNeedsAClassMeanwhileCanGiveItUp() {
        thread.begin(this::afterTheGate, "first", STACK);
        IllegalStateException stopped = new IllegalStateException("stopped");
        assertSame(stopped, assertThrows(IllegalStateException.class, () -> thread.write(this::plainly, "second", STACK, () -> {
            throw stopped;
        })));
        open.countDown();
        assertArrayEquals("third".getBytes(), thread.write(this::plainly, "third", STACK, CompilerThread.NEVER));
        assertFalse(written.contains("second"));
    }

    @Test
    void whatFailsForNobodyIsForTheNextOneToMeet() {
        thread.begin(name -> {
            throw new NoClassDefFoundError(name);
        }, "first", STACK);
        assertArrayEquals("second".getBytes(), thread.write(this::plainly, "second", STACK, CompilerThread.NEVER));
    }
}
