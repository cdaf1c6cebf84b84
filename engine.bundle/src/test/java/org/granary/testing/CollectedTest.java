package org.granary.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CollectedTest {
    @Test
    void whatStaysIsToldAndWaitedForNoLonger() {
        String told = assertThrows(AssertionError.class, () -> Collected.await("a thing", () -> false, 1)).getMessage();
        assertTrue(told.startsWith("a thing: still there after "), told);
        int[] asked = new int[1];
        Collected.await("a thing that goes", () -> ++asked[0] == 3);
        assertEquals(3, asked[0]);
    }
}
