package org.granary.wasi.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.granary.wasi.fs.OpenMode.Creation;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Tests of what a guest can do in a directory, which they open. */
abstract class InConfined {
    static final OpenMode READ = new OpenMode(true, false, Creation.NEVER, false);
    static final OpenMode WRITE = new OpenMode(true, true, Creation.IF_ABSENT, false);

    @TempDir
    Path temporary;
    Confined guest;

    static void fails(Fault fault, Executable what) {
        assertEquals(fault, assertThrows(FsException.class, what).fault());
    }

    final void write(String path, String text) throws IOException {
        try (OpenFile file = guest.open(path, true, false, WRITE).file()) {
            file.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
        }
    }

    /** The first hundred bytes at most. */
    final String read(String path) throws IOException {
        try (OpenFile file = guest.open(path, true, false, READ).file()) {
            ByteBuffer bytes = ByteBuffer.allocate(100);
            return file.read(bytes, 0) < 0 ? "" : new String(bytes.array(), 0, bytes.position(), UTF_8);
        }
    }
}
