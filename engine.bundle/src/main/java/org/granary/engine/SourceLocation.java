package org.granary.engine;

import java.util.Objects;

/**
 * A place in the text that a module was compiled from, as its DWARF sections tell it: nobody has checked that it is true. Immutable.
 *
 * @param file   the file as the compiler named it, relative to where the compiler ran unless it is absolute; never null
 * @param line   the line, from 1
 * @param column the column, from 1; 0 when it is not known
 */
public record SourceLocation(String file, int line, int column) {
    /**
     * Checks what is given.
     *
     * @throws IllegalArgumentException when the line is below 1 or the column below 0
     */
    public SourceLocation {
        Objects.requireNonNull(file, "file");
        if (line < 1 || column < 0) {
            throw new IllegalArgumentException("source location: expected a line of at least 1 and a column of at least 0, found " + line
                    + ":" + column);
        }
    }

    @Override
    public String toString() {
        return file + ":" + line + (column == 0 ? "" : ":" + column);
    }
}
