package org.granary.bench;

import java.util.DoubleSummaryStatistics;
import java.util.List;

/** Small statistics over times. */
final class Figures {
    private Figures() {
    }

    /** The median, or NaN of nothing. */
    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).filter(v -> !Double.isNaN(v)).sorted().toArray();
        int n = sorted.length;
        if (n == 0) {
            return Double.NaN;
        }
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    /** The geometric mean, or NaN of nothing. */
    static double geometricMean(List<Double> values) {
        return values.isEmpty() ? Double.NaN : Math.exp(values.stream().mapToDouble(Math::log).average().getAsDouble());
    }

    /** Largest less smallest, in percent of the median. */
    static double spread(List<Double> values) {
        if (values.size() < 2) {
            return 0;
        }
        DoubleSummaryStatistics all = values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return (all.getMax() - all.getMin()) / median(values) * 100;
    }
}
