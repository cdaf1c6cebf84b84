package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.granary.bytes.ByteWriter;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.testing.ModuleBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class PackedSourceTest {
    private static final int NUMBERS = 16;
    private static final int FROM = 16;
    private static final int LENGTH = 12;
    private static final int LENGTHS = 8;
    private static final int DEFLATED = 4;

    /** A module of bodies that no validator has seen, between two custom sections. */
    private static byte[] module(byte[]... bodies) {
        ByteWriter code = new ByteWriter().u32(bodies.length);
        for (byte[] body : bodies) {
            code.sized(body);
        }
        return ModuleBuilder.header().u8(0).sized(new byte[] {1, 'a', 7}).u8(10).sized(code.toByteArray())
                .u8(0).sized(new byte[] {1, 'b', 8, 9}).toByteArray();
    }

    private static byte[] body(int length, int seed) {
        byte[] body = new byte[length];
        new Random(seed).nextBytes(body);
        return body;
    }

    private static byte[] three() {
        return module(new byte[500], body(300, 1), new byte[40]);
    }

    private static byte[] unpacked(byte[] part) {
        return new PackedSource(part, 0).whole();
    }

    private static String refused(byte[] part) {
        ArtefactException refused = assertThrows(ArtefactException.class, () -> unpacked(part));
        assertSame(Reason.STRUCTURE, refused.reason());
        return refused.getMessage();
    }

    private static byte[] with(byte[] part, int number, int value) {
        byte[] changed = part.clone();
        ByteBuffer.wrap(changed).putInt(part.length - number, value);
        return changed;
    }

    private static int number(byte[] part, int number) {
        return ByteBuffer.wrap(part).getInt(part.length - number);
    }

    @Test
    void whatIsPackedComesBack() {
        byte[][] many = new byte[100_000][];
        for (int i = 0; i < many.length; i++) {
            many[i] = body(i % 7, i);
        }
        for (byte[] source : List.of(ModuleBuilder.header().toByteArray(), module(), module(body(0, 0)), module(body(1, 1)), three(),
                module(body(200_000, 2)), module(new byte[1_000_000]), module(many))) {
            assertArrayEquals(source, unpacked(PackedSource.pack(source)));
        }
        assertTrue(PackedSource.pack(module(new byte[1_000_000])).length < 2_000, "bodies are deflated");
    }

    private static PackedSource inTwo(byte[] part, int first) {
        byte[] numbers = Arrays.copyOfRange(part, part.length - NUMBERS, part.length);
        Artefact.There rest = new Artefact.There(Arrays.copyOfRange(part, first, part.length));
        return new PackedSource(Arrays.copyOf(part, first), rest, numbers, 0);
    }

    /** Bodies are needed later than all else, and may stand in an array of their own. */
    @Test
    void whatStandsInTwoArraysComesBack() {
        for (byte[] source : List.of(module(body(3_000, 4), body(2_000, 5)), module(new byte[100_000]), module())) {
            byte[] part = PackedSource.pack(source);
            int end = new PackedSource(part, 0).lengthsEnd();
            int last = part.length - NUMBERS;
            // each place where the stream ends, and some hundreds before
            for (int first = end; first <= last; first += last - first <= 40 ? 1 : Math.max(1, (part.length - end) / 300)) {
                assertArrayEquals(source, inTwo(part, first).whole(), "the first " + first);
            }
        }
    }

    @Test
    void deflatedBytesInTwoArraysMustEndWithTheBodies() {
        byte[] part = PackedSource.pack(module(body(3_000, 6)));
        int end = new PackedSource(part, 0).lengthsEnd();
        ByteBuffer longer = ByteBuffer.allocate(part.length + 5).put(part, 0, part.length - NUMBERS).put(new byte[5]);
        longer.put(part, part.length - NUMBERS, NUMBERS).putInt(part.length + 5 - DEFLATED, number(part, DEFLATED) + 5);
        byte[] more = longer.array();
        byte[] broken = part.clone();
        broken[end] = -1;
        byte[] shorter = with(part, LENGTH, number(part, LENGTH) - 1);
        for (byte[] wrong : List.of(more, broken, shorter)) {
            for (int first : new int[] {end, end + 100, part.length - NUMBERS - 1, part.length - NUMBERS}) {
                ArtefactException refused = assertThrows(ArtefactException.class, () -> inTwo(wrong, first).whole());
                assertSame(Reason.STRUCTURE, refused.reason());
            }
        }
    }

    @Test
    void theFirstPiecesHaveAllButBodies() {
        int piece = PieceSums.PIECE;
        byte[] source = module(body(3 * piece, 7), body(20, 8));
        byte[] part = PackedSource.pack(source);
        byte[] numbers = Arrays.copyOfRange(part, part.length - NUMBERS, part.length);
        assertEquals(piece, PackedSource.first(numbers, part.length));
        assertArrayEquals(source, inTwo(part, piece).whole());
        ByteBuffer lie = ByteBuffer.wrap(numbers);
        int length = 5 * piece;
        for (int deflated : new int[] {-1, Integer.MIN_VALUE, length - NUMBERS + 1, Integer.MAX_VALUE, 0, piece - NUMBERS - 1}) {
            lie.putInt(NUMBERS - DEFLATED, deflated);
            assertEquals(length, PackedSource.first(numbers, length), "deflated " + deflated);
        }
        lie.putInt(NUMBERS - DEFLATED, piece);
        assertEquals(length - piece, PackedSource.first(numbers, length));
        lie.putInt(NUMBERS - DEFLATED, length - NUMBERS);
        assertEquals(0, PackedSource.first(numbers, length));
        for (int few = 0; few < NUMBERS; few++) {
            assertEquals(few, PackedSource.first(new byte[few], few));
        }
    }

    /** Five bytes may say what one says; those who read the source again must find them. */
    @Test
    void aLengthComesBackAsItWasWritten() {
        byte[] source = ModuleBuilder.header().u8(10).sized(new byte[] {2, (byte) 0x82, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0, 0, 0x0b,
                (byte) 0x82, 0, 0, 0x0b}).toByteArray();
        byte[] part = PackedSource.pack(source);
        assertEquals(5 + 2, number(part, LENGTHS));
        assertArrayEquals(source, unpacked(part));
    }

    @Test
    void whatIsNoModuleIsKeptAsItIs() {
        byte[] whole = three();
        for (byte[] source : List.of(new byte[0], new byte[3], "something else than a module".getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOf(whole, whole.length - 10), Arrays.copyOf(whole, 40), body(1_000, 3))) {
            byte[] part = PackedSource.pack(source);
            assertEquals(source.length + NUMBERS, part.length);
            assertArrayEquals(source, unpacked(part));
        }
    }

    @Test
    void aBodyThatIsLongerThanItsSectionIsKeptAsItIs() {
        byte[] source = ModuleBuilder.header().u8(10).sized(new byte[] {1, 9, 0, 0x0b}).toByteArray();
        assertArrayEquals(source, unpacked(PackedSource.pack(source)));
        assertEquals(0, number(PackedSource.pack(source), LENGTH));
    }

    @Test
    void everyLieAboutLengthsIsRefused() {
        byte[] part = PackedSource.pack(three());
        for (int number : new int[] {LENGTH, LENGTHS, DEFLATED}) {
            for (int lie : new int[] {0, 1, number(part, number) - 1, number(part, number) + 1, part.length, Integer.MAX_VALUE, -1,
                Integer.MIN_VALUE}) {
                refused(with(part, number, lie));
            }
        }
        for (int lie : new int[] {part.length, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            refused(with(part, FROM, lie));
        }
        assertFalse(Arrays.equals(three(), unpacked(with(part, FROM, number(part, FROM) - 1))), "bodies elsewhere are another source");
        for (int length = 0; length < part.length; length++) {
            refused(Arrays.copyOf(part, length));
        }
    }

    /** The lengths of bodies stand in it alone: a lie is another source, whose digest is another, or none. */
    @Test
    void aLieInTheTableIsAnotherSourceOrNone() {
        byte[] part = PackedSource.pack(module(new byte[5], new byte[7], new byte[9]));
        int table = new PackedSource(part, 0).outside();
        assertArrayEquals(new byte[] {5, 7, 9}, Arrays.copyOfRange(part, table, table + 3));
        byte[] swapped = part.clone();
        swapped[table] = 7;
        swapped[table + 1] = 5;
        assertArrayEquals(module(new byte[7], new byte[5], new byte[9]), unpacked(swapped));
        for (byte wrong : new byte[] {0, 4, 6, 127, -1}) {
            for (int i = 0; i < 3; i++) {
                byte[] lie = part.clone();
                lie[table + i] = wrong;
                if (wrong != part[table + i]) {
                    assertTrue(refused(lie).contains("lengths of bodies that are 21 together"), refused(lie));
                }
            }
        }
    }

    /** What has not been proven may be anything, and gives an artefact's refusal or another source. */
    @Test
    void everyFlippedBitIsRefusedOrReadAsSomethingElse() {
        byte[] source = three();
        byte[] part = PackedSource.pack(source);
        int refused = 0;
        for (int bit = 0; bit < 8 * part.length; bit++) {
            byte[] flipped = part.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                unpacked(flipped);
            } catch (ArtefactException e) {
                assertSame(Reason.STRUCTURE, e.reason());
                refused++;
            }
        }
        assertTrue(refused > 100, "found " + refused);
    }

    @Test
    void whatUnpacksToTooMuchIsRefusedBeforeThereIsRoomForIt() {
        byte[] part = PackedSource.pack(module(new byte[1_000_000]));
        int most = 256 * part.length + (64 << 20);
        assertTrue(refused(with(part, LENGTH, most + 1)).contains("at most " + most + " bytes, found " + (most + 1)),
                refused(with(part, LENGTH, most + 1)));
        assertTrue(refused(with(part, LENGTH, 2_000_000)).contains("expected 1999997 bytes in"), refused(with(part, LENGTH, 2_000_000)));
    }

    @Test
    void whatWouldUnpackToTooMuchIsNotDeflated() {
        byte[] source = module(new byte[100 << 20]);
        byte[] part = PackedSource.pack(source);
        assertEquals(source.length + NUMBERS, part.length);
        assertEquals(0, number(part, LENGTH));
    }
}
