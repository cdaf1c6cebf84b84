package org.granary.plugin.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the plugin host, PID {@value #PID}: what holds for every plugin that has none of its own. */
@ObjectClassDefinition(id = HostConfiguration.PID, name = "Granary plugin host",
        description = "Limits and times of plugins that have no configuration of their own")
public @interface HostConfiguration {
    /** The PID. */
    String PID = "org.granary.plugin.host";
    /** 256 MiB. */
    long MEMORY_BYTES = 256L << 20;
    /** 512 MiB. */
    long TOTAL_BYTES = 512L << 20;
    /** Ten million. */
    long TABLE_ELEMENTS = 10_000_000;
    /** Ten seconds. */
    long START_MILLIS = 10_000;
    /** Five seconds. */
    long DRAIN_MILLIS = 5_000;
    /** Thirty seconds. */
    long TURN_MILLIS = 30_000;
    /** Thirty seconds. */
    long SHELL_CALL_MILLIS = 30_000;
    /** Ten seconds. */
    long RETRY_MILLIS = 10_000;
    /** Ten minutes. */
    long RETRY_LONGEST_MILLIS = 600_000;
    /** Half a second. */
    long STILL_MILLIS = 500;

    /** Property {@code limit.memory.bytes}. */
    @AttributeDefinition(name = "Memory limit", description = "Largest size of each memory, in bytes")
    long limit_memory_bytes() default MEMORY_BYTES;

    /** Property {@code limit.total.bytes}. */
    @AttributeDefinition(name = "Total limit",
            description = "Largest size of all memories and tables of a plugin together, in bytes; a table element counts as 8")
    long limit_total_bytes() default TOTAL_BYTES;

    /** Property {@code limit.table.elements}. */
    @AttributeDefinition(name = "Table limit", description = "Largest number of elements of each table")
    long limit_table_elements() default TABLE_ELEMENTS;

    /** Property {@code start.millis}. */
    @AttributeDefinition(name = "Start time",
            description = "How long starting a plugin may take, its start function included, in milliseconds")
    long start_millis() default START_MILLIS;

    /** Property {@code drain.millis}. */
    @AttributeDefinition(name = "Drain time", description = "How long running calls may finish when a plugin leaves, in milliseconds")
    long drain_millis() default DRAIN_MILLIS;

    /** Property {@code turn.millis}. */
    @AttributeDefinition(name = "Turn time", description = "How long a call waits for its turn while others call, in milliseconds")
    long turn_millis() default TURN_MILLIS;

    /** Property {@code call.millis}. */
    @AttributeDefinition(name = "Call time", description = "How long a call through the service may run, in milliseconds; 0 is without end")
    long call_millis() default 0;

    /** Property {@code shell.call.millis}. */
    @AttributeDefinition(name = "Shell call time", description = "How long a call from the shell may run, in milliseconds")
    long shell_call_millis() default SHELL_CALL_MILLIS;

    /** Property {@code retry.millis}. */
    @AttributeDefinition(name = "Retry pause",
            description =
                    "How long a plugin that could not be started rests before it is tried again, in milliseconds; doubles each time; 0 "
                    + "is never")
    long retry_millis() default RETRY_MILLIS;

    /** Property {@code retry.longest.millis}. */
    @AttributeDefinition(name = "Longest retry pause", description = "The longest such rest, in milliseconds")
    long retry_longest_millis() default RETRY_LONGEST_MILLIS;

    /** Property {@code still.millis}. */
    @AttributeDefinition(name = "Still time",
            description = "How long size, time and hash of a file must hold still before it is taken, in milliseconds")
    long still_millis() default STILL_MILLIS;
}
