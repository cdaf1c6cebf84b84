package org.granary.wasi.stream;

/** Starts threads that keep no process alive. Stateless. */
class Daemons {
    /**
     * Starts one.
     *
     * @param name what it is called
     * @param work what it does
     * @throws OutOfMemoryError when the system has none
     */
    void start(String name, Runnable work) {
        // it waits as long as the process lives, and would hold the values and the loader of whoever was first to read or write
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Daemons.class.getClassLoader());
        thread.start();
    }
}
