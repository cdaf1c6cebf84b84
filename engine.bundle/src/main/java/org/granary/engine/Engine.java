package org.granary.engine;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A configuration and a compiler, shared by all threads; an object of this type is a cheap handle on an engine. Thread-safe.
 */
@ProviderType
public interface Engine extends AutoCloseable {
    /**
     * An engine with the default settings.
     *
     * @return a new engine
     */
    static Engine create() {
        return create(EngineConfig.builder().build());
    }

    /**
     * An engine with these settings.
     *
     * @param config the settings, never null
     * @return a new engine
     * @throws IllegalArgumentException when two settings contradict each other (the message names both), or one is out of its range (the
     *                                  message names setting, range and value)
     */
    static Engine create(EngineConfig config) {
        return ServiceLoader.load(EngineProvider.class, Engine.class.getClassLoader()).findFirst()
                .orElseThrow(() -> new IllegalStateException("no EngineProvider beside " + Engine.class.getName()))
                .create(config);
    }

    /**
     * Whether two handles are handles on one engine.
     *
     * @param a a handle
     * @param b a handle
     * @return true when they share the engine
     */
    static boolean same(Engine a, Engine b) {
        return a.identity() == b.identity();
    }

    /**
     * The settings in force.
     *
     * @return the settings
     */
    EngineConfig config();

    /**
     * Whether this engine interprets: because its settings say so, or because classes cannot be defined here.
     *
     * @return false where modules are compiled to classes; never depends on a module
     */
    boolean isInterpreter();

    /**
     * Another handle on this engine; each handle is closed by itself.
     *
     * @return a new handle
     * @throws IllegalStateException when this handle is closed
     */
    Engine share();

    /**
     * A handle that keeps nothing alive.
     *
     * @return a weak handle
     */
    WeakEngine weak();

    /**
     * What two handles on one engine have in common; made for {@link #same}.
     *
     * @return an object compared by identity
     */
    Object identity();

    /**
     * Compiles a module.
     *
     * @param binaryOrText the binary format, or the text format when a {@link TextFormat} is present
     * @return the module
     * @throws MalformedException   when it cannot be decoded
     * @throws ValidationException  when it breaks a rule
     * @throws UnsupportedException when it needs a proposal that is off or not built
     * @throws LimitException       when it is larger than the engine takes
     * @throws IllegalStateException when this handle is closed
     */
    WasmModule compile(byte[] binaryOrText);

    /**
     * Compiles the module in a file; see {@link #compile(byte[])}.
     *
     * @param file a readable file
     * @return the module
     * @throws java.io.UncheckedIOException when the file cannot be read
     */
    WasmModule compile(Path file);

    /**
     * Decodes and validates without compiling; throws what {@link #compile(byte[])} throws.
     *
     * @param binaryOrText the module
     */
    void validate(byte[] binaryOrText);

    /** Closes this handle; the engine goes with the last handle, module and store. Closing twice does nothing. */
    @Override
    void close();
}
