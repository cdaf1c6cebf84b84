package org.granary.plugin.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads properties that may hold several names. */
final class PropertyValues {
    private PropertyValues() {}

    /** Folders in the form of FileInstall's framework property: separated by commas, or null. */
    static List<Path> folders(String property) {
        List<Path> folders = new ArrayList<>();
        if (property != null) {
            for (String name : property.split(",")) {
                if (!name.isBlank()) {
                    folders.add(Path.of(name.trim()));
                }
            }
        }
        return folders;
    }

    /** A service property of one or several strings. */
    static Set<String> strings(Object property) {
        Set<String> strings = new LinkedHashSet<>();
        if (property instanceof String one) {
            strings.add(one);
        } else if (property instanceof String[] several) {
            strings.addAll(List.of(several));
        } else if (property instanceof Collection<?> several) {
            several.forEach(each -> strings.add(String.valueOf(each)));
        }
        return strings;
    }
}
