package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the last column of the page on engine and store against the tests that there are. */
class NamedTestsTest {
    private static final Path TOP = Path.of("..");
    private static final Path PAGE = TOP.resolve("docs").resolve("engine-and-store.md");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))?(?:#(\\w+)…?)?`");

    private static Map<String, String> tests() throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> modules = Files.list(TOP)) {
            for (Path folder : modules.map(module -> module.resolve("src").resolve("test").resolve("java")).filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
                        texts.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
                    }
                }
            }
        }
        return texts;
    }

    @Test
    void everyRowNamesTestsThatExist() throws IOException {
        Map<String, String> texts = tests();
        Set<String> missing = new TreeSet<>();
        List<String> nameless = new ArrayList<>();
        int named = 0;
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("(?<!\\\\)\\|", -1);
            if (cells.length < 5 || cells[1].isBlank() && cells[2].isBlank() || line.startsWith("|---")
                    || cells[cells.length - 2].strip().equals("test")) {
                continue;
            }
            String last = cells[cells.length - 2];
            Matcher matcher = NAMED.matcher(last);
            String type = null;
            boolean any = last.contains("as above") || last.contains("scripts") || last.contains("*");
            while (matcher.find()) {
                type = matcher.group(1) == null ? type : matcher.group(1);
                if (type == null) {
                    continue;
                }
                any = true;
                named++;
                String text = texts.getOrDefault(type, "");
                String method = matcher.group(2);
                if (text.isEmpty() || method != null && !Pattern.compile("\\b" + method + "\\(").matcher(text).find()) {
                    missing.add(type + (method == null ? "" : "#" + method));
                }
            }
            if (!any) {
                nameless.add(cells[1].strip() + " " + cells[2].strip());
            }
        }
        assertEquals(Set.of(), missing);
        assertEquals(List.of(), nameless);
        assertTrue(named > 150, "only so many were looked at: " + named);
    }
}
