package org.granary.plugin.config;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.granary.plugin.dto.SettingsDTO;

/**
 * The limits and times of one plugin, checked. Immutable.
 *
 * @param memoryBytes   the largest size of each memory
 * @param totalBytes    the largest size of all memories and tables together
 * @param tableElements the largest number of elements of each table
 * @param start         how long starting may take
 * @param drain         how long running calls may finish when the plugin leaves
 * @param turn          how long a call waits for its turn
 * @param call          how long a call through the service may run; zero is without end
 * @param shellCall     how long a call from the shell may run
 * @param retry         how long it rests before the first new try when it could not be started; zero is never
 * @param longestRetry  the longest such rest
 */
public record Settings(long memoryBytes, long totalBytes, long tableElements, Duration start, Duration drain, Duration turn, Duration call,
        Duration shellCall, Duration retry, Duration longestRetry) {

    /** A century; more nanoseconds than that do not go into a long with room to add. */
    private static final long MOST_MILLIS = Duration.ofDays(36_500).toMillis();

    /** What holds where nothing is configured: the defaults of {@link HostConfiguration}. */
    public static final Settings DEFAULT = new Settings(HostConfiguration.MEMORY_BYTES, HostConfiguration.TOTAL_BYTES,
            HostConfiguration.TABLE_ELEMENTS, Duration.ofMillis(HostConfiguration.START_MILLIS),
            Duration.ofMillis(HostConfiguration.DRAIN_MILLIS), Duration.ofMillis(HostConfiguration.TURN_MILLIS), Duration.ZERO,
            Duration.ofMillis(HostConfiguration.SHELL_CALL_MILLIS), Duration.ofMillis(HostConfiguration.RETRY_MILLIS),
            Duration.ofMillis(HostConfiguration.RETRY_LONGEST_MILLIS));

    /** What a host's configuration says; a value that makes no sense is replaced by the nearest that does. */
    public static Settings of(HostConfiguration from) {
        return new Settings(atLeast(0, from.limit_memory_bytes()), atLeast(0, from.limit_total_bytes()),
                atLeast(0, from.limit_table_elements()), millis(1, from.start_millis()), millis(0, from.drain_millis()),
                millis(1, from.turn_millis()), millis(0, from.call_millis()), millis(1, from.shell_call_millis()),
                millis(0, from.retry_millis()), millis(1, from.retry_longest_millis()));
    }

    /**
     * These settings, changed where a plugin's own configuration has a value; -1 means the host's, and so does what cannot be read, with
     * which no plugin is started ({@link HostProperties#check}). What makes no sense is replaced as in the host's.
     */
    public Settings with(PluginConfiguration own) {
        return new Settings(or(own::limit_memory_bytes, memoryBytes), or(own::limit_total_bytes, totalBytes),
                or(own::limit_table_elements, tableElements), or(1, own::start_millis, start), or(0, own::drain_millis, drain),
                or(1, own::turn_millis, turn), or(0, own::call_millis, call), or(1, own::shell_call_millis, shellCall),
                or(0, own::retry_millis, retry), or(1, own::retry_longest_millis, longestRetry));
    }

    /** A snapshot. */
    public SettingsDTO dto() {
        SettingsDTO dto = new SettingsDTO();
        dto.memoryBytes = memoryBytes;
        dto.totalBytes = totalBytes;
        dto.tableElements = tableElements;
        dto.startMillis = start.toMillis();
        dto.drainMillis = drain.toMillis();
        dto.turnMillis = turn.toMillis();
        dto.callMillis = call.toMillis();
        dto.shellCallMillis = shellCall.toMillis();
        dto.retryMillis = retry.toMillis();
        dto.retryLongestMillis = longestRetry.toMillis();
        return dto;
    }

    private static long atLeast(long least, long value) {
        return Math.max(least, value);
    }

    private static Duration millis(long least, long value) {
        return Duration.ofMillis(Math.min(MOST_MILLIS, atLeast(least, value)));
    }

    private static long or(LongSupplier own, long host) {
        long value = read(own);
        return value < 0 ? host : value;
    }

    private static Duration or(long least, LongSupplier ownMillis, Duration host) {
        long value = read(ownMillis);
        return value < 0 ? host : millis(least, value);
    }

    private static long read(LongSupplier own) {
        try {
            return own.getAsLong();
        } catch (RuntimeException e) {
            // one plugin's slip of the pen must not keep others from being asked for theirs
            return -1;
        }
    }
}
