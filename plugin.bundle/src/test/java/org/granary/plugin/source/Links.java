package org.granary.plugin.source;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Symbolic links for tests. */
final class Links {
    private Links() {}

    /** Makes a link; where the system makes none for this user, as Windows mostly, the test ends here. */
    static void make(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // a folder that is gone or a name that is taken is the test's own fault
            if (Files.isDirectory(link.getParent()) && !Files.exists(link)) {
                Assumptions.abort("no symbolic links here: " + e);
            }
            throw e;
        }
    }
}
