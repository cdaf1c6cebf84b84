package org.granary.text.script;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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
}
