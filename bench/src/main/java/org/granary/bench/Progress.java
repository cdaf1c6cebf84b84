package org.granary.bench;

/** Lines for the person who waits. */
final class Progress {
    private Progress() {
    }

    static void say(String line) {
        System.err.println("bench: " + line);
    }
}
