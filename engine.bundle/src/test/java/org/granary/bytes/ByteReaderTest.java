package org.granary.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.junit.jupiter.api.Test;

class ByteReaderTest {
    private static ByteReader reader(int... values) {
        ByteWriter writer = new ByteWriter();
        for (int value : values) {
            writer.u8(value);
        }
        return new ByteReader(writer.toByteArray());
    }

    private static void refused(Failure failure, long offset, Function<ByteReader, Object> read, int... values) {
        MalformedException e = assertThrows(MalformedException.class, () -> read.apply(reader(values)));
        assertEquals(failure, e.failure());
        assertEquals(offset, e.offset().orElseThrow());
    }

    @Test
    void numbersComeBackAsWritten() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            ByteReader reader = new ByteReader(new ByteWriter().u64(value).signed(value).u32((int) value).signed((int) value)
                    .fixed32((int) value).fixed64(value)
                    .signed(value << 31 >> 31).toByteArray());
            assertEquals(value, reader.u64());
            assertEquals(value, reader.s64());
            assertEquals((int) value, reader.u32());
            assertEquals((int) value, reader.s32());
            assertEquals((int) value, reader.fixed32());
            assertEquals(value, reader.fixed64());
            assertEquals(value << 31 >> 31, reader.s33());
            assertTrue(reader.atEnd());
        }
    }

    @Test
    void paddingIsAllowedUpToTheFullLength() {
        assertEquals(3, reader(0x83, 0x80, 0x80, 0x80, 0x00).u32());
        assertEquals(-1, reader(0xff, 0xff, 0xff, 0xff, 0x7f).s32());
        assertEquals(0, reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00).s64());
    }

    @Test
    void tooManyBytes() {
        refused(Failure.INTEGER_TOO_LONG, 0, ByteReader::u32, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00);
        refused(Failure.INTEGER_TOO_LONG, 0, ByteReader::s32, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00);
        refused(Failure.INTEGER_TOO_LONG, 0, ByteReader::u64, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00);
    }

    @Test
    void bitsBeyondTheType() {
        refused(Failure.INTEGER_TOO_LARGE, 0, ByteReader::u32, 0xff, 0xff, 0xff, 0xff, 0x1f);
        refused(Failure.INTEGER_TOO_LARGE, 0, ByteReader::s32, 0xff, 0xff, 0xff, 0xff, 0x4f);
        refused(Failure.INTEGER_TOO_LARGE, 0, ByteReader::s32, 0x80, 0x80, 0x80, 0x80, 0x70);
        refused(Failure.INTEGER_TOO_LARGE, 0, ByteReader::s33, 0xff, 0xff, 0xff, 0xff, 0x2f);
        refused(Failure.INTEGER_TOO_LARGE, 0, ByteReader::s64, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7e);
        refused(Failure.INTEGER_TOO_LARGE, 0, ByteReader::u64, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02);
    }

    @Test
    void theEndIsNamedByWhatEnds() {
        refused(Failure.UNEXPECTED_END, 1, ByteReader::u32, 0x80);
        refused(Failure.UNEXPECTED_END_OF_SECTION, 2, reader -> {
            ByteReader part = reader.slice(2);
            part.u8();
            part.u8();
            return part.u8();
        }, 1, 2, 3);
        refused(Failure.LENGTH_OUT_OF_BOUNDS, 0, reader -> reader.slice(4), 1, 2, 3);
        refused(Failure.LENGTH_OUT_OF_BOUNDS, 0, reader -> reader.slice(-1), 1, 2, 3);
    }

    private static String message(Consumer<ByteReader> read, int... bytes) {
        return assertThrows(MalformedException.class, () -> read.accept(reader(bytes))).getMessage();
    }

    @Test
    void howMuchIsMissingIsSaid() {
        assertEquals("unexpected end at offset 0x0: expected 1 byte more, found the end", message(ByteReader::u8));
        assertEquals("unexpected end at offset 0x0: expected 4 bytes, found 3 before the end", message(ByteReader::fixed32, 1, 2, 3));
        assertEquals("unexpected end at offset 0x0: expected 8 bytes, found 4 before the end", message(ByteReader::fixed64, 1, 2, 3, 4));
        assertEquals("unexpected end at offset 0x1: expected a byte of a u32, found the end", message(ByteReader::u32, 0x80));
        assertEquals("unexpected end at offset 0x2: expected a byte of a s64, found the end", message(ByteReader::s64, 0x80, 0x80));
        assertEquals("malformed UTF-8 encoding: a name of 2 bytes at offset 0x1: expected UTF-8, found c0 80",
                message(ByteReader::name, 2, 0xc0, 0x80));
    }

    @Test
    void aLyingCountCostsNothing() {
        refused(Failure.UNEXPECTED_END, 0, reader -> reader.count(1), 0xff, 0xff, 0xff, 0xff, 0x0f, 0);
        assertEquals(2, reader(2, 0, 0).count(1));
    }

    @Test
    void namesAreUtf8() {
        assertEquals("grün\0", new ByteReader(new ByteWriter().name("grün\0").toByteArray()).name());
        refused(Failure.MALFORMED_UTF8, 1, ByteReader::name, 2, 0xc0, 0x80);
        refused(Failure.MALFORMED_UTF8, 1, ByteReader::name, 3, 0xed, 0xa0, 0x80);
        refused(Failure.LENGTH_OUT_OF_BOUNDS, 0, ByteReader::name, 5, 'a');
    }

    @Test
    void partsKeepTheOffsetsOfTheWhole() {
        ByteReader whole = reader(9, 8, 7, 6);
        whole.u8();
        ByteReader part = whole.slice(2);
        assertEquals(1, part.position());
        assertEquals(3, part.limit());
        assertArrayEquals(new byte[] {8, 7}, part.bytes(2));
        assertEquals(6, whole.peek());
        assertEquals(1, whole.remaining());
    }
}
