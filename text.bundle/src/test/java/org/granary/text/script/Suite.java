package org.granary.text.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where the official scripts lie, which are outside of the project. */
final class Suite {
    static final String MISSING = "no testsuite/core found: set -Dgranary.shared or put it beside the checkout as ../shared";

    private Suite() {
    }

    static Optional<Path> find() {
        String set = System.getProperty("granary.shared", "");
        if (!set.isEmpty()) {
            return Optional.of(Path.of(set, "testsuite")).filter(suite -> Files.isDirectory(suite.resolve("core")));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path suite = at.resolveSibling("shared").resolve("testsuite");
            if (Files.isDirectory(suite.resolve("core"))) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }

    /** The names in one of the lists beside this class. */
    static Set<String> names(String list) {
        try (InputStream in = Suite.class.getResourceAsStream(list)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(String::trim)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#")).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
