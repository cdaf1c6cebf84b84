package org.granary.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.store.Instance;
import org.granary.store.Store;

/**
 * From a module, or from what it was compiled to, to the end of a first call, several times in one process, each time by an engine of its
 * own. Arguments: {@code make MODULE ARTEFACT}, {@code compile MODULE TIMES} or {@code load ARTEFACT TIMES}. Prints {@code IT ms FUNCTION}
 * for each time; the first is that of a fresh process.
 */
final class ArtefactMain {
    private ArtefactMain() {
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        Path file = Path.of(arguments[1]);
        if (arguments[0].equals("make")) {
            try (Engine engine = engine()) {
                Files.write(Path.of(arguments[2]), engine.precompileModule(Files.readAllBytes(file)));
            }
            return;
        }
        for (int time = Integer.parseInt(arguments[2]); time > 0; time--) {
            long began = System.nanoTime();
            try (Engine engine = engine(); Store<Void> store = Store.create(engine)) {
                WasmModule module = arguments[0].equals("load") ? engine.deserialize(file) : engine.compile(Files.readAllBytes(file));
                String name = Stubs.firstCall(module);
                Stubs.call(Instance.create(store, module, Stubs.imports(store, module)), name);
                out.println("IT " + GuestMain.milliseconds(began) + " " + name);
            }
        }
    }

    private static Engine engine() {
        return Engine.create(GuestMain.config(List.of("interrupt")));
    }
}
