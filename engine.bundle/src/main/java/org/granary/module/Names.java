package org.granary.module;

import java.util.Map;
import java.util.Optional;

/**
 * What a module's {@code name} section says; a broken section counts as absent. Immutable.
 *
 * @param module    the module's name
 * @param functions function names by index
 */
public record Names(Optional<String> module, Map<Integer, String> functions) {
    /** Nothing is named. */
    public static final Names NONE = new Names(Optional.empty(), Map.of());
}
