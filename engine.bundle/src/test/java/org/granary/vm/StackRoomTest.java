package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where it says that there is room there is room, wherever the stack ends. */
@Timeout(120)
class StackRoomTest {
    private static final long STACK = 512 << 10;
    /** What is done where there is room needs fewer frames, and a class's definition fewer than so many more. */
    private static final int NEEDED = 24;
    private static final int NEEDED_FOR_CLASS = 120;
    private static final int ROUNDS = 3;
    /** The JVM looks through all frames for each overflow, so not every frame asks. */
    private static final int EACH = 9;

    private Runnable room;
    private int needed;
    private int refusals;
    private int overflows;
    private int back;

    private static int frames(int many, long a, long b, long c) {
        return many == 0 ? 0 : 1 + frames(many - 1, b, c, a) + (int) ((a + b + c) & 0);
    }

    /** Goes down to the end of the stack; the last frame and others on the way back ask for room, and use it when it is there. */
    private boolean descend() {
        boolean found;
        try {
            found = descend();
        } catch (StackOverflowError e) {
            found = false;
            back = 0;
        }
        return found || back++ % EACH == 0 && looks();
    }

    private boolean looks() {
        boolean granted = false;
        try {
            room.run();
            granted = true;
            frames(needed, 1, 2, 3);
        } catch (StackOverflowError e) {
            if (granted) {
                overflows++;
            } else {
                refusals++;
            }
        }
        return granted;
    }

    private void look(Runnable asking, int frames) throws InterruptedException {
        room = asking;
        needed = frames;
        refusals = 0;
        overflows = 0;
        int[] found = new int[1];
        Throwable[] failure = {null};
        Thread thread = new Thread(null, () -> {
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    found[0] += descend() ? 1 : 0;
                }
            } catch (Throwable e) {
                failure[0] = e;
            }
        }, "brink", STACK);
        thread.start();
        thread.join();
        assertEquals(null, failure[0]);
        assertEquals(ROUNDS, found[0]);
        assertTrue(refusals >= ROUNDS, "refused " + refusals + " times: it is never asked at the end");
        assertEquals(0, overflows, "there was no room where there was said to be");
    }

    @Test
    void thereIsRoomWhereItIsSaidToBe() throws InterruptedException {
        look(StackRoom::need, NEEDED);
        look(StackRoom::needForClass, NEEDED_FOR_CLASS);
        look(() -> {
            if (!StackRoom.enough()) {
                throw new StackOverflowError();
            }
        }, NEEDED);
    }
}
