package org.granary.wasi.preview1;

import java.io.IOException;
import org.granary.store.MemoryView;

/** Descriptors themselves: what they are, what they allow, and what they stand for. */
record FdFunctions(String name) implements Functions.Body {
    private static final int KNOWN_FLAGS = 31;
    private static final int LAST_ADVICE = 5;
    private static final int FDSTAT_BYTES = 24;

    static void define(Functions to) {
        to.add(new FdFunctions("fd_advise"), "ijji");
        to.add(new FdFunctions("fd_allocate"), "ijj");
        to.add(new FdFunctions("fd_close"), "i");
        to.add(new FdFunctions("fd_datasync"), "i");
        to.add(new FdFunctions("fd_fdstat_get"), "ii");
        to.add(new FdFunctions("fd_fdstat_set_flags"), "ii");
        to.add(new FdFunctions("fd_fdstat_set_rights"), "ijj");
        to.add(new FdFunctions("fd_filestat_get"), "ii");
        to.add(new FdFunctions("fd_filestat_set_size"), "ij");
        to.add(new FdFunctions("fd_filestat_set_times"), "ijji");
        to.add(new FdFunctions("fd_prestat_get"), "ii");
        to.add(new FdFunctions("fd_prestat_dir_name"), "iii");
        to.add(new FdFunctions("fd_renumber"), "ii");
        to.add(new FdFunctions("fd_sync"), "i");
    }

    @Override
    public Errno run(Call call) throws IOException {
        return switch (name) {
            case "fd_advise" -> advise(call);
            case "fd_allocate" -> allocate(call);
            case "fd_close" -> {
                call.state.descriptors.close(call.i(0));
                yield Errno.SUCCESS;
            }
            case "fd_datasync" -> sync(call, Rights.FD_DATASYNC, false);
            case "fd_fdstat_get" -> fdstat(call);
            case "fd_fdstat_set_flags" -> setFlags(call);
            case "fd_fdstat_set_rights" -> {
                call.fd(0, 0).setRights(call.j(1), call.j(2));
                yield Errno.SUCCESS;
            }
            case "fd_filestat_get" -> filestat(call);
            case "fd_filestat_set_size" -> setSize(call);
            case "fd_filestat_set_times" -> {
                Descriptor descriptor = call.fd(0, Rights.FD_FILESTAT_SET_TIMES);
                descriptor.setTimes(Layout.times(call, call.j(1), call.j(2), call.i(3)));
                yield Errno.SUCCESS;
            }
            case "fd_prestat_get" -> prestat(call);
            case "fd_prestat_dir_name" -> prestatName(call);
            case "fd_renumber" -> {
                call.state.descriptors.renumber(call.i(0), call.i(1));
                yield Errno.SUCCESS;
            }
            case "fd_sync" -> sync(call, Rights.FD_SYNC, true);
            default -> throw Functions.unknown(name);
        };
    }

    private static Errno advise(Call call) {
        Descriptor descriptor = call.fd(0, Rights.FD_ADVISE);
        if (call.j(1) < 0 || call.j(2) < 0 || call.i(3) < 0 || call.i(3) > LAST_ADVICE) {
            return Errno.INVAL;
        }
        descriptor.advise();
        return Errno.SUCCESS;
    }

    private static Errno allocate(Call call) throws IOException {
        Descriptor descriptor = call.fd(0, Rights.FD_ALLOCATE);
        long offset = call.j(1);
        long length = call.j(2);
        if (descriptor.type() != Descriptor.TYPE_REGULAR_FILE) {
            return Errno.BADF;
        }
        if (offset < 0 || length <= 0) {
            return Errno.INVAL;
        }
        if (offset > Long.MAX_VALUE - length) {
            return Errno.FBIG;
        }
        descriptor.allocate(offset + length);
        return Errno.SUCCESS;
    }

    private static Errno sync(Call call, long right, boolean metadata) throws IOException {
        call.fd(0, right).sync(metadata);
        return Errno.SUCCESS;
    }

    private static Errno fdstat(Call call) {
        Descriptor descriptor = call.fd(0, 0);
        long at = call.u(1);
        call.require(at, FDSTAT_BYTES);
        MemoryView memory = call.memory();
        memory.writeInt(at, descriptor.type() | descriptor.flags << 16);
        memory.writeInt(at + 4, 0);
        memory.writeLong(at + 8, descriptor.base);
        memory.writeLong(at + 16, descriptor.inheriting);
        return Errno.SUCCESS;
    }

    private static Errno setFlags(Call call) throws IOException {
        Descriptor descriptor = call.fd(0, Rights.FD_FDSTAT_SET_FLAGS);
        if ((call.i(1) & ~KNOWN_FLAGS) != 0) {
            return Errno.INVAL;
        }
        descriptor.setFlags(call.i(1));
        return Errno.SUCCESS;
    }

    private static Errno filestat(Call call) throws IOException {
        Descriptor descriptor = call.fd(0, Rights.FD_FILESTAT_GET);
        return Layout.writeStat(call, call.u(1), descriptor.stat(), descriptor.type());
    }

    private static Errno setSize(Call call) throws IOException {
        Descriptor descriptor = call.fd(0, Rights.FD_FILESTAT_SET_SIZE);
        if (call.j(1) < 0) {
            return Errno.INVAL;
        }
        descriptor.setSize(call.j(1));
        return Errno.SUCCESS;
    }

    private static byte[] preopenName(Call call) {
        if (call.fd(0, 0) instanceof DirectoryDescriptor directory && directory.preopenName != null) {
            return directory.preopenName;
        }
        throw new Refused(Errno.BADF);
    }

    private static Errno prestat(Call call) {
        byte[] name = preopenName(call);
        call.memory().writeLong(call.u(1), (long) name.length << 32);
        return Errno.SUCCESS;
    }

    private static Errno prestatName(Call call) {
        byte[] name = preopenName(call);
        if (call.u(2) < name.length) {
            return Errno.NAMETOOLONG;
        }
        call.memory().writeBytes(call.u(1), name);
        return Errno.SUCCESS;
    }
}
