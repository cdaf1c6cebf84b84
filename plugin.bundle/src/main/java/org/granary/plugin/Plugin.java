package org.granary.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.granary.plugin.dto.PluginDTO;
import org.granary.store.Memory;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A WebAssembly module that lives as a service. It is registered while it serves, with the properties whose names are the constants
 * of this interface; a replaced module is another service. Thread-safe: callers wait for their turn.
 */
@ProviderType
public interface Plugin {
    /** Service property, {@code String}: the plugin's name. */
    String NAME = "wasm.plugin.name";
    /** Service property, {@code String}: the plugin's version; absent when it is not known. */
    String VERSION = "wasm.plugin.version";
    /** Service property, {@code String}: the SHA-256 of the module's binary as 64 hex digits in lower case. */
    String SHA256 = "wasm.module.sha256";
    /** Service property, {@code String[]}: the names of the module's exports, in its own order. */
    String EXPORTS = "wasm.exports";

    /**
     * The name: that of the file, without its ending and without a trailing version.
     *
     * @return never null, never empty
     */
    String name();

    /**
     * The version.
     *
     * @return what follows a hyphen at the end of the file's name: numbers with dots, which may have a qualifier ({@code 0.24.0},
     *         {@code 1.0-rc.1}), or one number; empty without one, and for a plugin that a program has deployed under a name
     */
    Optional<String> version();

    /**
     * Where in its life the plugin is at this moment.
     *
     * @return never null
     */
    PluginState state();

    /**
     * Calls an exported function, without a deadline unless the plugin's configuration has one. Waits for its turn when other
     * threads call: in the order of arrival, and at most for the configured time.
     *
     * <p>What a host function of the plugin's throws arrives as it was thrown, checked or not: a host module and who uses the plugin may be
     * one bundle. {@link org.granary.store.GuestNote#of} tells which import threw it and the guest's frames; stack traces show that, too.
     *
     * @param export    the function's name
     * @param arguments a value for each parameter: {@code Integer}, {@code Long}, {@code Float}, {@code Double}, references or null
     * @return a value for each result
     * @throws java.util.NoSuchElementException when there is no function of that name
     * @throws IllegalArgumentException         when count or types of the arguments do not fit
     * @throws org.granary.engine.Trap          when the guest traps; the plugin stays as it is
     * @throws PluginEndedException when the guest ends itself, as a program does that exits; the plugin gets a fresh store. It gets one,
     *         too, after {@code _start} of a command has come back, which is a whole run of a program
     * @throws PluginUnavailableException       when the plugin serves no calls, or its turn did not come in time
     */
    Object[] call(String export, Object... arguments);

    /**
     * Calls an exported function with a deadline for the guest's own time; see {@link #call(String, Object...)}.
     *
     * @param deadline  how long the guest may run, positive
     * @param export    the function's name
     * @param arguments a value for each parameter
     * @return a value for each result
     * @throws org.granary.engine.Trap with code DEADLINE when the time is used up; and as the other form throws
     */
    Object[] call(Duration deadline, String export, Object... arguments);

    /**
     * Runs several calls and accesses as one turn, so that no other thread's call comes between them.
     *
     * @param <R>  what the work gives
     * @param work what to do; calls of this plugin in it need not wait
     * @return what the work returned, null included
     * @throws PluginUnavailableException when the plugin serves no calls, or its turn did not come in time
     */
    <R> R exclusively(Function<? super Plugin, ? extends R> work);

    /**
     * Ends the call that another thread makes through this plugin: the guest traps with code INTERRUPT at its next check point. A call
     * that waits for its turn ends when its thread is interrupted; a host function that blocks is not touched.
     *
     * @param caller the thread that makes the call
     * @return false when that thread does not call this plugin now; then nothing happens
     */
    boolean interruptCall(Thread caller);

    /**
     * An exported memory. It is of one store, so it is safe to use inside {@link #exclusively} only.
     *
     * @param export the memory's name
     * @return the memory
     * @throws java.util.NoSuchElementException when there is no memory of that name
     * @throws PluginUnavailableException       when the plugin serves no calls
     */
    Memory memory(String export);

    /**
     * A snapshot.
     *
     * @return a new object, which the caller may change
     */
    PluginDTO dto();
}
