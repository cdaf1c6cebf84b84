package org.granary.plugin.source;

import java.nio.file.Path;

/**
 * What became of a file, after it held still for long enough.
 *
 * @param kind    what happened
 * @param file    which file, absolute
 * @param problem why it cannot be read; empty otherwise
 */
public record FileChange(Kind kind, Path file, String problem) {
    /** What happened. */
    public enum Kind {
        /** It is new, or its content is. */
        THERE,
        /** It went away. */
        GONE,
        /** It is there and cannot be read, or is no file. */
        UNREADABLE
    }
}
