package org.granary.text.syntax;

import java.util.List;
import org.granary.type.SubType;

/**
 * A type definition as written. Immutable.
 *
 * @param id     its name, or null
 * @param type   the type; others are named by index
 * @param fields the names of a structure's fields, null where one has none; empty for other types
 */
public record TypeDef(Id id, SubType type, List<Id> fields) {
}
