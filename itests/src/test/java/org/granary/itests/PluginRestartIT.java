package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.PluginState;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Host side: what was deleted, added or changed while nobody looked is so when somebody looks again. */
class PluginRestartIT {

    @Test
    void filesCountAsTheyAreNow() throws Throwable {
        try (FrameworkRun run = new FrameworkRun(Directories.fresh(Path.of("target", "runs", "PluginRestartIT")))) {
            Wasm.put(run.deploy(), "kept.wasm", Wasm.number(1));
            Wasm.put(run.deploy(), "deleted.wasm", Wasm.number(2));
            Wasm.put(run.deploy(), "changed.wasm", Wasm.number(3));
            run.start();
            run.call(Inside.class, "serve", List.of("changed=3", "deleted=2", "kept=1"));
            run.stop();
            Files.delete(run.deploy().resolve("deleted.wasm"));
            Wasm.put(run.deploy(), "changed.wasm", Wasm.number(4));
            Wasm.put(run.deploy(), "added.wasm", Wasm.number(5));
            run.start();
            run.call(Inside.class, "serve", List.of("added=5", "changed=4", "kept=1"));
        }
    }

    @Test
    void theFirstOfAName() throws Throwable {
        try (FrameworkRun run = new FrameworkRun(Directories.fresh(Path.of("target", "runs", "PluginRestartIT3")))) {
            Wasm.put(run.deploy(), "twice.wasm", Wasm.number(1));
            run.start();
            run.call(Inside.class, "serve", List.of("twice=1"));
            run.stop();
            Path older = run.deploy().resolve("twice-0.1.wasm");
            Wasm.put(run.deploy(), "twice-0.1.wasm", Wasm.number(2));
            Files.setLastModifiedTime(older, FileTime.fromMillis(0));
            run.start();
            run.call(Inside.class, "serve", List.of("twice=1"));
        }
    }

    @Test
    void ourBundleAloneIsRestarted() throws Throwable {
        try (FrameworkRun run = new FrameworkRun(Directories.fresh(Path.of("target", "runs", "PluginRestartIT2")))) {
            Wasm.put(run.deploy(), "kept.wasm", Wasm.number(1));
            Wasm.put(run.deploy(), "deleted.wasm", Wasm.number(2));
            run.start();
            run.call(Inside.class, "serve", List.of("deleted=2", "kept=1"));
            run.call(Inside.class, "stopOurs");
            Files.delete(run.deploy().resolve("deleted.wasm"));
            run.call(Inside.class, "startOurs");
            run.call(Inside.class, "serve", List.of("kept=1"));
        }
    }

    /** Called inside the framework. */
    static final class Inside {

        @FromFramework
        private BundleContext context;

        private PluginHost host() throws Exception {
            return context.getService(Await.value("plugin host", () -> context.getServiceReference(PluginHost.class), r -> r != null));
        }

        void serve(List<String> expected) throws Exception {
            PluginHost host = host();
            assertTrue(host.awaitSettled(Duration.ofSeconds(90)));
            assertEquals(expected, host.plugins().stream().filter(p -> p.state() == PluginState.ACTIVE)
                    .map(p -> p.name() + "=" + p.call("number")[0]).sorted().toList());
        }

        private Bundle ours() {
            return Arrays.stream(context.getBundles()).filter(b -> b.getSymbolicName().equals("org.granary.plugin")).findFirst()
                    .orElseThrow();
        }

        void stopOurs() throws Exception {
            ours().stop();
            assertEquals(0, context.getServiceReferences(Plugin.class, null).size());
        }

        void startOurs() throws Exception {
            ours().start();
        }
    }
}
