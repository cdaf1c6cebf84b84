package org.granary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** One engine running one guest: a process that prints {@code LOAD ms} once and {@code IT ms result} for each call. */
record Lane(String name, List<String> command) {
    /**
     * What a process told.
     *
     * @param load    from bytes to an instance, milliseconds; NaN where not told
     * @param calls   each call in order, milliseconds
     * @param results the different results
     * @param error   why there are no calls, or null
     */
    record Run(double load, List<Double> calls, Set<String> results, String error) {
        /** The median of the later half of the calls. */
        double steady() {
            return Figures.median(calls.subList(calls.size() / 2, calls.size()));
        }

        /**
         * How many times longer one took than the first, of several that took turns in the process: the median over the later half of
         * the rounds.
         *
         * @param who  which one, from 0
         * @param many how many took turns
         */
        double turns(int who, int many) {
            List<Double> ratios = new ArrayList<>();
            for (int at = calls.size() / many / 2 * many; at + many <= calls.size(); at += many) {
                ratios.add(calls.get(at + who) / calls.get(at));
            }
            return Figures.median(ratios);
        }
    }

    /** Runs the process to its end, or stops it after the limit. */
    Run run(double limitSeconds) throws IOException, InterruptedException {
        Path out = Files.createTempFile("bench", ".out");
        Path err = Files.createTempFile("bench", ".err");
        try {
            Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            boolean ended = process.waitFor((long) (limitSeconds * 1000), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            return read(Files.readAllLines(out), (ended ? "exit " + process.exitValue() : "stopped after " + limitSeconds + " s") + ": "
                    + Files.readString(err).lines().limit(4).toList());
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static Run read(List<String> lines, String error) {
        double load = Double.NaN;
        List<Double> calls = new ArrayList<>();
        Set<String> results = new TreeSet<>();
        for (String line : lines) {
            String[] words = line.trim().split(" +");
            if (words[0].equals("IT") && words.length >= 3) {
                calls.add(Double.parseDouble(words[1]));
                results.add(words[2]);
            } else if (words[0].equals("LOAD") && words.length >= 2) {
                load = Double.parseDouble(words[1]);
            }
        }
        return new Run(load, calls, results, calls.isEmpty() ? error : null);
    }
}
