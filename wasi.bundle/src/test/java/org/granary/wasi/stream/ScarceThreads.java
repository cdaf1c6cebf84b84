package org.granary.wasi.stream;

/** The system has no thread at first, as when thousands of plugins come at once. */
final class ScarceThreads extends Daemons {
    private boolean failed;

    @Override
    void start(String name, Runnable work) {
        if (!failed) {
            failed = true;
            throw new OutOfMemoryError("unable to create native thread");
        }
        super.start(name, work);
    }
}
