package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.granary.testing.OtherJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the system has no thread left: what may be done beside is done by whoever needs it. */
@Timeout(120)
class NoThreadsTest {
    private static final long LIMIT_SECONDS = 60;
    private static final int MODULES = 5;
    /** In 16 GiB of addresses there is room for a few stacks of one. */
    private static final String FEW = "ulimit -v 16777216 && exec \"$0\" \"$@\"";

    @TempDir
    Path folder;

    @Test
    void modulesAreCompiledAndLoaded() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")) && Files.exists(Path.of("/proc/self")), "no shell, or no limit on addresses");
        List<String> told = new OtherJvm(NoThreadsMain.class, LIMIT_SECONDS).startedBy("/bin/sh", "-c", FEW)
                .told(List.of("-XX:+UseSerialGC", "-Xmx64m", "-Xss1g", "-Xlog:disable"), folder.toString());
        assertEquals(Collections.nCopies(MODULES, Digest.sha256(ArtefactSamples.module()) + " 12"), told);
    }
}
