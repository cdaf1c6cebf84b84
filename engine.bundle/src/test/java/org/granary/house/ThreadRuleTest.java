package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the documentation of every class and interface that a bundle of ours exports to what it has to say of threads. Enums, records and
 * annotations are immutable anyhow, exceptions belong to who catches them.
 */
class ThreadRuleTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern TYPE = Pattern.compile("/\\*\\*(?<doc>.*?)\\*/\\s*(?:@[^\\n]*\\n)*"
            + "public (?:(?:abstract|final|sealed|non-sealed) )*(?:class|interface) (?<name>\\w+)", Pattern.DOTALL);
    private static final Pattern THROWN = Pattern.compile(".*Exception|.*Exit|Trap");
    private static final Pattern RULE = Pattern.compile("[Tt]hread|[Ii]mmutable|[Ss]tateless|[Cc]onfined");

    /** The folders of exported packages. */
    private static List<Path> exported() throws IOException {
        try (Stream<Path> bundles = Files.list(TOP)) {
            List<Path> sources = bundles.filter(folder -> folder.toString().endsWith(".bundle"))
                    .map(folder -> folder.resolve("src").resolve("main").resolve("java")).filter(Files::isDirectory).toList();
            Set<Path> found = new TreeSet<>();
            for (Path source : sources) {
                try (Stream<Path> files = Files.walk(source)) {
                    for (Path file : files.filter(one -> one.endsWith("package-info.java")).toList()) {
                        String text = Files.readString(file);
                        // what has an attribute is promised to nobody
                        if (text.contains("@Export") && !text.contains("attribute")) {
                            found.add(file.getParent());
                        }
                    }
                }
            }
            return List.copyOf(found);
        }
    }

    @Test
    void everyExportedTypeTellsWhichThreadsMayUseIt() throws IOException {
        Set<String> silent = new TreeSet<>();
        int told = 0;
        for (Path folder : exported()) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
                    Matcher type = TYPE.matcher(Files.readString(file));
                    if (!type.find() || THROWN.matcher(type.group("name")).matches()) {
                        continue;
                    }
                    if (RULE.matcher(type.group("doc")).find()) {
                        told++;
                    } else {
                        silent.add(TOP.relativize(file).toString());
                    }
                }
            }
        }
        assertEquals(Set.of(), silent);
        assertTrue(told > 70, "only so many were looked at: " + told);
    }
}
