package org.granary.plugin.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a module comes from. Immutable.
 *
 * @param location a file's path, or {@link #BY_PROGRAM}; what operators see
 * @param name     the plugin's name
 * @param version  the plugin's version
 * @param content  gives the bytes; read when the module is compiled
 */
public record Artefact(String location, String name, Optional<String> version, Content content) {
    /** The location of a module that a program has deployed. */
    public static final String BY_PROGRAM = "deployed by a program";

    /** Reads a module. */
    @FunctionalInterface
    public interface Content {
        /**
         * The bytes, the same each time once they have been read.
         *
         * @throws IOException when they cannot be read
         */
        byte[] read() throws IOException;
    }

    /** A module in a file. */
    public static Artefact ofFile(Path file, Content content) {
        SourceName said = SourceName.of(file.getFileName().toString());
        return new Artefact(file.toString(), said.name(), said.version(), content);
    }

    /** Whether the content is in the text format, as its location says. */
    public boolean isText() {
        return SourceName.isText(location);
    }

    /** The same with nothing to read. */
    public Artefact withoutContent() {
        return new Artefact(location, name, version, FileContent.unreadable("it was let go"));
    }
}
