package org.granary.plugin.supply;

import java.util.Collection;
import java.util.List;

/** A plugin cannot be linked with the host modules that are there now. The message says what it waits for. */
public final class Waiting extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int NAMED = 5;

    /** Says what is waited for. */
    public Waiting(String reason, Throwable cause) {
        super(reason, cause);
    }

    /** The first names of many. */
    public static String list(Collection<String> names) {
        List<String> first = names.stream().limit(NAMED).toList();
        String text = String.join(", ", first);
        return names.size() > NAMED ? text + " and " + (names.size() - NAMED) + " more" : text;
    }
}
