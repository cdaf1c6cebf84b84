package org.granary.wasi.fs;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The way of a path from a directory: name by name, with links read and their text put in their place, and with the open directories on a
 * stack, so that {@code ..} leads to where the walk came from, whatever others do to the tree, and not above its start. Holds the last
 * directories of the way open until it is closed; the ones before are let go, for paths and the texts of links lead through more
 * directories than a process may have open. Source of the limits: Linux, {@code PATH_MAX} and {@code MAXSYMLINKS}.
 */
final class Walk implements Closeable {
    private static final int PATH_BYTES = 4096;
    private static final int LINKS = 40;
    /** How many directories of the way stay open, and so how far {@code ..} leads back up in one path. */
    static final int MOST_OPEN = 64;

    /** What is done with a link at the end of the path. */
    enum Last {
        /** Followed. */
        FOLLOW,
        /** Kept, unless a slash comes after it. */
        KEEP,
        /** Kept: the name itself is made, moved or removed. */
        ENTRY
    }

    private final Directory base;
    private final Deque<Directory> opened = new ArrayDeque<>();
    private final Deque<String> ahead = new ArrayDeque<>();
    private final String path;
    private int links;
    /** How many directories of the way have been let go. */
    private int behind;
    private String name;
    private boolean slash;
    private boolean looked;
    private FileStat seen;

    private Walk(Directory base, String path) {
        this.base = base;
        this.path = path;
    }

    /** Walks all but the last name of a path, and the last one where it is a directory by its looks or a link to follow. */
    static Walk of(Directory base, String path, Last last) throws IOException {
        Walk walk = new Walk(base, path);
        try {
            walk.add(path);
            walk.go(last);
            return walk;
        } catch (IOException | RuntimeException e) {
            walk.close();
            throw e;
        }
    }

    /** The directory in which the path ends. */
    Directory parent() {
        return opened.isEmpty() ? base : opened.peek();
    }

    /** The last name, which may be there or not; null when the path ends at {@link #parent()} itself. */
    String name() {
        return name;
    }

    /** What kind of thing the last name stands for; null when there is nothing. */
    FileType type() throws IOException {
        if (name == null) {
            return FileType.DIRECTORY;
        }
        FileStat found = look(name);
        return found == null ? null : found.type();
    }

    /** What was seen when somebody last asked for the type of the last name; null when nobody did, or there was nothing. */
    FileStat seen() {
        return seen;
    }

    private FileStat look(String at) throws IOException {
        if (!looked) {
            seen = parent().look(at);
            looked = true;
        }
        return seen;
    }

    /** Whether a slash after the last name asks for a directory. */
    boolean slash() {
        return slash;
    }

    /** The directory in which the path ends, for the caller to keep and close. */
    Directory takeParent() throws IOException {
        return opened.isEmpty() ? base.reopen() : opened.pop();
    }

    static void check(String path) throws FsException {
        if (path.isEmpty()) {
            throw new FsException(Fault.NOT_FOUND, "an empty path");
        }
        if (path.indexOf('\0') >= 0) {
            throw new FsException(Fault.INVALID, "a path with a zero byte");
        }
        if (path.startsWith("/")) {
            throw new FsException(Fault.NOT_PERMITTED, path);
        }
        if (path.length() >= PATH_BYTES) {
            throw new FsException(Fault.NAME_TOO_LONG, "a path of " + path.length() + " characters");
        }
    }

    /** Puts the names of a path before those that are still ahead. */
    private void add(String text) throws FsException {
        check(text);
        List<String> names = new ArrayList<>();
        for (String part : text.split("/")) {
            if (!part.isEmpty()) {
                names.add(part);
            }
        }
        if (ahead.isEmpty() && text.endsWith("/")) {
            slash = true;
        }
        for (int i = names.size() - 1; i >= 0; i--) {
            ahead.push(names.get(i));
        }
    }

    private void go(Last last) throws IOException {
        while (!ahead.isEmpty()) {
            String next = ahead.pop();
            if (next.equals(".")) {
                continue;
            }
            if (next.equals("..")) {
                leave();
            } else if (ahead.isEmpty()) {
                boolean follow = last == Last.FOLLOW || last == Last.KEEP && slash;
                if (!follow || !isLink(next)) {
                    name = next;
                    return;
                }
                follow(next);
            } else {
                enter(next);
            }
        }
        name = null;
    }

    private boolean isLink(String next) throws IOException {
        FileStat found = look(next);
        return found != null && found.type() == FileType.SYMBOLIC_LINK;
    }

    private void enter(String next) throws IOException {
        try {
            opened.push(parent().openDirectory(next));
        } catch (FsException e) {
            if (e.fault() != Fault.LOOP) {
                throw e;
            }
            follow(next);
            return;
        }
        if (opened.size() > MOST_OPEN) {
            opened.removeLast().close();
            behind++;
        }
    }

    private void leave() throws IOException {
        if (opened.isEmpty()) {
            throw new FsException(Fault.NOT_PERMITTED, path);
        }
        if (opened.size() == 1 && behind > 0) {
            // what it came through is not open any more, and its name may stand for something else by now
            throw new FsException(Fault.NAME_TOO_LONG, path + ": more than " + MOST_OPEN + " directories up again");
        }
        opened.pop().close();
    }

    private void follow(String next) throws IOException {
        if (++links > LINKS) {
            throw new FsException(Fault.LOOP, path);
        }
        looked = false;
        seen = null;
        add(parent().readLink(next));
    }

    @Override
    public void close() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
