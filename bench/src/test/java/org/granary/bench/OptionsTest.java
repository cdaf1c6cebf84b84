package org.granary.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.granary.bench.Options.Section;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void readsWhatIsGiven() {
        Options options = Options.parse(new String[] {"--kernels", "fib,vm", "--seconds", "0.5", "--rounds", "2", "--jdk", "somewhere",
                "--jvm", "-Xmx1g", "--sections", "sqlite,first"});
        assertEquals(List.of("fib", "vm"), options.kernels());
        assertEquals(0.5, options.seconds());
        assertEquals(2, options.rounds());
        assertEquals("somewhere", options.jdk());
        assertEquals(List.of("-Xmx1g"), options.jvmArguments());
        assertEquals(Set.of(Section.SQLITE, Section.FIRST), options.sections());
    }

    @Test
    void aValueMayStandBehindAnEqualsSign() {
        Options options = Options.parse(new String[] {"--seconds=0.5", "--jvm=-Da=b", "--jvm", "--add-opens=a/b=c", "--kernels=fib,vm"});
        assertEquals(0.5, options.seconds());
        assertEquals(List.of("-Da=b", "--add-opens=a/b=c"), options.jvmArguments());
        assertEquals(List.of("fib", "vm"), options.kernels());
    }

    @Test
    void splittingIsAskedForByName() {
        assertEquals(Set.of(Section.values()).size() - 1, Options.parse(new String[0]).sections().size());
        assertTrue(Options.parse(new String[] {"--with-splitting"}).sections().contains(Section.SPLITTING));
    }

    @Test
    void refusesByTheOptionsName() {
        for (List<String> wrong : List.of(List.of("--seconds", "0"), List.of("--seconds", "soon"), List.of("--rounds"),
                List.of("--sections", "kernels,more"), List.of("--fast"))) {
            String message = assertThrows(IllegalArgumentException.class, () -> Options.parse(wrong.toArray(new String[0]))).getMessage();
            assertTrue(message.contains(wrong.get(0)), message);
        }
    }
}
