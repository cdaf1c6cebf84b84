package org.granary.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is asked for by its words: hosts, scripts and people look for these. */
class TrapCodeTest {
    private static final List<String> PHRASES = List.of("unreachable", "integer divide by zero", "integer overflow",
            "invalid conversion to integer", "out of bounds memory access", "out of bounds table access", "uninitialized element",
            "indirect call type mismatch", "null reference", "cast failure", "out of bounds array access", "unaligned atomic",
            "atomic wait on non-shared memory", "call stack exhausted", "all fuel consumed by WebAssembly", "interrupt",
            "allocation too large", "deadline", "host closed");

    @Test
    void everyTrapBeginsWithItsPhrase() {
        assertEquals(PHRASES.stream().map("wasm trap: "::concat).toList(),
                Arrays.stream(TrapCode.values()).map(code -> new Trap(code).getMessage()).toList());
    }
}
