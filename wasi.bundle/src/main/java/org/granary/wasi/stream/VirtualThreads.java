package org.granary.wasi.stream;

/** Threads that the JDK from 21 on has and that nothing can call out of a system call. */
final class VirtualThreads {
    /** The group that all of them are in, by their specification; who puts others there makes them slower, nothing else. */
    private static final String GROUP = "VirtualThreads";

    private VirtualThreads() {}

    /** Whether this is one. */
    static boolean inside() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        return group != null && GROUP.equals(group.getName());
    }
}
