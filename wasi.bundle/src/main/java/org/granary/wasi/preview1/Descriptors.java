package org.granary.wasi.preview1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The numbers of what a guest has open. A new one gets the smallest number that is free. */
final class Descriptors {
    private final List<Descriptor> open = new ArrayList<>();
    private final int limit;
    private int free;

    Descriptors(int limit) {
        this.limit = limit;
    }

    Descriptor get(int fd) {
        if (fd < 0 || fd >= open.size() || open.get(fd) == null) {
            throw new Refused(Errno.BADF);
        }
        return open.get(fd);
    }

    /** Whether another one can be opened. */
    void requireRoom() {
        if (smallest() >= limit) {
            throw new Refused(Errno.MFILE);
        }
    }

    private int smallest() {
        while (free < open.size() && open.get(free) != null) {
            free++;
        }
        return free;
    }

    int add(Descriptor made) {
        int fd = smallest();
        if (fd == open.size()) {
            open.add(made);
        } else {
            open.set(fd, made);
        }
        return fd;
    }

    void close(int fd) throws IOException {
        Descriptor closing = get(fd);
        open.set(fd, null);
        free = Math.min(free, fd);
        closing.close();
    }

    void renumber(int from, int to) throws IOException {
        Descriptor moving = get(from);
        Descriptor closing = get(to);
        if (from != to) {
            open.set(to, moving);
            open.set(from, null);
            free = Math.min(free, from);
            closing.close();
        }
    }

    void closeAll() {
        for (int fd = 0; fd < open.size(); fd++) {
            Descriptor closing = open.set(fd, null);
            if (closing != null) {
                try {
                    closing.close();
                } catch (IOException e) {
                    // nobody is left to be told
                    continue;
                }
            }
        }
    }
}
