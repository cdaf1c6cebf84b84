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
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
