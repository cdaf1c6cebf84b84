package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    private static String refused(String... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> Arguments.parse(arguments)).getMessage();
    }

    @Test
    void nothingAsksForTheShell() {
        assertEquals(new Arguments(Optional.empty(), true, Duration.ofSeconds(60)), Arguments.parse());
    }

    @Test
    void commandsAndPatience() {
        Arguments asked = new Arguments(Optional.of("wasm:ps"), true, Duration.ofSeconds(5));
        assertEquals(asked, Arguments.parse("--wait", "5", "-c", "wasm:ps"));
        assertEquals(asked, Arguments.parse("--command", "wasm:ps", "--wait=5"));
        assertEquals(asked, Arguments.parse("--wait=5", "--command=wasm:ps"));
        assertEquals(Optional.of("x=1; --wait=2"), Arguments.parse("-c", "x=1; --wait=2").commands());
        assertEquals(Optional.of(""), Arguments.parse("--command=").commands());
    }

    @Test
    void aServiceHasNoShell() {
        assertEquals(new Arguments(Optional.empty(), false, Duration.ofSeconds(60)), Arguments.parse("--no-shell"));
        assertEquals("expected -c or --no-shell, found both", refused("-c", "wasm:ps", "--no-shell"));
        assertEquals("-c stands twice", refused("-c", "wasm:ps", "--command", "wasm:ps"));
    }

    @ParameterizedTest
    @CsvSource({"-x, unknown argument -x", "-c, -c lacks its value", "--wait, --wait lacks its value",
        "--no-shell=x, unknown argument --no-shell=x", "-c=ps, unknown argument -c=ps"})
    void whatIsNotUnderstoodIsNamed(String argument, String message) {
        assertEquals(message, refused(argument));
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1", "1.5", "4294967295", "99999999999", "''"})
    void patienceIsANumberOfSeconds(String value) {
        assertEquals("--wait: expected a number of seconds, found " + value, refused("--wait", value));
        assertEquals("--wait: expected a number of seconds, found " + value, refused("--wait=" + value));
    }

    @Test
    void whatIsPipedInMayWaitToo() {
        assertEquals(new Arguments(Optional.empty(), true, Duration.ofSeconds(5)), Arguments.parse("--wait", "5"));
    }
}
