package org.granary.console.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir
    private Path folder;

    @Test
    void everyCommandOfItWorks() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        boolean worked = Rehearsal.run(folder, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true,
                StandardCharsets.UTF_8));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertTrue(worked);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.stream().filter("rehearsed"::equals).count(), "run as a binary and as an artefact");
        assertEquals(List.of("3 arguments", "1 arguments"), lines.stream().filter(line -> line.endsWith(" arguments")).toList());
        assertEquals(2, lines.stream().filter("55"::equals).count(), "compiled and interpreted");
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals("host.key rehearsal.granary rehearsal.wasm rehearsal.wat",
                    files.map(Path::getFileName).map(Path::toString).sorted()
                    .collect(Collectors.joining(" ")));
        }
    }
}
