package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    @Test
    void nothingAsksForTheShell() {
        assertEquals(new Arguments(Optional.empty(), Duration.ofSeconds(60)), Arguments.parse());
    }

    @Test
    void commandsAndPatience() {
        assertEquals(new Arguments(Optional.of("wasm:ps"), Duration.ofSeconds(5)), Arguments.parse("--wait", "5", "-c", "wasm:ps"));
    }

    @ParameterizedTest
    @CsvSource({"-x, unknown argument -x", "-c, -c lacks its value", "--wait, --wait lacks its value"})
    void whatIsNotUnderstoodIsNamed(String argument, String message) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> Arguments.parse(argument)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1", "1.5", "99999999999"})
    void patienceIsANumberOfSeconds(String value) {
        String message = assertThrows(IllegalArgumentException.class, () -> Arguments.parse("--wait", value)).getMessage();
        assertEquals("--wait: expected a number of seconds, found " + value, message);
    }

    @Test
    void whatIsPipedInMayWaitToo() {
        assertEquals(new Arguments(Optional.empty(), Duration.ofSeconds(5)), Arguments.parse("--wait", "5"));
    }
}
