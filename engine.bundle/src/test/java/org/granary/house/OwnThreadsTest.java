package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Threads of the bundles' own inherit no thread-locals: those of pools and timers live longer than whoever is first to need one, and would
 * hold his values, and with them his bundle.
 */
class OwnThreadsTest {
    private static final Path TOP = Path.of("..");
    /** To the end of the statement. */
    private static final Pattern MADE = Pattern.compile("new Thread\\([^;]*;");
    private static final Pattern INHERITS_NOTHING = Pattern.compile("new Thread\\(null, .*, false\\);", Pattern.DOTALL);
    /** One that makes its own kind of threads. */
    private static final Pattern KIND = Pattern.compile("\\bextends Thread\\b");
    private static final Pattern KIND_INHERITS_NOTHING = Pattern.compile("super\\(null, [^;]*, false\\);");

    @Test
    void threadsInheritNothingOfWhoeverNeedsThemFirst() throws IOException {
        Set<String> inherit = new TreeSet<>();
        int made = 0;
        try (Stream<Path> modules = Files.list(TOP)) {
            for (Path folder : modules.filter(module -> module.toString().endsWith(".bundle"))
                    .map(module -> module.resolve("src").resolve("main")).filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
                        made += look(file, inherit);
                    }
                }
            }
        }
        assertEquals(Set.of(), inherit);
        assertTrue(made > 8, "only so many are made: " + made);
    }

    private static int look(Path file, Set<String> inherit) throws IOException {
        String text = Files.readString(file);
        int made = 0;
        for (Matcher one = MADE.matcher(text); one.find(); made++) {
            if (!INHERITS_NOTHING.matcher(one.group()).matches()) {
                inherit.add(file.getFileName() + ": " + one.group());
            }
        }
        if (KIND.matcher(text).find()) {
            made++;
            if (!KIND_INHERITS_NOTHING.matcher(text).find()) {
                inherit.add(file.getFileName().toString());
            }
        }
        return made;
    }
}
