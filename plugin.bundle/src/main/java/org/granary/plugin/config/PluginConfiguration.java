package org.granary.plugin.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The configuration of one plugin, factory PID {@value #FACTORY_PID}. Times hold from the next call on, limits from the next start on.
 * All properties of the configuration are given to the host modules that the plugin imports from; when one that is neither a limit nor
 * a time changes, the plugin is started anew.
 */
@ObjectClassDefinition(id = PluginConfiguration.FACTORY_PID, name = "Granary plugin",
        description = "Limits and times of one plugin; -1 is the plugin host's value")
public @interface PluginConfiguration {
    /** The factory PID. */
    String FACTORY_PID = "org.granary.plugin";

    /** Property {@code wasm.plugin.name}. */
    @AttributeDefinition(name = "Plugin", description = "The name of the plugin that this configuration is for")
    String wasm_plugin_name();

    /** Property {@code limit.memory.bytes}. */
    @AttributeDefinition(name = "Memory limit", description = "Largest size of each memory, in bytes")
    long limit_memory_bytes() default -1;

    /** Property {@code limit.total.bytes}. */
    @AttributeDefinition(name = "Total limit",
            description = "Largest size of all memories and tables together, in bytes; a table element counts as 8")
    long limit_total_bytes() default -1;

    /** Property {@code limit.table.elements}. */
    @AttributeDefinition(name = "Table limit", description = "Largest number of elements of each table")
    long limit_table_elements() default -1;

    /** Property {@code start.millis}. */
    @AttributeDefinition(name = "Start time", description = "How long starting may take, the start function included, in milliseconds")
    long start_millis() default -1;

    /** Property {@code drain.millis}. */
    @AttributeDefinition(name = "Drain time", description = "How long running calls may finish when the plugin leaves, in milliseconds")
    long drain_millis() default -1;

    /** Property {@code turn.millis}. */
    @AttributeDefinition(name = "Turn time", description = "How long a call waits for its turn while others call, in milliseconds")
    long turn_millis() default -1;

    /** Property {@code call.millis}. */
    @AttributeDefinition(name = "Call time", description = "How long a call through the service may run, in milliseconds; 0 is without end")
    long call_millis() default -1;

    /** Property {@code shell.call.millis}. */
    @AttributeDefinition(name = "Shell call time", description = "How long a call from the shell may run, in milliseconds")
    long shell_call_millis() default -1;

    /** Property {@code retry.millis}. */
    @AttributeDefinition(name = "Retry pause",
            description = "How long the plugin rests before it is tried again when it could not be started, in milliseconds; doubles each time; 0 is never")
    long retry_millis() default -1;

    /** Property {@code retry.longest.millis}. */
    @AttributeDefinition(name = "Longest retry pause", description = "The longest such rest, in milliseconds")
    long retry_longest_millis() default -1;
}
