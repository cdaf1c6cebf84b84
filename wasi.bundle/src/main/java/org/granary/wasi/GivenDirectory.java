package org.granary.wasi;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A directory that is given to a guest, as command lines and configurations write it: {@code HOST}, {@code HOST::GUEST}, either with
 * {@code :ro} behind for reading only. Immutable.
 *
 * @param host   where it is, never null
 * @param guest  the guest's name for it, not empty
 * @param access what the guest may do there, never null
 */
public record GivenDirectory(Path host, String guest, WasiConfig.Access access) {
    private static final String READ_ONLY = ":ro";
    private static final String TO = "::";

    /** Checks that all parts are there. */
    public GivenDirectory {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(guest, "guest");
        Objects.requireNonNull(access, "access");
    }

    /**
     * Reads what was written; the directory need not be there.
     *
     * @param text such as {@code data::/data:ro}; the first double colon parts the names
     * @return the directory
     * @throws IllegalArgumentException when one of the names is empty, or the host's is no path; the message says what was expected and
     * found
     */
    public static GivenDirectory of(String text) {
        boolean readOnly = text.endsWith(READ_ONLY);
        String rest = readOnly ? text.substring(0, text.length() - READ_ONLY.length()) : text;
        int to = rest.indexOf(TO);
        String host = to < 0 ? rest : rest.substring(0, to);
        String guest = to < 0 ? rest : rest.substring(to + TO.length());
        if (host.isEmpty() || guest.isEmpty()) {
            throw new IllegalArgumentException("expected HOST, HOST::GUEST or one of them with :ro, found \"" + text + "\"");
        }
        try {
            return new GivenDirectory(Path.of(host), guest, readOnly ? WasiConfig.Access.READ_ONLY : WasiConfig.Access.READ_WRITE);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("expected a path, found \"" + host + "\": " + e.getReason(), e);
        }
    }
}
