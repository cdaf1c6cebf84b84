package org.granary.type;

/**
 * An import of a module: its two names and its type. Immutable.
 *
 * @param module the module name, any Unicode text
 * @param name   the item name, any Unicode text
 * @param type   what is asked for
 */
public record ImportType(String module, String name, ExternType type) {
    /**
     * The two names with a dot between them, as messages write them.
     *
     * @return such as {@code env.f}; a name that could not be told from what stands around it, such as an empty one, in quotes
     */
    public String names() {
        return names(module, name);
    }

    /**
     * As {@link #names()}, for two names.
     *
     * @param module the module name, never null
     * @param name   the item name, never null
     * @return the text
     */
    public static String names(String module, String name) {
        return seen(module) + "." + seen(name);
    }

    private static String seen(String name) {
        boolean blurred = name.isEmpty() || name.indexOf(' ') >= 0 || name.indexOf('"') >= 0;
        return blurred ? '"' + name.replace("\"", "\\\"") + '"' : name;
    }

    @Override
    public String toString() {
        return names() + " " + type;
    }
}
