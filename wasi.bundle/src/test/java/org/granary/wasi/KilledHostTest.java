package org.granary.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.granary.engine.Engine;
import org.granary.store.Linker;
import org.granary.store.Store;
import org.granary.wasi.WasiConfig.Access;
import org.granary.wasi.fs.Directory;
import org.granary.wasi.fs.LayeredDirectory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host is killed in the middle of what its guest writes, and started again: what the guest was told to be kept is there. */
@Timeout(300)
class KilledHostTest {
    private static final int KILLS = 4;
    private static final int STATE_BYTES = 21;

    @TempDir
    Path temporary;

    /** The process that is killed. */
    static final class Host {
        private Host() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Directory directory = arguments.length == 1
                    ? Directory.of(folder)
                    : LayeredDirectory.of(Directory.of(folder), Directory.of(Path.of(arguments[1])));
            try (Engine engine = Engine.create();
                    Store<Void> store = Store.create(engine);
                    InputStream module = Host.class.getResourceAsStream("guests/journal.wasm")) {
                Linker<Void> linker = Linker.create(engine);
                Wasi.define(linker);
                Wasi.set(store, WasiConfig.builder().inheritStdio().directory(directory, ".", Access.READ_WRITE).build());
                linker.instantiate(store, engine.compile(module.readAllBytes())).func("_start").call();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasKeptIsThereAfterwards(boolean layers) throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("folder"));
        Path upper = Files.createDirectory(temporary.resolve("upper"));
        long kept = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            ProcessBuilder command = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Host.class.getName(),
                    folder.toString());
            if (layers) {
                command.command().add(upper.toString());
            }
            Process host = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (BufferedReader lines = host.inputReader(UTF_8)) {
                long found = Long.parseLong(lines.readLine().substring("begins with ".length()));
                assertTrue(found == kept || found == kept + 1, "kept " + kept + ", found " + found);
                // far enough that it is in the middle of the next one, each time somewhere else
                for (int i = 0; i < 20 + kill * 7; i++) {
                    kept = Long.parseLong(lines.readLine());
                }
                // by its handle, which leaves what it has said to be read
                host.toHandle().destroyForcibly();
                for (String late = lines.readLine(); late != null; late = lines.readLine()) {
                    kept = Math.max(kept, late.matches("\\d+") ? Long.parseLong(late) : 0);
                }
            } finally {
                assertTrue(host.destroyForcibly().waitFor(1, TimeUnit.MINUTES));
            }
            assertEquals(STATE_BYTES, Files.size((layers ? upper : folder).resolve("state")));
        }
    }
}
