package org.granary.text.syntax;

import org.granary.type.ValType;

/**
 * A parameter or a local. Immutable.
 *
 * @param id   its name, or null
 * @param type its type
 */
public record Param(Id id, ValType type) {
}
