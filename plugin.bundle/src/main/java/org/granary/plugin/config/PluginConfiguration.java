package org.granary.plugin.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The configuration of one plugin, factory PID {@value #FACTORY_PID}. Times hold from the next call on, limits from the next start on.
 * All properties of the configuration are given to the host modules that the plugin imports from; when one that is neither a limit nor
 * a time changes, the plugin is started anew.
 *
 * <p>What begins with {@code host.} and {@code wasi.} is read by the stock host modules and by the system interface, not here: a
 * configuration tool shows one description for a PID, so theirs stands with ours. Those methods have no default, so that what nobody has
 * set stays unset.
 */
@ObjectClassDefinition(id = PluginConfiguration.FACTORY_PID, name = "Granary plugin",
        description = "Limits and times of one plugin (-1 is the plugin host's value), and what it may use of the host and of the system")
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
            description =
                    "How long the plugin rests before it is tried again when it could not be started, in milliseconds; doubles each "
                    + "time; 0 is never")
    long retry_millis() default -1;

    /** Property {@code retry.longest.millis}. */
    @AttributeDefinition(name = "Longest retry pause", description = "The longest such rest, in milliseconds")
    long retry_longest_millis() default -1;

    /** Property {@code host.modules}. */
    @AttributeDefinition(name = "Host modules", required = false, description = "The stock modules that the plugin may use",
            options = {@Option(label = "log", value = "log"), @Option(label = "clock", value = "clock"),
                    @Option(label = "random", value = "random"),
                @Option(label = "config", value = "config"), @Option(label = "kv", value = "kv"), @Option(label = "http", value = "http")})
    String[] host_modules();

    /** Property {@code host.log.lines}. */
    @AttributeDefinition(name = "Lines logged", required = false, defaultValue = "100", min = "0",
            description = "log: how many lines it may log in a second; 0 is any number")
    int host_log_lines();

    /** Property {@code host.log.burst}. */
    @AttributeDefinition(name = "Lines logged at once", required = false, defaultValue = "1000", min = "0",
            description = "log: how many lines it may log at once")
    int host_log_burst();

    /** Property {@code host.kv.entries}. */
    @AttributeDefinition(name = "Entries kept", required = false, defaultValue = "10000", min = "0",
            description = "kv: how many entries it may keep")
    int host_kv_entries();

    /** Property {@code host.kv.bytes}. */
    @AttributeDefinition(name = "Bytes kept", required = false, defaultValue = "16777216", min = "0",
            description = "kv: how many bytes it may keep, all keys and values together")
    int host_kv_bytes();

    /** Property {@code host.kv.key.bytes}. */
    @AttributeDefinition(name = "Longest key", required = false, defaultValue = "1024", min = "0",
            description = "kv: the longest key, in bytes")
    int host_kv_key_bytes();

    /** Property {@code host.kv.value.bytes}. */
    @AttributeDefinition(name = "Longest value", required = false, defaultValue = "1048576", min = "0",
            description = "kv: the longest value, in bytes")
    int host_kv_value_bytes();

    /** Property {@code host.http.hosts}. */
    @AttributeDefinition(name = "Hosts", required = false,
            description =
                    "http: whom it may ask: example.org, *.example.org (what is below it), * (all), each with :PORT or :* behind, or "
                    + "https:// before")
    String[] host_http_hosts();

    /** Property {@code host.http.private}. */
    @AttributeDefinition(name = "Private addresses", required = false,
            description = "http: private addresses that may be connected to all the same: 192.168.1.7, 10.0.0.0/8, fd00::/8")
    String[] host_http_private();

    /** Property {@code host.http.request.bytes}. */
    @AttributeDefinition(name = "Longest request", required = false, defaultValue = "1048576", min = "0",
            description = "http: the longest body of a request, in bytes")
    int host_http_request_bytes();

    /** Property {@code host.http.response.bytes}. */
    @AttributeDefinition(name = "Longest response", required = false, defaultValue = "1048576", min = "0",
            description = "http: the longest body of a response, in bytes")
    int host_http_response_bytes();

    /** Property {@code host.http.millis}. */
    @AttributeDefinition(name = "Request time", required = false, defaultValue = "10000", min = "0",
            description = "http: how long a request may take, with all its redirects, in milliseconds")
    int host_http_millis();

    /** Property {@code host.http.redirects}. */
    @AttributeDefinition(name = "Redirects", required = false, defaultValue = "5", min = "0",
            description = "http: how many redirects are followed; with 0 the plugin gets them as answers")
    int host_http_redirects();

    /** Property {@code wasi.arguments}. */
    @AttributeDefinition(name = "Arguments", required = false,
            description = "System interface: the program's arguments, its name first; the plugin's name when there are none")
    String[] wasi_arguments();

    /** Property {@code wasi.environment}. */
    @AttributeDefinition(name = "Environment", required = false, description = "System interface: variables, as NAME=value")
    String[] wasi_environment();

    /** Property {@code wasi.directories}. */
    @AttributeDefinition(name = "Directories", required = false,
            description = "System interface: directories, as HOST or HOST::GUEST, with :ro behind for reading only")
    String[] wasi_directories();

    /** Property {@code wasi.inherit.stdio}. */
    @AttributeDefinition(name = "Inherits streams", required = false, defaultValue = "false",
            description = "System interface: whether it gets the process's standard streams")
    boolean wasi_inherit_stdio();

    /** Property {@code wasi.log.stdio}. */
    @AttributeDefinition(name = "Logs streams", required = false, defaultValue = "false",
            description = "System interface: whether the lines that it writes go to the log, in its name")
    boolean wasi_log_stdio();

    /** Property {@code wasi.random.seed}. */
    @AttributeDefinition(name = "Random seed", required = false, type = AttributeType.LONG,
            description = "System interface: a number, for the same random bytes in each run; secure ones without it")
    String wasi_random_seed();
}
