package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ClassDataTest {
    private static final int PIECE = PieceSums.PIECE;
    private static final int BEGIN = 100;
    private static final int LENGTH = 12 * PIECE + 5;

    /** What is there now, which tests change. */
    private volatile byte[] file = new byte[BEGIN + LENGTH + 7];
    private final AtomicInteger opened = new AtomicInteger();

    ClassDataTest() {
        new Random(5).nextBytes(file);
    }

    /** Of a place that can be opened again. */
    private class Input implements ArtefactInput {
        @Override
        public long length() {
            return file.length;
        }

        @Override
        public void read(long from, byte[] into, int at, int count) {
            System.arraycopy(file, (int) from, into, at, count);
        }

        @Override
        public ArtefactInput beside() {
            return this;
        }

        @Override
        public Again again() {
            return () -> {
                opened.incrementAndGet();
                return new Input();
            };
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private ClassData proven(PieceSums.Sum sum) {
        Input in = new Input();
        ClassData data = new ClassData(in, BEGIN, LENGTH);
        new PieceSums(sum, data).all(in);
        return data;
    }

    private static PieceSums.Sum products() {
        byte[] key = new byte[KeyStream.KEY];
        Arrays.fill(key, (byte) 0x17);
        return new PairProducts(key, key);
    }

    private ClassData proven() {
        return proven(products());
    }

    private byte[] expected(int begin, int count) {
        return Arrays.copyOfRange(file, BEGIN + begin, BEGIN + begin + count);
    }

    private static byte[] bytes(Artefact.Place place) {
        return Arrays.copyOfRange(place.in(), place.from(), place.from() + place.length());
    }

    /** Where it stands in the artefact, which refusals tell. */
    @Test
    void whatIsAtHandSaysWhereItStands() {
        for (ClassData data : List.of(proven(), new ClassData(ArtefactInput.of(file), BEGIN, LENGTH))) {
            for (int begin : new int[] {0, 7, PIECE + 3, 2 * PIECE - 5}) {
                Artefact.Place place = data.atHand(begin, 10);
                assertEquals(BEGIN + begin, place.base() + place.from());
            }
        }
    }

    private void check(ClassData data, int begin, int count) {
        assertArrayEquals(expected(begin, count), data.read(begin, count), begin + ", " + count);
    }

    @Test
    void anyRangeIsThere() {
        for (PieceSums.Sum sum : List.of(new Sha256.OfPieces(), products())) {
            ClassData data = proven(sum);
            check(data, 0, 0);
            check(data, LENGTH, 0);
            check(data, LENGTH - 1, 1);
            check(data, 0, LENGTH);
            Random random = new Random(6);
            for (int i = 0; i < 300; i++) {
                int begin = random.nextInt(LENGTH);
                int most = i % 3 == 0 ? LENGTH - begin : Math.min(5_000, LENGTH - begin);
                check(data, begin, random.nextInt(most + 1));
            }
        }
    }

    @Test
    void theFirstPiecesAreAtHandAndOthersWhenTheyHaveBeenRead() {
        ClassData data = proven();
        int ahead = ClassData.AHEAD * PIECE;
        assertArrayEquals(expected(ahead - 10, 10), bytes(data.atHand(ahead - 10, 10)));
        assertArrayEquals(expected(0, ahead), bytes(data.atHand(0, ahead)));
        assertNull(data.atHand(ahead - 10, 11));
        assertNull(data.atHand(ahead, 1));
        assertNull(data.atHand(LENGTH - 1, 1));
        assertEquals(0, opened.get());
        check(data, ahead - 10, 20);
        assertEquals(1, opened.get());
        assertArrayEquals(expected(ahead - 10, 20), bytes(data.atHand(ahead - 10, 20)));
        check(data, ahead + 5, PIECE - 5);
        assertEquals(1, opened.get());
    }

    /** New memory is what a load pays most for. */
    @Test
    void piecesAreReadThroughWhatIsKeptOfThem() {
        Set<byte[]> rooms = Collections.newSetFromMap(new IdentityHashMap<>());
        Input in = new Input() {
            @Override
            public void read(long from, byte[] into, int at, int count) {
                rooms.add(into);
                super.read(from, into, at, count);
            }
        };
        for (int length : new int[] {LENGTH, (ClassData.AHEAD + 1) * PIECE, ClassData.AHEAD * PIECE, 2 * PIECE + 5, 5, 0}) {
            rooms.clear();
            ClassData data = new ClassData(in, BEGIN, length);
            new PieceSums(products(), data).all(in);
            int ahead = Math.min(length, ClassData.AHEAD * PIECE);
            assertEquals((ahead + PIECE - 1) / PIECE, rooms.size());
            assertEquals(ahead, rooms.stream().mapToInt(room -> room.length).sum());
            assertArrayEquals(expected(0, ahead), bytes(data.atHand(0, ahead)));
            check(data, 0, length);
        }
    }

    @Test
    void whatWasNeededLastIsKept() {
        ClassData data = proven();
        for (int piece = ClassData.AHEAD; piece < 12; piece++) {
            check(data, piece * PIECE, 1);
            assertNotNull(data.atHand(0, 1), "needed in between");
        }
        assertNotNull(data.atHand(11 * PIECE, PIECE));
        assertNotNull(data.atHand(10 * PIECE, PIECE));
        assertNull(data.atHand(PIECE, 1));
        assertNull(data.atHand(ClassData.AHEAD * PIECE, 1));
    }

    @Test
    void aPieceThatIsAnotherIsRefusedAndNoneIsReadAfterIt() {
        for (int at : new int[] {6 * PIECE, 6 * PIECE + 1_000, 7 * PIECE - 1}) {
            byte[] genuine = file;
            ClassData data = proven();
            file = genuine.clone();
            file[BEGIN + at] ^= 4;
            check(data, 5 * PIECE, PIECE);
            int before = opened.get();
            for (int i = 0; i < 2; i++) {
                ArtefactException refused = assertThrows(ArtefactException.class, () -> data.read(6 * PIECE, 3));
                assertSame(Reason.TAMPERED, refused.reason());
            }
            file = genuine;
            assertThrows(ArtefactException.class, () -> data.read(6 * PIECE, 3));
            assertThrows(ArtefactException.class, () -> data.read(8 * PIECE, 3));
            assertEquals(before + 1, opened.get(), "it is opened once");
            check(data, 5 * PIECE, PIECE);
        }
    }

    @Test
    void aPieceInAnothersPlaceIsAnother() {
        ClassData data = proven();
        byte[] moved = file.clone();
        System.arraycopy(file, BEGIN + 8 * PIECE, moved, BEGIN + 9 * PIECE, PIECE);
        file = moved;
        check(data, 8 * PIECE, PIECE);
        assertThrows(ArtefactException.class, () -> data.read(9 * PIECE, 1));
    }

    @Test
    void aFileThatIsTooShortIsLookedForAgain() {
        ClassData data = proven();
        byte[] genuine = file;
        file = Arrays.copyOf(genuine, BEGIN + LENGTH - 1);
        assertThrows(UncheckedIOException.class, () -> data.read(6 * PIECE, 3));
        file = genuine;
        check(data, 6 * PIECE, 3);
    }

    @Test
    void whatHasNotBeenProvenIsNotRead() {
        Input in = new Input();
        ClassData data = new ClassData(in, BEGIN, LENGTH);
        // that its file was changed would be wrong, and would stand
        assertSame(Reason.UNTRUSTED, assertThrows(ArtefactException.class, () -> data.read(6 * PIECE, 3)).reason());
        new PieceSums(products(), data).all(in);
        check(data, 6 * PIECE, 3);
    }

    @Test
    void bytesAreKept() {
        byte[] genuine = file.clone();
        ClassData data = new ClassData(ArtefactInput.of(file), BEGIN, LENGTH);
        Arrays.fill(file, (byte) 0);
        byte[] there = bytes(data.atHand(9 * PIECE, LENGTH - 9 * PIECE));
        assertArrayEquals(Arrays.copyOfRange(genuine, BEGIN + 9 * PIECE, BEGIN + LENGTH), there);
        assertArrayEquals(Arrays.copyOfRange(genuine, BEGIN, BEGIN + LENGTH), data.read(0, LENGTH));
    }

    /** Each with pieces of its own, that push out those of the others. */
    @Test
    void manyThreadsAtOnce() throws Exception {
        ClassData data = proven();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(i);
                Callable<Void> reader = () -> {
                    for (int k = 0; k < 300; k++) {
                        int begin = random.nextInt(LENGTH - 4_000);
                        Artefact.Place there = data.atHand(begin, 4_000);
                        assertArrayEquals(expected(begin, 4_000), there != null ? bytes(there) : data.read(begin, 4_000));
                    }
                    return null;
                };
                all.add(threads.submit(reader));
            }
            for (Future<Void> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
