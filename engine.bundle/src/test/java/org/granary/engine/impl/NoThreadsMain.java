package org.granary.engine.impl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.WasmModule;

/** Compiles and loads a module while the system has no thread left, and calls it when it has some again. Tells what was done. */
final class NoThreadsMain {
    /** Far more than there is room for. */
    private static final int MOST = 10_000;

    private NoThreadsMain() {
    }

    /**
     * Runs it.
     *
     * @param arguments a folder
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        byte[] binary = ArtefactSamples.module();
        Path file = folder.resolve("a.artefact");
        List<WasmModule> made = new ArrayList<>();
        try (Engine compiling = ArtefactSamples.withKey(folder);
                Engine interpreting = Engine.create(EngineConfig.builder().interpreter(true)
                        .artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build()).build())) {
            byte[] artefact = compiling.precompileModule(binary);
            byte[] interpreted = interpreting.precompileModule(binary);
            Files.write(file, artefact);
            CountDownLatch over = new CountDownLatch(1);
            List<Thread> threads = allThatThereAre(over);
            made.add(compiling.compile(binary));
            made.add(interpreting.compile(binary));
            made.add(compiling.deserialize(artefact));
            made.add(compiling.deserialize(file));
            made.add(interpreting.deserialize(interpreted));
            over.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            for (WasmModule module : made) {
                tell(module.sha256() + " " + ArtefactSamples.call(module, "twice", 3));
            }
        }
    }

    private static List<Thread> allThatThereAre(CountDownLatch over) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        while (threads.size() < MOST) {
            Thread thread = new Thread(() -> {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                return threads;
            }
            threads.add(thread);
        }
        throw new IllegalStateException("there are threads enough");
    }

    private static void tell(String line) {
        System.out.println(line);
    }
}
