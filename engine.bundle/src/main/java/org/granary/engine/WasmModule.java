package org.granary.engine;

import java.util.List;
import java.util.Optional;
import org.granary.type.ExportType;
import org.granary.type.ImportType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A decoded, validated and compiled module. Immutable, thread-safe; knows nothing of a run.
 */
@ProviderType
public interface WasmModule {
    /**
     * What the module asks for, in its own order.
     *
     * @return an unmodifiable list
     */
    List<ImportType> imports();

    /**
     * What the module offers, in its own order.
     *
     * @return an unmodifiable list
     */
    List<ExportType> exports();

    /**
     * The module's name from its {@code name} section.
     *
     * @return the name, or empty without one
     */
    Optional<String> name();

    /**
     * The binary that was compiled; where text was given, what it became.
     *
     * @return a copy
     */
    byte[] binary();

    /**
     * The SHA-256 of the binary.
     *
     * @return 64 hex digits in lower case
     */
    String sha256();

    /**
     * The module compiled ahead of time, whole, so that {@link Engine#deserialize(byte[])} need not compile it. Takes as long as compiling
     * all of the module's code, for all forms that its memories may have.
     *
     * @return the artefact, the same bytes each time
     * @throws ArtefactException            when it would be longer than 2 GiB
     * @throws LimitException               when the JVM's class files have no room for one of its functions
     * @throws IllegalStateException        when the engine was unloaded; the file of the host's key holds none, or is not its owner's
     *                                      alone; or the signing key cannot sign
     * @throws java.io.UncheckedIOException when the host's key can neither be read nor made
     */
    byte[] serialize();

    /**
     * The engine that compiled it.
     *
     * @return a handle that the caller need not close
     */
    Engine engine();
}
