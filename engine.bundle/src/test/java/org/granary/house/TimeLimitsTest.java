package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each test of the bundles that waits for a thread, a process or the collector has a limit, its own or that of the class above it. It runs
 * on a thread of its own, so that one that cannot be interrupted, as a guest that nothing ends, is told all the same.
 */
class TimeLimitsTest {
    /** Which the class is initialised by. */
    private static final Thread MAIN = Thread.currentThread();
    private static final Path TOP = Path.of("..");
    private static final Pattern WAITS = Pattern.compile("new Thread\\(|ProcessBuilder|OtherJvm|new Running\\(|System\\.gc\\("
            + "|CountDownLatch|CyclicBarrier|Executors\\.|while \\(true\\)|\\.join\\(\\)|\\.await\\(");
    private static final Pattern ABOVE = Pattern.compile("class \\w+ extends (\\w+Test)\\b");

    private static Map<String, String> tests() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> modules = Files.list(TOP)) {
            for (Path folder : modules.filter(module -> module.toString().endsWith(".bundle"))
                    .map(module -> module.resolve("src").resolve("test").resolve("java")).filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.filter(one -> one.toString().endsWith("Test.java")).toList()) {
                        texts.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                    }
                }
            }
        }
        return texts;
    }

    private static boolean limited(String name, Map<String, String> texts) {
        String text = texts.getOrDefault(name, "");
        Matcher above = ABOVE.matcher(text);
        return text.contains("@Timeout(") || above.find() && limited(above.group(1), texts);
    }

    @Test
    @Timeout(240)
    void whatHasALimitRunsOnAThreadOfItsOwn() {
        assertNotSame(MAIN, Thread.currentThread());
    }

    @Test
    void whatWaitsHasALimit() throws IOException {
        Map<String, String> texts = tests();
        Set<String> unlimited = new TreeSet<>();
        int waiting = 0;
        for (Map.Entry<String, String> test : texts.entrySet()) {
            Matcher above = ABOVE.matcher(test.getValue());
            boolean waits = WAITS.matcher(test.getValue()).find()
                    || above.find() && WAITS.matcher(texts.getOrDefault(above.group(1), "")).find();
            waiting += waits ? 1 : 0;
            if (waits && !limited(test.getKey(), texts)) {
                unlimited.add(test.getKey());
            }
        }
        unlimited.remove(TimeLimitsTest.class.getSimpleName());
        assertEquals(Set.of(), unlimited);
        assertTrue(limited("InterpretedHammerTest", texts) && waiting > 60, "only so many wait: " + waiting);
    }
}
