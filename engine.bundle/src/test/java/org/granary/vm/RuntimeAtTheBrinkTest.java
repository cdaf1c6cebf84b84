package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.granary.artefact.Reachable;
import org.granary.testing.OtherJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every routine of the runtime that compiled code can reach commits by one last write: it is called where the stack ends, at each distance
 * from the end, and does all of its work or none. In a JVM of its own, where nothing of the JDK has been used yet by others and nothing is
 * lost to them.
 */
@Timeout(900)
class RuntimeAtTheBrinkTest {
    private static final long LIMIT_SECONDS = 300;

    @Test
    void everyRoutineHasACase() throws Exception {
        assertEquals(Reachable.routines(), new TreeSet<>(RuntimeAtTheBrinkMain.cases().routines()));
    }

    @Test
    void eachDoesAllOfItsWorkOrNone() throws Exception {
        List<String> told = run("-Xint", 3);
        assertEquals(List.of(), told.subList(0, told.size() - 1).stream().filter(line -> !line.endsWith(" overflowed")).toList());
        assertEquals("ran " + (told.size() - 1), told.get(told.size() - 1));
        assertTrue(told.size() > Reachable.routines().size(), () -> "only " + told.size());
    }

    /** Frames change their sizes while they are compiled, so that not every distance is met, but others; the steps are smaller then. */
    @Test
    void eachDoesSoWhileItIsCompiled() throws Exception {
        List<String> told = run("-Xmixed", 2);
        assertEquals(List.of(), told.subList(0, told.size() - 1).stream().filter(line -> !line.contains(" overflowed")).toList());
        assertEquals("ran " + (told.size() - 1), told.get(told.size() - 1));
    }

    private static List<String> run(String option, int shifts) throws Exception {
        List<String> options = new ArrayList<>(List.of(option));
        options.addAll(Ballast.OPTIONS);
        // traces are told only of what fails, and their beginnings only
        options.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:MaxJavaStackTraceDepth=8"));
        return new OtherJvm(RuntimeAtTheBrinkMain.class, LIMIT_SECONDS).told(options, Integer.toString(shifts));
    }
}
