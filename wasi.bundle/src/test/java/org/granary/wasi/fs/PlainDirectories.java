package org.granary.wasi.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Directories of the disk as a platform without handles of them has it. */
public final class PlainDirectories {
    private PlainDirectories() {}

    public static Directory of(Path directory) throws IOException {
        Path real = directory.toRealPath();
        return new PathDirectory(real, Files.readAttributes(real, BasicFileAttributes.class).fileKey());
    }
}
