package org.granary.host;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How many lines a plugin may write to a log: so many at once, and so many in each second from then on, or a guest in a loop would fill the
 * disk. A long line counts as several. What is left out is counted, and told with the next line that is taken, every ten seconds at most.
 * Thread-safe.
 */
public final class LineBudget {
    /** The property of a plugin's configuration that says how many lines it may log in a second; 0 is any number. */
    public static final String LINES = "host.log.lines";
    /** The property of a plugin's configuration that says how many lines it may log at once. */
    public static final String BURST = "host.log.burst";
    /** How many lines in a second without {@link #LINES}. */
    public static final int STANDARD_LINES = 100;
    /** How many lines at once without {@link #BURST}. */
    public static final int STANDARD_BURST = 1_000;

    private static final int LENGTH_OF_A_LINE = 256;
    /** A line costs as many units as a second has nanoseconds, so that each nanosecond gives a unit for each line in a second. */
    private static final long LINE = TimeUnit.SECONDS.toNanos(1);
    private static final long TOLD_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier clock;
    private int users;
    private long lines;
    private long burst;
    private long units;
    private long last;
    private long leftOut;
    private long told;

    /** A budget of which nothing is used, by nobody so far. */
    LineBudget(LongSupplier clock, int lines, int burst) {
        this.clock = clock;
        this.lines = lines;
        this.burst = Math.max(1, burst);
        units = this.burst * LINE;
        last = clock.getAsLong();
        told = last - TOLD_EVERY;
    }

    /** One more uses it, with bounds that hold for all from now on. */
    synchronized void begin(int linesInASecond, int linesAtOnce) {
        refill();
        users++;
        lines = linesInASecond;
        burst = Math.max(1, linesAtOnce);
        units = Math.min(units, burst * LINE);
    }

    /** Whether nobody uses it, and it would be the same if it were made anew. */
    synchronized boolean isRested() {
        refill();
        return users == 0 && units == burst * LINE;
    }

    private void refill() {
        long now = clock.getAsLong();
        long missing = burst * LINE - units;
        long passed = now - last;
        last = now;
        units = lines == 0 || passed > missing / lines ? burst * LINE : units + passed * lines;
    }

    /**
     * Asks for a line.
     *
     * @param length how long it is, in bytes or characters: each 256 of them count as a line
     * @param tell   takes a line in plain words that tells of those that were left out before, if it is time to tell
     * @return whether it may be written; else it is counted as left out
     */
    public boolean take(int length, Consumer<String> tell) {
        Optional<String> news = Optional.empty();
        synchronized (this) {
            refill();
            long cost = Math.min(burst, 1 + Math.max(0, length) / LENGTH_OF_A_LINE) * LINE;
            if (lines > 0 && units < cost) {
                leftOut++;
                return false;
            }
            units -= lines > 0 ? cost : 0;
            if (last - told >= TOLD_EVERY) {
                news = news();
            }
        }
        news.ifPresent(tell);
        return true;
    }

    /**
     * One that used it uses it no more.
     *
     * @param tell as in {@link #take}; it is always time to tell now
     */
    public void end(Consumer<String> tell) {
        Optional<String> news;
        synchronized (this) {
            users--;
            news = news();
        }
        news.ifPresent(tell);
    }

    private Optional<String> news() {
        if (leftOut == 0) {
            return Optional.empty();
        }
        String text = leftOut + (leftOut == 1 ? " line was" : " lines were") + " left out: it may log " + lines + " in a second (" + LINES
                + ") and " + burst + " at once (" + BURST + "), long ones count as several";
        leftOut = 0;
        told = last;
        return Optional.of(text);
    }
}
