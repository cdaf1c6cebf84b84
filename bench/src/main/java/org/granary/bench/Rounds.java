package org.granary.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** What lanes gave when they took turns on one guest. Confined to one thread. */
final class Rounds {
    private final Map<String, List<Lane.Run>> runs = new LinkedHashMap<>();
    private final Set<String> results = new TreeSet<>();
    private boolean failed;

    private Rounds() {
    }

    /** Runs the lanes in turns; a lane that fails, or results that differ, are told in the report and count as failures. */
    static Rounds run(String guest, List<Lane> lanes, int count, double limitSeconds, Report report) throws IOException,
            InterruptedException {
        Rounds rounds = new Rounds();
        for (int round = 0; round < count; round++) {
            for (Lane lane : lanes) {
                Progress.say("%s, round %d of %d, %s".formatted(guest, round + 1, count, lane.name()));
                Lane.Run run = lane.run(limitSeconds);
                if (run.error() != null) {
                    report.failure(guest + ", " + lane.name() + ": " + run.error());
                    rounds.failed = true;
                    continue;
                }
                rounds.runs.computeIfAbsent(lane.name(), name -> new ArrayList<>()).add(run);
                rounds.results.addAll(run.results());
            }
        }
        if (rounds.results.size() > 1) {
            report.failure(guest + ": results differ: " + rounds.results);
        }
        return rounds;
    }

    boolean agrees() {
        return !failed && results.size() == 1;
    }

    /** The median over the processes of what {@code take} finds in each; NaN where the lane gave nothing. */
    double median(String lane, ToDoubleFunction<Lane.Run> take) {
        return Figures.median(runs.getOrDefault(lane, List.of()).stream().map(take::applyAsDouble).toList());
    }

    double steady(String lane) {
        return median(lane, Lane.Run::steady);
    }

    String ratio(String lane, double base) {
        double steady = steady(lane);
        if (Double.isNaN(steady)) {
            return "-";
        }
        double spread = Figures.spread(runs.get(lane).stream().map(Lane.Run::steady).toList());
        return Double.isNaN(base) ? "%.2f ms ±%.0f%%".formatted(steady, spread) : "%.2f ±%.0f%%".formatted(steady / base, spread);
    }
}
