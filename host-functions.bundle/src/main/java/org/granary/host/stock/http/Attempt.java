package org.granary.host.stock.http;

/** One request, as client and gate tell each other of it. Thread-safe. */
final class Attempt {
    private final Target target;
    private volatile String denied;
    private volatile String failed;

    Attempt(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    void deny(String why) {
        denied = why;
    }

    void fail(String why) {
        failed = why;
    }

    /** Why it was not connected though it could have been; null when it was not denied. */
    String denied() {
        return denied;
    }

    /** Why it could not be connected; null when it did not fail here. */
    String failed() {
        return failed;
    }
}
