package org.granary.wasi.preview1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.granary.store.MemoryView;
import org.granary.wasi.fs.FileStat;
import org.granary.wasi.fs.FsException;

/** Reading and writing by descriptors. All buffers of a call are looked at before anything is done. */
record FdDataFunctions(String name) implements Functions.Body {
    private static final int IOVEC_BYTES = 8;
    /** Buffers of a call. Linux takes 1,024; all of them are looked at before anything is done. */
    private static final int MOST_BUFFERS = 1 << 20;
    private static final long WORD = 0xFFFF_FFFFL;
    private static final int LAST_WHENCE = 2;
    private static final int DIRENT_BYTES = 24;

    static void define(Functions to) {
        to.add(new FdDataFunctions("fd_pread"), "iiiji");
        to.add(new FdDataFunctions("fd_pwrite"), "iiiji");
        to.add(new FdDataFunctions("fd_read"), "iiii");
        to.add(new FdDataFunctions("fd_readdir"), "iiiji");
        to.add(new FdDataFunctions("fd_seek"), "ijii");
        to.add(new FdDataFunctions("fd_tell"), "ii");
        to.add(new FdDataFunctions("fd_write"), "iiii");
    }

    @Override
    public Errno run(Call call) throws IOException {
        return switch (name) {
            case "fd_pread" -> {
                Descriptor descriptor = call.fd(0, Rights.FD_READ | Rights.FD_SEEK);
                long start = offset(call.j(3));
                yield gather(call, 4, (bytes, done) -> descriptor.readAt(bytes, start + done));
            }
            case "fd_pwrite" -> {
                Descriptor descriptor = call.fd(0, Rights.FD_WRITE | Rights.FD_SEEK);
                long start = offset(call.j(3));
                yield scatter(call, 4, (bytes, done) -> {
                    int count = bytes.remaining();
                    descriptor.writeAt(bytes, start + done);
                    return count;
                });
            }
            case "fd_read" -> {
                Descriptor descriptor = call.fd(0, Rights.FD_READ);
                yield gather(call, 3, new Reading(descriptor, call));
            }
            case "fd_readdir" -> readdir(call);
            case "fd_seek" -> seek(call);
            case "fd_tell" -> {
                call.memory().writeLong(call.u(1), call.fd(0, Rights.FD_TELL).seek(0, 1));
                yield Errno.SUCCESS;
            }
            case "fd_write" -> {
                Descriptor descriptor = call.fd(0, Rights.FD_WRITE);
                yield scatter(call, 3, new Writing(descriptor, call));
            }
            default -> throw Functions.unknown(name);
        };
    }

    private static long offset(long offset) {
        if (offset < 0) {
            throw new Refused(Errno.INVAL);
        }
        return offset;
    }

    /** Reads a part; how many bytes came. */
    interface Part {
        int read(ByteBuffer into, long done) throws IOException;
    }

    /** Writes a part; how many bytes went. */
    interface Sink {
        int write(ByteBuffer from, long done) throws IOException;
    }

    /**
     * Looks at all buffers; how many there are. Loops here have their condition at the end: there is mostly one buffer, and then the JIT
     * has no loop to compile.
     */
    private static int requireBuffers(Call call, int result) {
        long vectors = call.u(1);
        long count = call.u(2);
        call.require(vectors, count * IOVEC_BYTES);
        call.require(call.u(result), 4);
        if (count == 0) {
            return 0;
        }
        if (count > MOST_BUFFERS) {
            throw new Refused(Errno.INVAL);
        }
        MemoryView memory = call.memory();
        long end = vectors + count * IOVEC_BYTES;
        long sum = 0;
        do {
            long vector = memory.readLong(vectors);
            call.require(vector & WORD, vector >>> 32);
            sum += vector >>> 32;
            vectors += IOVEC_BYTES;
        } while (vectors < end);
        if (sum > WORD) {
            throw new Refused(Errno.INVAL);
        }
        return (int) count;
    }

    /** Moves a part between the host and an address of the guest. */
    private interface Mover {
        int move(long at, int count, long done) throws IOException;
    }

    // records, since nearly each program writes or reads, and the first lambdas take long

    private record Reading(Descriptor descriptor, Call call) implements Part {
        @Override
        public int read(ByteBuffer into, long done) throws IOException {
            return done > 0 && !descriptor.readable() ? 0 : descriptor.read(into, call.stop());
        }
    }

    private record Writing(Descriptor descriptor, Call call) implements Sink {
        @Override
        public int write(ByteBuffer from, long done) throws IOException {
            return descriptor.write(from, call.stop());
        }
    }

