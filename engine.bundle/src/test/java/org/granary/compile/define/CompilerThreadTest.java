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

@Timeout(240)
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

    private byte[] onThisThread(String name) {
        written.add(Thread.currentThread().getName());
        return plainly(name);
    }

    @Test
    void smallClassesAreWrittenByWhoeverHasTheStack() {
        thread.begin(this::afterTheGate, "first", STACK);
        assertArrayEquals("second".getBytes(), thread.writeSmall(this::onThisThread, "second", STACK, CompilerThread.NEVER));
        assertEquals(List.of(Thread.currentThread().getName(), "second"), written, "beside another, which is not waited for");
        open.countDown();
    }

    @Test
    void smallClassesAreWrittenOnAnotherThreadWhereTheStackEnds() throws InterruptedException {
        Thread little = new Thread(null, () -> thread.writeSmall(this::onThisThread, "small", STACK, CompilerThread.NEVER), "little",
                64 << 10);
        little.start();
        little.join();
        assertEquals(List.of("granary-compiler", "small"), written);
    }

    @Test
    void aSmallClassThatNeedsMoreStackAfterAllHasIt() {
        byte[] found = thread.writeSmall(name -> {
            if (!Thread.currentThread().getName().equals("granary-compiler")) {
                throw new StackOverflowError();
            }
            return plainly(name);
        }, "small", STACK, CompilerThread.NEVER);
        assertArrayEquals("small".getBytes(), found);
    }

    @Test
    void whatFailsIsToldAlikeOnBothThreads() {
        CompilerThread.Task broken = name -> {
            throw new IllegalArgumentException(name);
        };
        String there = assertThrows(IllegalStateException.class,
                () -> thread.write(broken, "one", STACK, CompilerThread.NEVER)).getMessage();
        assertEquals("compiler failed on one", there);
        assertEquals(there, assertThrows(IllegalStateException.class,
                () -> thread.writeSmall(broken, "one", STACK, CompilerThread.NEVER)).getMessage());
    }
}
