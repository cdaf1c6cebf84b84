package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Host side: starts, stops and starts the same framework over one storage. */
class RestartIT {

    @Test
    void storageAndWatchedFolderAreThereAgain() throws Throwable {
        try (FrameworkRun run = new FrameworkRun(Directories.fresh(Path.of("target", "runs", "RestartIT")))) {
            run.start();
            run.call(Inside.class, "leavesAMark");
            run.stop();
            run.start();
            run.call(Inside.class, "findsTheMark");
        }
    }

    /** Called inside the framework. */
    static final class Inside {

        @FromFramework
        private BundleContext context;
        @FromFramework
        private Path deploy;

        void leavesAMark() throws Exception {
            Files.writeString(dataOfPluginBundle(), "left");
            Files.writeString(deploy.resolve("mark.txt"), "left");
        }

        void findsTheMark() throws Exception {
            assertEquals("left", Files.readString(dataOfPluginBundle()));
            assertEquals("left", Files.readString(deploy.resolve("mark.txt")));
            for (Bundle bundle : context.getBundles()) {
                assertEquals(Bundle.ACTIVE, bundle.getState(), bundle.getSymbolicName());
            }
        }

        private Path dataOfPluginBundle() {
            Bundle plugin = Arrays.stream(context.getBundles()).filter(b -> b.getSymbolicName().equals("org.granary.plugin"))
                    .findFirst().orElseThrow();
            return plugin.getDataFile("mark").toPath();
        }
    }
}
