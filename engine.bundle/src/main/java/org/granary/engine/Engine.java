package org.granary.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
     * @throws java.io.UncheckedIOException when the folder of the cache is not there and cannot be made
     */
    static Engine create(EngineConfig config) {
        // by its name: a service loader's look through the class path takes a tenth of what a process needs to its first call
        String name = "org.granary.engine.impl.EngineProviderImpl";
        EngineProvider provider;
        try {
            provider = (EngineProvider) Class.forName(name, true, Engine.class.getClassLoader()).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no " + name + " beside " + Engine.class.getName(), e);
        }
        return provider.create(config);
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
     * @param file a readable file, as {@link SourceBytes} reads it; a regular one that is too large is refused before it is read. A pipe is
     *             waited for until whoever writes closes it, or has written more than is taken
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

    /**
     * Whether functions of this engine's stores can be called asynchronously.
     *
     * @return the setting {@code async}
     */
    boolean isAsync();

    /**
     * What an artefact must have in common with the engine that loads it: the version of the code generator and the settings that change
     * code.
     *
     * @return 64 hex digits in lower case; the same on every machine and JDK
     */
    String compatibilityHash();

    /**
     * What bytes hold, by their header alone; says nothing of whether they can be loaded.
     *
     * @param bytes anything
     * @return empty when they are no artefact
     */
    static Optional<Precompiled> detectPrecompiled(byte[] bytes) {
        return Precompiled.detect(bytes);
    }

    /**
     * What a file holds, by its header alone.
     *
     * @param file a readable file; a pipe is waited for until somebody has written to it or closed it, and its first bytes are gone then
     * @return empty when it is no artefact
     * @throws java.io.UncheckedIOException when the file cannot be read
     */
    static Optional<Precompiled> detectPrecompiled(Path file) {
        return Precompiled.detect(file);
    }

    /**
     * Compiles a module ahead of time, all of its code. The artefact carries the host key's code and, where the engine has a signing key,
     * its signature ({@link ArtefactTrust}).
     *
     * @param binaryOrText as for {@link #compile(byte[])}, whose exceptions it has, as it has those of {@link WasmModule#serialize()}
     * @return the same bytes that {@link WasmModule#serialize()} of the compiled module gives
     */
    byte[] precompileModule(byte[] binaryOrText);

    /**
     * Refuses: components are not built.
     *
     * @param binaryOrText a component
     * @return never
     * @throws UnsupportedOperationException always
     */
    byte[] precompileComponent(byte[] binaryOrText);

    /**
     * Loads an artefact. It is looked at in this order: structure, compatibility, its own digest, proof of where it comes from, what its
     * code uses. The code of a proven artefact is looked at class by class, before a class is first used; a class that is refused then
     * ends the call that needed it.
     *
     * @param artefact what {@link #precompileModule} or {@link WasmModule#serialize()} gave
     * @return the module
     * @throws ArtefactException            when it is refused, with the reason
     * @throws IllegalStateException        when this handle is closed; or the host's key alone could prove the artefact, and its file holds
     *                                      no key, or is not its owner's alone
     * @throws java.io.UncheckedIOException when in that case the key's file cannot be read
     */
    WasmModule deserialize(byte[] artefact);

    /**
     * Loads an artefact from a file; see {@link #deserialize(byte[])}. All of it is read and proven, and of its classes only those are
     * kept that a first call is likely to need: the file is read again when another is needed, and where it is gone, or holds others by
     * then, these functions are compiled from the source.
     *
     * @param file a readable file; a pipe is waited for until whoever writes closes it, and all of it is kept
     * @return the module
     * @throws java.io.UncheckedIOException when the file cannot be read
     */
    WasmModule deserialize(Path file);

    /**
     * Loads an artefact that needs no proof, since its source is at hand: it must be what the source compiles to. A source that is no
     * module is refused as by {@link #compile(byte[])}.
     *
     * @param artefact what {@link #precompileModule} gave somewhere
     * @param source   the module, binary or text
     * @return the module
     * @throws ArtefactException     when it is refused; for other code than the source's, {@link ArtefactException.Reason#NOT_ITS_SOURCE}
     * @throws IllegalStateException when this handle is closed
     */
    WasmModule deserialize(byte[] artefact, byte[] source);

    /** Raises the epoch by one. From any thread: one atomic increment, no lock, no allocation. Also through a closed handle. */
    void incrementEpoch();

    /**
     * Pays now what a first compilation and a first call would pay: loads the compiler and the runtime, and makes room on the calling
     * thread's stack known. Never required.
     *
     * @throws IllegalStateException when this handle is closed
     */
    void eagerInitialize();

    /**
     * Ends the engine: closes its cache and lets its classes go. This handle is closed by it; modules that somebody still holds make no
     * more instances.
     *
     * @throws IllegalStateException when this is not the last handle (a store has one); the message tells how many are open, and nothing
     *                               has changed
     */
    void unload();

    /**
     * Validates a module and looks through those of its custom sections that have a meaning: names and branch hints. What is wrong there is
     * no reason to refuse the module, so that it comes as a result.
     *
     * @param binaryOrText the module
     * @return the faults in the order of the sections, at most one for each; empty when all is well. Throws what {@link #validate} throws
     */
    List<Refusal> validateCustomSections(byte[] binaryOrText);

    /** Closes this handle; the engine goes with the last handle, module and store. Closing twice does nothing. */
    @Override
    void close();
}
