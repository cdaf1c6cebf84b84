package org.granary.type;

/**
 * An import of a module: its two names and its type. Immutable.
 *
 * @param module the module name, any Unicode text
 * @param name   the item name, any Unicode text
 * @param type   what is asked for
 */
public record ImportType(String module, String name, ExternType type) {
    @Override
    public String toString() {
        return module + "." + name + " " + type;
    }
}
