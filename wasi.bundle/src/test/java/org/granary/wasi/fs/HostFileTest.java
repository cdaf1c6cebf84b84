package org.granary.wasi.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.granary.wasi.fs.OpenMode.Creation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HostFileTest {
    private static final OpenMode WRITE = new OpenMode(true, true, Creation.IF_ABSENT, false);
    private static final int BYTES = 1 << 16;
    private static final int ROUNDS = 2000;

    @TempDir
    Path temporary;

    @Test
    void interruptsAtAnyTimeHarmNothing() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread worker = Thread.currentThread();
        Thread pest = new Thread(() -> {
            while (!stop.get()) {
                worker.interrupt();
                Thread.onSpinWait();
            }
        });
        int interrupted = 0;
        try (Confined guest = new Confined(Directory.of(temporary), true);
                OpenFile file = guest.open("file", true, false, WRITE).file()) {
            pest.start();
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            for (int round = 0; round < ROUNDS; round++) {
                bytes.clear().put(0, (byte) round);
                file.write(bytes, 0);
                assertEquals(BYTES, file.read(bytes.clear(), 0));
                assertEquals((byte) round, bytes.get(0));
                interrupted += Thread.interrupted() ? 1 : 0;
            }
            assertEquals(BYTES, file.size());
        } finally {
            stop.set(true);
            while (pest.isAlive()) {
                Thread.onSpinWait();
            }
            Thread.interrupted();
        }
        assertNotEquals(0, interrupted);
    }

    @Test
    void aFileThatLostItsNameIsKnownByItsHandleAlone() throws Exception {
        try (Confined guest = new Confined(Directory.of(temporary), true);
                OpenFile file = guest.open("file", true, false, WRITE).file()) {
            file.write(ByteBuffer.allocate(5), 0);
            FileStat before = file.stat();
            Files.delete(temporary.resolve("file"));
            Files.writeString(temporary.resolve("file"), "another file in its place");
            assertEquals(before.inode(), file.stat().inode());
            assertEquals(5, file.stat().size());
            assertThrows(FsException.class, () -> file.setTimes(new Times(OptionalLong.of(1), OptionalLong.of(1))));
        }
    }
}
