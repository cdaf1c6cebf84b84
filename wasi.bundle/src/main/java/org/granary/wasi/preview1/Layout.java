package org.granary.wasi.preview1;

import java.util.OptionalLong;
import org.granary.store.MemoryView;
import org.granary.wasi.fs.FileStat;
import org.granary.wasi.fs.FileType;
import org.granary.wasi.fs.Times;

/** How file attributes lie in memory, and how times are asked for. */
final class Layout {
    private static final int SET_ACCESS = 1;
    private static final int SET_ACCESS_NOW = 2;
    private static final int SET_MODIFY = 4;
    private static final int SET_MODIFY_NOW = 8;
    private static final int FILESTAT_BYTES = 64;
    private static final int FILESTAT_BYTES_0 = 56;

    private Layout() {}

    /** Writes {@code filestat}; in preview 0 the number of links has 32 bits. */
    static Errno writeStat(Call call, long at, FileStat stat, int typeOfOther) {
        call.require(at, call.preview0 ? FILESTAT_BYTES_0 : FILESTAT_BYTES);
        MemoryView memory = call.memory();
        memory.writeLong(at, stat.device());
        memory.writeLong(at + 8, stat.inode());
        memory.writeLong(at + 16, stat.type() == FileType.OTHER ? typeOfOther : Descriptor.typeOf(stat.type()));
        long rest = at + 24;
        if (call.preview0) {
            memory.writeInt(at + 20, (int) stat.links());
        } else {
            memory.writeLong(at + 24, stat.links());
            rest += 8;
        }
        memory.writeLong(rest, stat.size());
        memory.writeLong(rest + 8, stat.accessNanos());
        memory.writeLong(rest + 16, stat.modifyNanos());
        memory.writeLong(rest + 24, stat.changeNanos());
        return Errno.SUCCESS;
    }

    /** The times that a call asks for. */
    static Times times(Call call, long access, long modify, int flags) {
        boolean bothAccess = (flags & (SET_ACCESS | SET_ACCESS_NOW)) == (SET_ACCESS | SET_ACCESS_NOW);
        boolean bothModify = (flags & (SET_MODIFY | SET_MODIFY_NOW)) == (SET_MODIFY | SET_MODIFY_NOW);
        if (bothAccess || bothModify || flags >>> 4 != 0) {
            throw new Refused(Errno.INVAL);
        }
        return new Times(
                time(call, access, flags & SET_ACCESS, flags & SET_ACCESS_NOW),
                time(call, modify, flags & SET_MODIFY, flags & SET_MODIFY_NOW));
    }

    private static OptionalLong time(Call call, long given, int set, int now) {
        if (now != 0) {
            return OptionalLong.of(ClockFunctions.realtime(call.state));
        }
        if (set == 0) {
            return OptionalLong.empty();
        }
        if (given < 0) {
            // beyond the year 2262: more than times on disks hold
            throw new Refused(Errno.INVAL);
        }
        return OptionalLong.of(given);
    }
}
