package org.granary.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.granary.bytes.ByteReader;
import org.granary.engine.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTest {

    private static String refused(byte[] bytes) {
        return assertThrows(MalformedException.class, () -> Header.read(new ByteReader(bytes))).getMessage();
    }

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes);
    }

    @Test
    void theRightOneIsPassed() {
        ByteReader in = new ByteReader(hex("0061736d0100000001"));
        Header.read(in);
        assertEquals(8, in.position());
    }

    @Test
    void anEmptyFile() {
        assertEquals("unexpected end: the input is empty at offset 0x0: expected 00 61 73 6d 01 00 00 00, found nothing",
                refused(new byte[0]));
    }

    @Test
    void aHeaderCutOff() {
        assertEquals(
                "unexpected end: the header is cut off at offset 0x5: expected 8 bytes: 00 61 73 6d 01 00 00 00, found 5: 00 61 73 6d 01",
                refused(hex("0061736d01")));
    }

    @Test
    void aComponent() {
        assertEquals(
                "unknown binary version: a component, which is not run yet (only core modules are) at offset 0x4: expected 01 00 00 00, "
                + "found 0d 00 01 00", refused(hex("0061736d0d000100")));
    }

    @Test
    void anotherVersion() {
        assertEquals("unknown binary version at offset 0x4: expected 01 00 00 00, found 02 00 00 00", refused(hex("0061736d02000000")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"7f454c4602010100|: an ELF file, native code", "504b030414000000|: a zip archive, as jars are",
            "cafebabe00000041|: a Java class",
        "0067726e790d0a1a|: a module compiled ahead of time, which is loaded and not compiled again",
        "1f8b080000000000|: a gzip archive, to be unpacked first", "cffaedfe07000001|: a Mach-O file, native code",
                "4d5a900003000000|: a Windows program", "0102030405060708|''"})
    void whatItLooksLikeIsSaid(String bytes, String said) {
        String found = HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOf(hex(bytes), 4));
        assertEquals("magic header not detected" + said + " at offset 0x0: expected 00 61 73 6d, found " + found, refused(hex(bytes)));
    }

    @Test
    void textIsTold() {
        String said = "text, and not that of a module (which begins with a parenthesis)";
        assertEquals("magic header not detected: " + said + " at offset 0x0: expected 00 61 73 6d, found 74 68 65 73",
                refused("these are words".getBytes(StandardCharsets.UTF_8)));
        assertEquals("unexpected end: " + said + " at offset 0x0: expected 00 61 73 6d, found 68 69",
                refused("hi".getBytes(StandardCharsets.UTF_8)));
        // a letter of two bytes stands across the end of what is looked at
        assertTrue(refused(("x" + "ü".repeat(40)).getBytes(StandardCharsets.UTF_8)).contains(said));
    }
}
