package org.granary.vm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/**
 * Steps that are run where the stack ends, each at every distance from its end until it succeeds; after each try, with all of the stack
 * free, it is looked whether the step did all of its work or none. Most of the stack is under ballast; the last two or three thousand bytes
 * and the distance are filled by small frames. For a JVM of its own that interprets: there each frame takes the same room each time.
 */
final class Brink {
    private static final long STACK = 176 << 10;
    /** The three places of whatever is looked at: its first, one in its middle, its last. */
    private static final int PLACES = 3;
    private static final Case NOTHING = new Pure(() -> 0, 0, new long[1]);

    private final Map<String, List<Case>> cases = new LinkedHashMap<>();
    private Ballast ballast;
    private int depth;
    private boolean reached;
    private boolean done;

    /** What is done at the end of the stack, and what is looked at afterwards. */
    private interface Case {
        void prepare();

        void run();

        /** Throws when what is there is half of what the step does. */
        void look(boolean done);
    }

    /** What can be read at three places. */
    private record Whole(LongConsumer before, LongConsumer step, IntToLongFunction at, long[] state) implements Case {
        @Override
        public void prepare() {
            state[0] = state[0] % 100 + 1;
            before.accept(state[0]);
        }

        @Override
        public void run() {
            step.accept(state[0]);
        }

        @Override
        public void look(boolean done) {
            long first = at.applyAsLong(0);
            for (int place = 1; place < PLACES; place++) {
                if (at.applyAsLong(place) != first) {
                    throw new AssertionError("half written: " + first + " and, at place " + place + ", " + at.applyAsLong(place));
                }
            }
            if (done) {
                // what was not done then is done now
                step.accept(state[0]);
                if (at.applyAsLong(0) != first) {
                    throw new AssertionError("not written: it was " + first + " in place of " + at.applyAsLong(0));
                }
            }
        }
    }

    /** A number that goes up or down by a certain step. */
    private record Counted(Runnable step, LongSupplier count, long by, long[] state) implements Case {
        @Override
        public void prepare() {
            state[0] = count.getAsLong();
        }

        @Override
        public void run() {
            step.run();
        }

        @Override
        public void look(boolean done) {
            long went = count.getAsLong() - state[0];
            if (went != by && (done || went != 0)) {
                throw new AssertionError("went by " + went + " in place of " + by + (done ? "" : " or nothing"));
            }
        }
    }

    /** What only tells something. */
    private record Pure(LongSupplier step, long expected, long[] state) implements Case {
        @Override
        public void prepare() {
            state[0] = ~expected;
        }

        @Override
        public void run() {
            state[0] = step.getAsLong();
        }

        @Override
        public void look(boolean done) {
            if (done && state[0] != expected) {
                throw new AssertionError("gave " + state[0] + " in place of " + expected);
            }
        }
    }

    /** The step writes something that is read at three places, and that depends on its value alone. */
    void whole(String routine, LongConsumer step, IntToLongFunction at) {
        whole(routine, value -> { }, step, at);
    }

    void whole(String routine, LongConsumer before, LongConsumer step, IntToLongFunction at) {
        add(routine, new Whole(before, step, at, new long[1]));
    }

    void counted(String routine, Runnable step, LongSupplier count, long by) {
        add(routine, new Counted(step, count, by, new long[1]));
    }

    void pure(String routine, LongSupplier step, long expected) {
        add(routine, new Pure(step, expected, new long[1]));
    }

    void traps(String routine, TrapCode code, Runnable step) {
        pure(routine, () -> {
            try {
                step.run();
                return -1;
            } catch (Trap e) {
                return e.code().ordinal();
            }
        }, code.ordinal());
    }

    private void add(String routine, Case one) {
        cases.computeIfAbsent(routine, none -> new ArrayList<>()).add(one);
    }

    /** The routines that there are cases for. */
    List<String> routines() {
        return List.copyOf(cases.keySet());
    }

    /**
     * Runs all cases; tells a line for each that failed and the number of tries that overflowed.
     *
     * @param shifts how many times each is run: frames of another size in front shift where the ends of the others are
     */
    List<String> run(int shifts) throws InterruptedException {
        ballast = Ballast.create();
        List<String> told = new ArrayList<>();
        for (Map.Entry<String, List<Case>> each : cases.entrySet()) {
            for (int i = 0; i < each.getValue().size(); i++) {
                String what = each.getKey() + " " + i;
                Case one = each.getValue().get(i);
                Thread thread = new Thread(null, () -> told.add(what + ": " + outcome(one, shifts)), "brink", STACK);
                thread.start();
                thread.join();
            }
        }
        return told;
    }

    private String outcome(Case one, int shifts) {
        int overflowed = 0;
        try {
            for (int shift = 0; shift < shifts; shift++) {
                done = false;
                int back = 0;
                for (int weight = heaviest(); !done && weight >= 0; weight--) {
                    for (int depth = deepest(weight, shift) - back; !done && depth >= 0; depth--) {
                        one.prepare();
                        attempt(weight, shift, depth, one);
                        one.look(done);
                        overflowed += reached && !done ? 1 : 0;
                        back++;
                    }
                }
                if (!done) {
                    return "it never succeeds";
                }
            }
            return overflowed == 0 ? "nothing overflowed: this shows nothing" : overflowed + " overflowed";
        } catch (Throwable e) {
            return e + " at " + List.of(e.getStackTrace()).subList(0, Math.min(6, e.getStackTrace().length));
        }
    }

    /** The frames of the ballast below which small ones still fit. */
    private int heaviest() {
        done = true;
        int weight = -1;
        while (done) {
            weight++;
            attempt(weight + 1, 0, 0, NOTHING);
        }
        return weight;
    }

    private int deepest(int weight, int shift) {
        attempt(weight, shift, Integer.MAX_VALUE, NOTHING);
        return depth;
    }

    private void attempt(int weight, int shift, int frames, Case one) {
        reached = false;
        done = false;
        depth = 0;
        try {
            ballast.under(weight, () -> shifted(shift, frames, one));
        } catch (StackOverflowError e) {
            // looked at by the caller
        }
    }

    private void shifted(int shift, int frames, Case one) {
        if (shift > 0) {
            shifted(shift - 1, frames, one);
        } else {
            descend(frames, one);
        }
    }

    private void descend(int frames, Case one) {
        if (frames > 0) {
            depth++;
            descend(frames - 1, one);
            return;
        }
        reached = true;
        one.run();
        done = true;
    }
}
