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

/** Holds the last column of the page on engine and store, and all pages that name tests, against the tests that there are. */
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

    @Test
    void everyTestThatAPageNamesExists() throws IOException {
        Map<String, String> texts = tests();
        Pattern named = Pattern.compile("`(\\w+(?:Test|IT))(?:#(\\w+)…?)?`");
        Set<String> missing = new TreeSet<>();
        int met = 0;
        try (Stream<Path> files = Stream.concat(Files.list(TOP), Files.walk(TOP.resolve("docs")))) {
            for (Path page : files.filter(file -> file.toString().endsWith(".md")).toList()) {
                Matcher matcher = named.matcher(Files.readString(page));
                while (matcher.find()) {
                    met++;
                    if (!exists(texts, matcher.group(1), matcher.group(2))) {
                        missing.add(TOP.relativize(page) + ": " + matcher.group());
                    }
                }
            }
        }
        assertEquals(Set.of(), missing);
        assertTrue(met > 300, "only so many were looked at: " + met);
    }

    /** Whether there is a test of that name, or one that begins so; its class may have it of another. */
    private static boolean exists(Map<String, String> texts, String type, String method) {
        String text = texts.getOrDefault(type, "");
        if (method == null || Pattern.compile("\\b" + method + "\\w*\\(").matcher(text).find()) {
            return !text.isEmpty();
        }
        Matcher above = Pattern.compile("class " + type + " extends (\\w+)").matcher(text);
        return above.find() && exists(texts, above.group(1), method);
    }
}
