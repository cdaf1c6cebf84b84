package org.granary.host.stock.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * One request, as client and gate tell each other of it. It has a pass of its own: a connection of the request before, which comes late,
 * is not taken for this one's. Thread-safe.
 */
final class Attempt {
    private final Target target;
    private final String pass;
    private volatile String denied;
    private volatile String failed;

    /**
     * A request that has not begun.
     *
     * @param target whom it is for
     * @param pass   what the client has to say, as a value of {@code Proxy-Authorization}
     */
    Attempt(Target target, String pass) {
        this.target = target;
        this.pass = pass;
    }

    /** Whether a connection is this request's. Takes the same time whatever it says. */
    boolean isOf(RequestHead head) {
        return MessageDigest.isEqual(head.field(RequestHead.PASS).getBytes(StandardCharsets.ISO_8859_1),
                pass.getBytes(StandardCharsets.ISO_8859_1)) && head.isFor(target);
    }

    String pass() {
        return pass;
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