    private record Filling(Call call, Part part) implements Mover {
        @Override
        public int move(long at, int count, long done) throws IOException {
            ByteBuffer place = call.memory().inPlace(at, count);
            if (place != null) {
                return part.read(place, done);
            }
            byte[] bytes = call.state.buffer();
            int read = part.read(ByteBuffer.wrap(bytes, 0, count), done);
            call.memory().writeBytes(at, bytes, 0, read);
            return read;
        }
    }

    private record Emptying(Call call, Sink sink) implements Mover {
        @Override
        public int move(long at, int count, long done) throws IOException {
            ByteBuffer place = call.memory().inPlace(at, count);
            if (place == null) {
                byte[] bytes = call.state.buffer();
                call.memory().readBytes(at, bytes, 0, count);
                place = ByteBuffer.wrap(bytes, 0, count);
            }
            return sink.write(place, done);
        }
    }

    /** Fills buffers until less comes than was asked for. */
    static Errno gather(Call call, int result, Part part) throws IOException {
        return each(call, result, new Filling(call, part));
    }

    /** Writes buffers. */
    static Errno scatter(Call call, int result, Sink sink) throws IOException {
        return each(call, result, new Emptying(call, sink));
    }

    private static Errno each(Call call, int result, Mover mover) throws IOException {
        int left = requireBuffers(call, result);
        MemoryView memory = call.memory();
        long vectors = call.u(1);
        long done = 0;
        if (left > 0) {
            long moved;
            long length;
            do {
                long vector = memory.readLong(vectors);
                length = vector >>> 32;
                moved = length == 0 ? 0 : buffer(call, mover, vector & WORD, length, done);
                done += moved;
                vectors += IOVEC_BYTES;
            } while (--left > 0 && moved == length && !call.ends());
        }
        memory.writeInt(call.u(result), (int) done);
        return Errno.SUCCESS;
    }

    /** Moves one buffer, in parts, until less than a part is moved or the call is to end; how many bytes. */
    private static long buffer(Call call, Mover mover, long address, long length, long done) throws IOException {
        int most = call.state.maxBufferBytes;
        long moved = 0;
        int part;
        int count;
        do {
            count = (int) Math.min(length - moved, most);
            part = moved(mover, address + moved, count, done + moved);
            moved += part;
        } while (part == count && moved < length && !call.ends());
        return moved;
    }

    private static int moved(Mover mover, long at, int count, long done) throws IOException {
        try {
            return mover.move(at, count, done);
        } catch (IOException | Refused e) {
            if (done == 0) {
                throw e;
            }
            // what went before is told; the failure comes again
            return 0;
        }
    }

    private static Errno seek(Call call) throws IOException {
        Descriptor descriptor = call.fd(0, Rights.FD_SEEK);
        int whence = call.i(2);
        if (whence < 0 || whence > LAST_WHENCE) {
            return Errno.INVAL;
        }
        call.require(call.u(3), 8);
        // preview 0 counts from: current, end, start
        int counted = call.preview0 ? (whence + 1) % 3 : whence;
        call.memory().writeLong(call.u(3), descriptor.seek(call.j(1), counted));
        return Errno.SUCCESS;
    }

    /** Entries are written until the buffer is full; the last may be cut off, and a full buffer says that there is more. */
    private static Errno readdir(Call call) throws IOException {
        DirectoryDescriptor directory = call.directory(0, Rights.FD_READDIR);
        long at = call.u(1);
        long size = call.u(2);
        long cookie = call.j(3);
        call.require(at, size);
        call.require(call.u(4), 4);
        List<String> names = directory.names(cookie == 0, call::ends);
        long used = 0;
        for (long i = cookie < 0 ? names.size() : cookie; i < names.size() && used < size && !call.ends(); i++) {
            byte[] entry = entry(directory, names.get((int) i), i + 1);
            int part = (int) Math.min(entry.length, size - used);
            call.memory().writeBytes(at + used, entry, 0, part);
            used += part;
        }
        call.memory().writeInt(call.u(4), (int) used);
        return Errno.SUCCESS;
    }

    /** A {@code dirent} and its name; nothing when the entry has gone meanwhile. */
    private static byte[] entry(DirectoryDescriptor directory, String name, long next) throws IOException {
        FileStat stat;
        try {
            // what lies above the directory is not the guest's business
            stat = name.equals(".") || name.equals("..") ? directory.files.stat() : directory.files.identity(name);
        } catch (FsException e) {
            return new byte[0];
        }
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer entry =
                ByteBuffer.allocate(DIRENT_BYTES + text.length).order(ByteOrder.LITTLE_ENDIAN);
        entry.putLong(next).putLong(stat.inode()).putInt(text.length).putInt(Descriptor.typeOf(stat.type())).put(text);
        return entry.array();
    }
}
