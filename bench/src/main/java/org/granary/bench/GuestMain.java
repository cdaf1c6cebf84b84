package org.granary.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.WasmModule;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Store;

/**
 * Our side of a lane: calls one export of a module without imports. Arguments: MODULE EXPORT ARGUMENT SECONDS MINIMUM MAXIMUM [interrupt]
 * [split] [fuel] [epoch] [nans] [deterministic]; the same output as {@code run.js}. ARGUMENT {@code -} is none. SECONDS count from when
 * the JIT compilers have settled ({@link Settling}), for which four times as long is waited at most.
 */
final class GuestMain {
    /** So many times the seconds are waited for the compilers. */
    private static final double SETTLING = 4;

    private GuestMain() {
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
        double seconds = Double.parseDouble(arguments[3]);
        int minimum = Integer.parseInt(arguments[4]);
        int maximum = Integer.parseInt(arguments[5]);
        long began = System.nanoTime();
        List<String> words = List.of(arguments).subList(6, arguments.length);
        try (Engine engine = Engine.create(config(words)); Store<Void> store = Store.create(engine)) {
            WasmModule module = engine.compile(bytes);
            if (engine.config().consumeFuel()) {
                store.setFuel(-1);
            }
            store.setEpochDeadline(-1);
            Func call = Instance.create(store, module, List.of()).func(arguments[1]);
            out.println("LOAD " + milliseconds(began));
            Object[] given = arguments[2].equals("-") ? new Object[0] : new Object[] {Integer.parseInt(arguments[2])};
            Settling settling = Settling.of(ManagementFactory.getCompilationMXBean(), seconds * SETTLING);
            long start = System.nanoTime();
            for (int calls = 0; calls < maximum && (calls < minimum || milliseconds(start) < seconds * 1000); calls++) {
                long before = System.nanoTime();
                Object[] result = call.call(given);
                double took = milliseconds(before);
                out.println("IT " + took + " " + (result.length == 0 ? "-" : result[0]));
                start = settling.goesOn(took) ? System.nanoTime() : start;
            }
        }
    }

    /**
     * The engine's settings by words: {@code interrupt}, {@code split}, {@code fuel}, {@code epoch}, {@code nans}, {@code deterministic}.
     */
    static EngineConfig config(List<String> words) {
        EngineConfig.Builder config = EngineConfig.builder().interruptable(words.contains("interrupt")).consumeFuel(words.contains("fuel"))
                .epochInterruption(words.contains("epoch")).canonicalizeNans(words.contains("nans"))
                .deterministic(words.contains("deterministic"));
        return (words.contains("split") ? config.splitting(300, 150) : config).build();
    }

    static double milliseconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e6;
    }
}
