package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds every line of Java in the checkout to what the editor's configuration says: the formatter does not break lines. */
class LineLengthTest {
    private static final Path TOP = Path.of("..");
    private static final int LONGEST = 140;
    /** What is written by machines, or is no part of the checkout. */
    private static final Set<String> PASSED_OVER = Set.of("target", "generated", "data", "deploy");

    @Test
    void noLineIsLongerThan140() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(TOP, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean hidden = name.startsWith(".") && !folder.equals(TOP);
                return hidden || PASSED_OVER.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        List<String> longer = new ArrayList<>();
        for (Path file : files) {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.length() > LONGEST) {
                    longer.add(TOP.relativize(file) + ":" + number + ": " + line.length() + " columns");
                }
            }
        }
        assertEquals("", String.join("\n", longer));
        assertTrue(files.size() > 900, "only so many were looked at: " + files.size());
    }
}
