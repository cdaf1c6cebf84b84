package org.granary.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that do at random what may be done from any thread to one engine, for a time: the figures are how often each act ran, and what
 * went wrong. The seed makes each thread's acts the same, not how they meet.
 */
final class Races {
    private static final int MOST_FAILURES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Races() {
    }

    /**
     * How it went.
     *
     * @param ran      how often each act ran, by its name
     * @param failures what went wrong, in words; at most some
     */
    record Outcome(Map<String, Long> ran, List<String> failures) {
    }

    /** Prints what a run gives. Arguments: SECONDS SEED. */
    public static void main(String[] arguments) throws InterruptedException {
        Outcome outcome = run(Long.parseLong(arguments[1]), Duration.ofMillis((long) (Double.parseDouble(arguments[0]) * 1_000)), 8);
        outcome.ran().forEach((act, times) -> System.out.println(times + " " + act));
        outcome.failures().forEach(System.err::println);
        System.exit(outcome.failures().isEmpty() ? 0 : 1);
    }

    /** Runs. */
    static Outcome run(long seed, Duration time, int threads) throws InterruptedException {
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        Map<String, AtomicLong> ran = new TreeMap<>();
        RaceGround ground = new RaceGround();
        Map<String, RaceGround.Act> acts = ground.acts();
        acts.keySet().forEach(name -> ran.put(name, new AtomicLong()));
        List<String> names = List.copyOf(acts.keySet());
        long end = System.nanoTime() + time.toNanos();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Random random = new Random(seed * 31 + i);
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end && failures.size() < MOST_FAILURES) {
                    String name = names.get(random.nextInt(names.size()));
                    try {
                        acts.get(name).run(random);
                        ran.get(name).incrementAndGet();
                    } catch (Exception | Error e) {
                        failures.add(name + ": " + told(e));
                    }
                }
            }, "racer " + i);
            all.add(thread);
            thread.start();
        }
        for (Thread thread : all) {
            thread.join(time.plus(PATIENCE).toMillis());
            if (thread.isAlive()) {
                failures.add(thread.getName() + " does not end; it is in " + List.of(thread.getStackTrace()));
                return new Outcome(times(ran), List.copyOf(failures));
            }
        }
        try {
            ground.check();
            ground.close();
        } catch (RuntimeException | Error e) {
            failures.add("at the end: " + told(e));
        }
        return new Outcome(times(ran), List.copyOf(failures));
    }

    private static Map<String, Long> times(Map<String, AtomicLong> ran) {
        Map<String, Long> times = new TreeMap<>();
        ran.forEach((name, count) -> times.put(name, count.get()));
        return times;
    }

    private static String told(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return e + (e.getCause() == null ? "" : " because of " + e.getCause()) + " at "
                + List.of(trace).subList(0, Math.min(6, trace.length));
    }
}
