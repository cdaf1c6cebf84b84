package org.granary.wasi.preview1;

import java.io.IOException;
import org.granary.wasi.fs.Confined;
import org.granary.wasi.fs.OpenMode;
import org.granary.wasi.fs.OpenMode.Creation;

/** Opening paths, and the attributes of what they lead to. */
record PathFunctions(String name) implements Functions.Body {
    private static final int FOLLOW = 1;
    private static final int CREATE = 1;
    private static final int DIRECTORY = 2;
    private static final int EXCLUSIVE = 4;
    private static final int TRUNCATE = 8;
    private static final int KNOWN_OPEN_FLAGS = 15;
    private static final int KNOWN_FLAGS = 31;

    static void define(Functions to) {
        to.add(new PathFunctions("path_open"), "iiiiijjii");
        to.add(new PathFunctions("path_filestat_get"), "iiiii");
        to.add(new PathFunctions("path_filestat_set_times"), "iiiijji");
    }

    @Override
    public Errno run(Call call) throws IOException {
        return switch (name) {
            case "path_open" -> open(call);
            case "path_filestat_get" -> filestat(call);
            case "path_filestat_set_times" -> setTimes(call);
            default -> throw Functions.unknown(name);
        };
    }

    static boolean follows(int lookup) {
        if ((lookup & ~FOLLOW) != 0) {
            throw new Refused(Errno.INVAL);
        }
        return lookup == FOLLOW;
    }

    private static Errno open(Call call) throws IOException {
        DirectoryDescriptor from = call.directory(0, Rights.PATH_OPEN);
        boolean follow = follows(call.i(1));
        String path = call.text(2);
        int how = call.i(4);
        long base = call.j(5);
        int flags = call.i(7);
        if ((how & ~KNOWN_OPEN_FLAGS) != 0 || (flags & ~KNOWN_FLAGS) != 0) {
            return Errno.INVAL;
        }
        if ((how & CREATE) != 0) {
            from.need(Rights.PATH_CREATE_FILE);
        }
        if ((how & TRUNCATE) != 0) {
            from.need(Rights.PATH_FILESTAT_SET_SIZE);
        }
        if ((base & from.droppedInheriting & (Rights.FD_READ | Rights.FD_WRITE)) != 0) {
            return Errno.NOTCAPABLE;
        }
        call.require(call.u(8), 4);
        call.state.descriptors.requireRoom();
        OpenMode mode = mode(how, base);
        Confined.Opened opened = from.files.open(path, follow, (how & DIRECTORY) != 0, mode);
        Descriptor made = descriptor(opened, from, call, mode.write());
        made.droppedInheriting = from.droppedInheriting;
        made.flags = flags;
        call.memory().writeInt(call.u(8), call.state.descriptors.add(made));
        return Errno.SUCCESS;
    }

    private static OpenMode mode(int how, long base) {
        boolean write = (base & (Rights.FD_WRITE | Rights.FD_ALLOCATE | Rights.FD_FILESTAT_SET_SIZE)) != 0;
        boolean read = !write || (base & Rights.FD_READ) != 0;
        Creation creation =
                (how & CREATE) == 0 ? Creation.NEVER : (how & EXCLUSIVE) != 0 ? Creation.EXCLUSIVE : Creation.IF_ABSENT;
        return new OpenMode(read, write, creation, (how & TRUNCATE) != 0);
    }

    private static Descriptor descriptor(Confined.Opened opened, DirectoryDescriptor from, Call call, boolean writable) {
        long base = call.j(5) & from.inheriting;
        long inheriting = call.j(6) & from.inheriting;
        Descriptor made = opened.file() != null
                ? new FileDescriptor(opened.file(), writable, base, inheriting)
                : new DirectoryDescriptor(opened.directory(), null, base, inheriting, call.state.listings);
        made.dropped = from.droppedInheriting;
        return made;
    }

    private static Errno filestat(Call call) throws IOException {
        DirectoryDescriptor from = call.directory(0, Rights.PATH_FILESTAT_GET);
        boolean follow = follows(call.i(1));
        return Layout.writeStat(call, call.u(4), from.files.stat(call.text(2), follow), Descriptor.TYPE_UNKNOWN);
    }

    private static Errno setTimes(Call call) throws IOException {
        DirectoryDescriptor from = call.directory(0, Rights.PATH_FILESTAT_SET_TIMES);
        boolean follow = follows(call.i(1));
        String path = call.text(2);
        from.files.setTimes(path, follow, Layout.times(call, call.j(4), call.j(5), call.i(6)));
        return Errno.SUCCESS;
    }
}
