package org.granary.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Store;

/**
 * One module under several settings in one process, which take turns call by call. Arguments: MODULE EXPORT ARGUMENT SECONDS WORDS…; each
 * of WORDS is one engine's settings as {@link GuestMain} has them, joined by {@code +}, {@code -} for none. Prints {@code IT ms result}
 * for each call, in milliseconds of the thread's processor time, the engines always in the given order; who is called first changes from
 * round to round.
 *
 * <p>Why: the same code runs up to twice as slow while others use the machine, and that changes within a second. What processes tell one
 * after the other differs by more than what is to be found out here.
 */
final class TurnsMain {
    private static final int LEAST_ROUNDS = 20;

    private TurnsMain() {
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
        Object[] given = {Integer.parseInt(arguments[2])};
        double seconds = Double.parseDouble(arguments[3]);
        List<Func> calls = new ArrayList<>();
        for (String words : List.of(arguments).subList(4, arguments.length)) {
            calls.add(function(bytes, arguments[1], GuestMain.config(List.of(words.split("\\+")))));
        }
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        for (int round = 0; round < LEAST_ROUNDS || GuestMain.milliseconds(start) < seconds * 1000; round++) {
            String[] lines = new String[calls.size()];
            for (int turn = 0; turn < lines.length; turn++) {
                int who = (turn + round) % lines.length;
                long before = clock.getCurrentThreadCpuTime();
                Object result = calls.get(who).call(given)[0];
                lines[who] = "IT " + (clock.getCurrentThreadCpuTime() - before) / 1e6 + " " + result;
            }
            for (String line : lines) {
                out.println(line);
            }
        }
    }

    /** Engine and store stay open until the process ends. */
    private static Func function(byte[] bytes, String export, EngineConfig config) {
        Engine engine = Engine.create(config);
        Store<Void> store = Store.create(engine);
        if (config.consumeFuel()) {
            store.setFuel(-1);
        }
        store.setEpochDeadline(-1);
        return Instance.create(store, engine.compile(bytes), List.of()).func(export);
    }
}
