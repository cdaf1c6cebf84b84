package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainInputTest {

    @Test
    void linesAreReadOneByOneAndNothingBehindThem() throws Exception {
        InputStream in = new ByteArrayInputStream("ps\n\nfor cat".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PlainInput input = new PlainInput(in, new PrintStream(shown, true, StandardCharsets.UTF_8));
        assertTrue(input.isEmpty());
        assertEquals(Typed.line("ps"), input.read());
        assertEquals(8, in.available());
        assertEquals(Typed.line(""), input.read());
        assertEquals(Typed.line("for cat"), input.read());
        assertEquals(Typed.LEFT, input.read());
        assertEquals("g! g! g! g! " + System.lineSeparator(), shown.toString(StandardCharsets.UTF_8));
        assertFalse(input.isEmpty(), "it ended, and something was there");
    }

    @Test
    void whereNothingWasEverToBeReadIsKnown() {
        PlainInput input = new PlainInput(InputStream.nullInputStream(), new PrintStream(OutputStream.nullOutputStream()));
        assertEquals(Typed.LEFT, input.read());
        assertTrue(input.isEmpty());
    }
}
