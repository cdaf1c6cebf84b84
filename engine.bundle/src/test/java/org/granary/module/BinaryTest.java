package org.granary.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class BinaryTest {
    /** Bytes 3 to 6 of ten are packed. */
    private static final int FROM = 3;
    private static final int TO = 7;

    private final AtomicInteger unpacked = new AtomicInteger();

    private Binary packed() {
        return new Binary(new byte[] {0, 1, 2, 7, 8, 9, 77}, 6, FROM, TO - FROM, new Binary.Packed() {
            @Override
            public ByteReader lengths() {
                return new ByteReader(new byte[] {3});
            }

            @Override
            public byte[] unpack() {
                unpacked.incrementAndGet();
                return new byte[] {3, 4, 5, 6};
            }
        });
    }

    private static byte[] read(ByteReader in) {
        return in.bytes(in.remaining());
    }

    @Test
    void whatIsOutsideIsReadAndNothingUnpacked() {
        Binary binary = packed();
        assertEquals(10, binary.length());
        assertArrayEquals(new byte[] {1, 2}, read(binary.range(1, FROM)));
        assertArrayEquals(new byte[] {7, 8}, read(binary.range(TO, 9)));
        assertArrayEquals(new byte[] {8, 9}, binary.copy(8, 2));
        ByteReader behind = binary.after(TO);
        assertEquals(TO, behind.position());
        assertEquals(10, behind.limit());
        assertEquals(7, behind.u8());
        assertEquals(8, behind.position());
        behind.position(9);
        assertEquals(9, behind.u8());
        MalformedException end = assertThrows(MalformedException.class, behind::u8);
        assertEquals(10, end.offset().orElseThrow());
        assertEquals(1, binary.lengths(FROM, TO).remaining());
        assertEquals(0, unpacked.get());
    }

    @Test
    void bodiesAreUnpackedOnce() {
        Binary binary = packed();
        ByteReader body = binary.range(4, 6);
        assertEquals(4, body.position());
        assertArrayEquals(new byte[] {4, 5}, read(body));
        assertEquals(6, assertThrows(MalformedException.class, body::u8).offset().orElseThrow());
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, binary.whole());
        }
        assertEquals(1, unpacked.get());
    }

    @Test
    void whatIsPackedMustBeTheBodies() {
        Binary binary = packed();
        binary.checkAtHand(0, FROM);
        binary.checkAtHand(TO, 10);
        assertSame(Failure.SECTION_SIZE_MISMATCH, assertThrows(MalformedException.class, () -> binary.checkAtHand(2, 4)).failure());
        assertSame(Failure.SECTION_SIZE_MISMATCH, assertThrows(MalformedException.class, () -> binary.lengths(2, TO)).failure());
        assertThrows(MalformedException.class, () -> binary.lengths(FROM, TO + 1));
        assertThrows(MalformedException.class, () -> binary.lengths(4, 5));
        assertNull(binary.lengths(TO, 10));
        assertNull(new Binary(new byte[10]).lengths(0, 10));
        assertThrows(IllegalArgumentException.class, () -> new Binary(new byte[1], 1, 1, Integer.MAX_VALUE, null));
    }

    @Test
    void threadsThatNeedABodyAtTheSameTimeUnpackOnce() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 1; round <= 100; round++) {
                Binary binary = packed();
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<byte[]>> results = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    results.add(pool.submit(() -> {
                        start.await();
                        return read(binary.range(4, 6));
                    }));
                }
                for (Future<byte[]> result : results) {
                    assertArrayEquals(new byte[] {4, 5}, result.get());
                }
                assertEquals(round, unpacked.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
