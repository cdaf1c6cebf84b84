package org.granary.wasi.preview1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.wasi.Guest;
import org.granary.wasi.WasiConfig;
import org.granary.wasi.WasiConfig.Access;
import org.granary.wasi.fs.Directory;
import org.granary.wasi.fs.Fault;
import org.granary.wasi.fs.FsException;
import org.granary.wasi.stream.Stop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FileFunctionsTest {
    private static final long READ = 2;
    private static final long WRITE = 64;
    private static final int CREATE = 1;
    private static final int DIRECTORY = 2;
    private static final int EXCLUSIVE = 4;
    private static final int TRUNCATE = 8;

    @TempDir
    Path host;

    private Guest guest;

    @BeforeEach
    void open() {
        guest = new Guest(WasiConfig.builder().directory(host, "/data", Access.READ_WRITE).directory(host, "/ro", Access.READ_ONLY));
    }

    @AfterEach
    void close() {
        guest.close();
    }

    private int file(String name) {
        int fd = guest.open(3, name, CREATE, READ | WRITE, 0);
        assertTrue(fd > 4, () -> "error number " + -fd);
        return fd;
    }

    private long size(int fd) {
        assertEquals(0, guest.call("fd_filestat_get", fd, 64));
        return guest.memory.readLong(64 + 32);
    }

    private long seek(int fd, long offset, int whence) {
        assertEquals(0, guest.call("fd_seek", fd, offset, whence, 8));
        return guest.memory.readLong(8);
    }

    private int positioned(String name, int fd, long at, int count) {
        guest.memory.writeInt(16, 512);
        guest.memory.writeInt(20, count);
        return guest.call(name, fd, 16, 1, at, 8);
    }

    @Test
    void preopensTellTheirNames() {
        assertEquals(0, guest.call("fd_prestat_get", 3, 8));
        assertEquals(0, guest.memory.readInt(8));
        assertEquals(5, guest.memory.readInt(12));
        assertEquals(0, guest.call("fd_prestat_dir_name", 3, 64, 5));
        assertEquals("/data", guest.memory.readUtf8(64, 5));
        assertEquals(37, guest.call("fd_prestat_dir_name", 3, 64, 4));
        assertEquals(8, guest.call("fd_prestat_get", 5, 8));
    }

    @Test
    void readingWritingAndSeeking() {
        int fd = file("f");
        assertEquals(0, guest.write(fd, "0123456789"));
        assertEquals(7, seek(fd, -3, 1));
        assertEquals("789", guest.read(fd));
        assertEquals(8, seek(fd, -2, 2));
        assertEquals(28, guest.call("fd_seek", fd, -11L, 2, 8));
        assertEquals(28, guest.call("fd_seek", fd, 0L, 3, 8));
        assertEquals(61, guest.call("fd_seek", fd, Long.MAX_VALUE, 1, 8));
        assertEquals(0, positioned("fd_pread", fd, 2, 3));
        assertEquals("234", guest.memory.readUtf8(512, 3));
        guest.memory.writeUtf8(512, "ab");
        assertEquals(0, positioned("fd_pwrite", fd, 12, 2));
        assertEquals(14, size(fd));
        assertEquals(28, positioned("fd_pread", fd, -1, 3));
        assertEquals(0, guest.call("fd_tell", fd, 8));
        assertEquals(8, guest.memory.readLong(8), "positioned access moves nothing");
        assertEquals(0, guest.call("fd_sync", fd));
        assertEquals(0, guest.call("fd_datasync", fd));
        assertEquals(0, guest.call("fd_close", fd));
        assertEquals(8, guest.call("fd_close", fd));
    }

    @Test
    void appendingCanBeSwitched() {
        int fd = guest.open(3, "f", CREATE, READ | WRITE, Descriptor.FLAG_APPEND);
        guest.write(fd, "abc");
        seek(fd, 0, 0);
        guest.write(fd, "def");
        assertEquals(0, guest.call("fd_fdstat_set_flags", fd, 0));
        seek(fd, 0, 0);
        guest.write(fd, "X");
        seek(fd, 0, 0);
        assertEquals("Xbcdef", guest.read(fd));
        assertEquals(28, guest.call("fd_fdstat_set_flags", fd, 64));
    }

    @Test
    void sizesGrowAndShrinkAndHugeOnesAreRefused() {
        int fd = file("f");
        assertEquals(0, guest.call("fd_filestat_set_size", fd, 100L));
        assertEquals(0, guest.call("fd_allocate", fd, 50L, 10L));
        assertEquals(100, size(fd));
        assertEquals(0, guest.call("fd_allocate", fd, 150L, 10L));
        assertEquals(160, size(fd));
        seek(fd, 120, 0);
        assertEquals(0, guest.call("fd_filestat_set_size", fd, 10L));
        assertEquals(0, guest.call("fd_tell", fd, 8));
        assertEquals(120, guest.memory.readLong(8), "cutting off moves nothing");
        assertEquals(22, guest.call("fd_allocate", fd, Long.MAX_VALUE, 10L));
        assertEquals(28, guest.call("fd_filestat_set_size", fd, -1L));
        assertEquals(28, guest.call("fd_advise", fd, 0L, 0L, 9));
        assertEquals(0, guest.call("fd_advise", fd, 0L, 0L, 2));
    }

    @Test
    void modesOfOpening() {
        file("f");
        assertEquals(-20, guest.open(3, "f", CREATE | EXCLUSIVE, READ, 0));
        assertEquals(-54, guest.open(3, "f", DIRECTORY, READ, 0));
        assertEquals(-44, guest.open(3, "missing", 0, READ, 0));
        assertEquals(-31, guest.open(3, ".", DIRECTORY, READ | WRITE, 0));
        assertEquals(-28, guest.open(3, "f", 16, READ, 0));
        assertEquals(-54, guest.open(guest.open(3, "f", 0, READ, 0), "x", 0, READ, 0));
        assertEquals(-63, guest.open(3, "/etc/passwd", 0, READ, 0));
        assertEquals(-63, guest.open(3, "../x", CREATE, WRITE, 0));
        assertEquals(8, guest.write(guest.open(3, "f", 0, READ, 0), "not for writing"));
        int writer = guest.open(3, "f", TRUNCATE, WRITE, 0);
        guest.memory.writeInt(16, 512);
        guest.memory.writeInt(20, 1);
        assertEquals(8, guest.call("fd_read", writer, 16, 1, 8));
    }

    @Test
    void whatIsOnlyForReadingIsNotWritten() throws IOException {
        Files.writeString(host.resolve("f"), "text");
        assertEquals(-69, guest.open(4, "f", 0, READ | WRITE, 0));
        assertEquals(-69, guest.open(4, "f", TRUNCATE, READ, 0));
        assertEquals(-69, guest.open(4, "g", CREATE, READ, 0));
        assertEquals(69, guest.path("path_unlink_file", 4, "f"));
        assertEquals(69, guest.twoPaths("path_rename", 4, "f", 3, "g"));
        assertEquals(69, guest.twoPaths("path_link", 4, "f", 3, "g"));
        assertEquals("text", guest.read(guest.open(4, "f", 0, READ, 0)));
    }

    @Test
    void namesAreMadeMovedAndRemoved() throws IOException {
        assertEquals(0, guest.path("path_create_directory", 3, "d"));
        assertEquals(20, guest.path("path_create_directory", 3, "d/"));
        file("d/f");
        assertEquals(0, guest.twoPaths("path_rename", 3, "d/f", 3, "g"));
        assertEquals(0, guest.twoPaths("path_link", 3, "g", 3, "h"));
        assertEquals(0, guest.symlink("g", 3, "l"));
        assertEquals(63, guest.symlink("/g", 3, "m"));
        guest.memory.writeUtf8(256, "l");
        assertEquals(0, guest.call("path_readlink", 3, 256, 1, 512, 10, 8));
        assertEquals(1, guest.memory.readInt(8));
        assertEquals("g", guest.memory.readUtf8(512, 1));
        assertEquals(0, guest.path("path_unlink_file", 3, "h"));
        assertEquals(31, guest.path("path_unlink_file", 3, "d"));
        assertEquals(0, guest.path("path_remove_directory", 3, "d/"));
        assertEquals(List.of("g", "l"), list(3, 100));
    }

    /** All names, with a buffer of so many bytes. */
    private List<String> list(int fd, int bytes) {
        List<String> names = new ArrayList<>();
        long cookie = 0;
        while (true) {
            assertEquals(0, guest.call("fd_readdir", fd, 1024, bytes, cookie, 8));
            int used = guest.memory.readInt(8);
            int at = 0;
            while (at + 24 <= used) {
                int length = guest.memory.readInt(1024 + at + 16);
                if (at + 24 + length > used) {
                    break;
                }
                cookie = guest.memory.readLong(1024 + at);
                names.add(guest.memory.readUtf8(1024 + at + 24, length));
                at += 24 + length;
            }
            if (used < bytes) {
                assertEquals(List.of(".", ".."), names.subList(0, 2));
                return names.subList(2, names.size());
            }
        }
    }

    @Test
    void listsGoOnWhereTheyWereWhateverIsRemovedMeanwhile() throws IOException {
        List<String> all = new ArrayList<>();
        for (int i = 100; i < 150; i++) {
            Files.createFile(host.resolve("name" + i));
            all.add("name" + i);
        }
        assertEquals(all, list(3, 64));
        assertEquals(0, guest.call("fd_readdir", 3, 1024, 10_000, 0L, 8));
        Files.delete(host.resolve("name100"));
        assertEquals(0, guest.call("fd_readdir", 3, 1024, 10_000, 4L, 8));
        assertEquals("name102", guest.memory.readUtf8(1024 + 24, 7));
        all.remove(0);
        assertEquals(all, list(3, 1000));
    }

    @Test
    void attributesAndTimes() throws IOException {
        int fd = file("f");
        guest.write(fd, "12345");
        assertEquals(0, guest.call("fd_filestat_set_times", fd, 1L, 1_234_567_891L, 5));
        guest.memory.writeUtf8(256, "f");
        assertEquals(0, guest.call("path_filestat_get", 3, 1, 256, 1, 64));
        assertEquals(4, guest.memory.readByte(64 + 16));
        assertEquals(1, guest.memory.readLong(64 + 24));
        assertEquals(5, guest.memory.readLong(64 + 32));
        assertEquals(1, guest.memory.readLong(64 + 40));
        assertEquals(1_234_567_891L, guest.memory.readLong(64 + 48));
        assertEquals(28, guest.call("fd_filestat_set_times", fd, 1L, 1L, 3), "to a time and to now");
        assertEquals(28, guest.call("path_filestat_set_times", 3, 0, 256, 1, -1L, 1L, 1), "beyond what times hold");
        assertEquals(0, guest.call("path_filestat_set_times", 3, 0, 256, 1, 0L, 0L, 10));
        assertTrue(size(fd) == 5 && guest.memory.readLong(64 + 48) > 1_600_000_000_000_000_000L);
    }

    @Test
    void rightsAreDroppedForGood() {
        int fd = file("f");
        assertEquals(0, guest.call("fd_fdstat_get", fd, 64));
        assertEquals(READ | WRITE, guest.memory.readLong(64 + 8));
        assertEquals(0, guest.call("fd_fdstat_set_rights", fd, READ, 0L));
        assertEquals(76, guest.write(fd, "x"));
        assertEquals(76, guest.call("fd_fdstat_set_rights", fd, READ | WRITE, 0L));
        assertEquals(0, guest.call("fd_fdstat_get", 3, 64));
        long base = guest.memory.readLong(64 + 8);
        long inheriting = guest.memory.readLong(64 + 16);
        assertEquals(0, guest.call("fd_fdstat_set_rights", 3, base, inheriting & ~WRITE));
        assertEquals(-76, guest.open(3, "f", 0, READ | WRITE, 0));
        int below = guest.open(3, ".", DIRECTORY, READ, 0);
        assertEquals(-76, guest.open(below, "f", 0, WRITE, 0), "what is opened from it has dropped them too");
    }

    @Test
    void descriptorsAreRenumberedAndLimited() {
        int first = file("a");
        int second = file("b");
        guest.write(first, "first");
        assertEquals(0, guest.call("fd_renumber", first, second));
        assertEquals(8, guest.call("fd_tell", first, 8));
        assertEquals(5, size(second));
        assertEquals(8, guest.call("fd_renumber", second, first));
        try (Guest small = new Guest(WasiConfig.builder().maxDescriptors(5).directory(host, "/", Access.READ_ONLY))) {
            assertEquals(4, small.open(3, "a", 0, READ, 0));
            assertEquals(-33, small.open(3, "a", 0, READ, 0));
            assertEquals(0, small.call("fd_close", 4));
            assertEquals(4, small.open(3, "a", 0, READ, 0));
        }
    }

    @Test
    void textsThatAreNoTextsAndAddressesThatAreNone() {
        guest.memory.writeBytes(256, new byte[] {(byte) 0xC0, (byte) 0x80});
        assertEquals(25, guest.call("path_unlink_file", 3, 256, 2));
        assertEquals(21, guest.call("path_unlink_file", 3, -1, 2));
        assertEquals(28, guest.path("path_unlink_file", 3, "a\0b"));
        int fd = file("f");
        guest.memory.writeInt(16, 256);
        guest.memory.writeInt(20, 4);
        guest.memory.writeInt(24, -4);
        guest.memory.writeInt(28, 8);
        assertEquals(21, guest.call("fd_write", fd, 16, 2, 8));
        assertEquals(0, size(fd), "nothing is written when a buffer is wrong");
        assertEquals(0, guest.call("fd_write", fd, 16, 0, 8));
        assertEquals(21, guest.call("fd_write", fd, 16, -1, 8));
        assertEquals(52, guest.call("proc_raise", 6));
    }

    @Test
    void preview0HasItsOwnLayouts() {
        try (Guest old = new Guest(WasiConfig.builder().directory(host, "/", Access.READ_WRITE), Functions.PREVIEW0)) {
            int fd = old.open(3, "f", CREATE, READ | WRITE, 0);
            old.write(fd, "abc");
            assertEquals(0, old.call("fd_seek", fd, 1L, 2, 8), "from the start");
            assertEquals("bc", old.read(fd));
            assertEquals(0, old.call("fd_filestat_get", fd, 64));
            assertEquals(1, old.memory.readInt(64 + 20));
            assertEquals(3, old.memory.readLong(64 + 24));
            old.memory.fill(256, (byte) 0, 56);
            old.memory.writeLong(256, 77);
            old.memory.writeInt(256 + 24, 1);
            old.memory.writeLong(256 + 32, 1000);
            assertEquals(0, old.call("poll_oneoff", 256, 1024, 1, 8));
            assertEquals(77, old.memory.readLong(1024));
        }
    }

    /** A directory that never comes to the end of its list. */
    private static Directory endless() {
        Stop[] stop = new Stop[1];
        return (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "endedBy" -> {
                        stop[0] = (Stop) arguments[0];
                        yield null;
                    }
                    case "reopen" -> proxy;
                    case "list" -> {
                        while (!stop[0].requested()) {
                            Thread.onSpinWait();
                        }
                        throw new FsException(Fault.INTERRUPTED, "list");
                    }
                    case "close" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void storesOfOneDirectoryEndEachByTheirOwn() throws IOException {
        Files.createDirectories(host.resolve("shared/inside"));
        try (Directory base = Directory.of(host)) {
            // one handle for both, as the directory of this name is open
            WasiConfig.Builder first = WasiConfig.builder().directory(base.openDirectory("shared"), "/", Access.READ_WRITE);
            WasiConfig.Builder second = WasiConfig.builder().directory(base.openDirectory("shared"), "/", Access.READ_WRITE);
            try (Guest kept = new Guest(first)) {
                Guest other = new Guest(second);
                other.store.interruptHandle().interrupt();
                assertEquals(0, kept.call("fd_readdir", 3, 1024, 100, 0L, 8));
                other.close();
                assertEquals(0, kept.call("fd_readdir", 3, 1024, 100, 0L, 8));
                assertTrue(kept.memory.readInt(8) > 3 * 24, "three entries");
            }
        }
    }

    @Test
    void aListEndsAtTheDeadline() {
        try (Guest other = new Guest(WasiConfig.builder().directory(endless(), "/", Access.READ_ONLY))) {
            Trap trap = assertThrows(Trap.class, () -> other.func("fd_readdir").call(Duration.ofMillis(20), 3, 64, 100, 0L, 8));
            assertEquals(TrapCode.DEADLINE, trap.code());
        }
    }
}
