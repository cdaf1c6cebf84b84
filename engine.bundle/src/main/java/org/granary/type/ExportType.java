package org.granary.type;

/**
 * An export of a module: its name and its type. Immutable.
 *
 * @param name the name, any Unicode text
 * @param type what is offered
 */
public record ExportType(String name, ExternType type) {
    @Override
    public String toString() {
        return name + " " + type;
    }
}
