package org.granary.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(out));

    /** A lane that prints the lines of its arguments. */
    private static Lane lane(String name, String... lines) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Echo.class.getName()));
        command.addAll(List.of(lines));
        return new Lane(name, command);
    }

    @Test
    void takesTheMedianOfTheLaterHalf() throws IOException, InterruptedException {
        Rounds rounds = Rounds.run("guest", List.of(lane("a", "LOAD 5.5", "IT 90 7", "IT 80 7", "IT 10 7", "IT 12 7", "IT 11 7"),
                lane("b", "IT 22 7")), 2, 60, report);
        assertEquals(11, rounds.steady("a"));
        assertEquals(5.5, rounds.median("a", Lane.Run::load));
        assertEquals("%.2f ±0%%".formatted(2.0), rounds.ratio("b", rounds.steady("a")));
        assertEquals("-", rounds.ratio("c", 1));
        assertTrue(rounds.agrees());
        assertEquals(0, report.failures());
    }

    @Test
    void whoTakesTurnsIsComparedRoundByRound() throws IOException, InterruptedException {
        Rounds rounds = Rounds.run("guest", List.of(lane("a", "IT 1 7", "IT 9 7", "IT 9 7", "IT 10 7", "IT 11 7", "IT 20 7", "IT 20 7",
                "IT 24 7", "IT 60 7", "IT 10 7", "IT 13 7", "IT 20 7")), 1, 60, report);
        assertEquals(1.25, rounds.median("a", run -> run.turns(1, 3)), 1e-12);
        assertEquals(2.5, rounds.median("a", run -> run.turns(2, 3)), 1e-12);
    }

    @Test
    void resultsThatDifferAreAFailure() throws IOException, InterruptedException {
        assertFalse(Rounds.run("guest", List.of(lane("a", "IT 1 7"), lane("b", "IT 1 8")), 1, 60, report).agrees());
        assertEquals(1, report.failures());
        assertTrue(out.toString().contains("guest: results differ: [7, 8]"), out.toString());
    }

    @Test
    void aLaneThatSaysNothingIsAFailure() throws IOException, InterruptedException {
        Rounds rounds = Rounds.run("guest", List.of(lane("a", "IT 1 7"), lane("b", "fail")), 1, 60, report);
        assertFalse(rounds.agrees());
        assertTrue(out.toString().contains("guest, b: exit 3"), out.toString());
        assertEquals("-", rounds.ratio("b", 1));
    }

    @Test
    void meansAndMedians() {
        assertEquals(2, Figures.geometricMean(List.of(1.0, 4.0)), 1e-12);
        assertEquals(2.5, Figures.median(List.of(4.0, 1.0, 2.0, 3.0)));
        assertEquals(3, Figures.median(List.of(Double.NaN, 3.0)));
        assertEquals(50, Figures.spread(List.of(2.0, 1.5, 2.5)));
    }
}
