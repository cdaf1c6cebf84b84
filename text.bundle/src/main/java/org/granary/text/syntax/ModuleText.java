package org.granary.text.syntax;

import java.util.List;
import org.granary.text.lex.Tokens;

/**
 * A module as written. Immutable.
 *
 * @param tokens the text's tokens, which ranges point into
 * @param id     the module's name, or null
 * @param types  the names of its types
 * @param fields its fields in order, custom sections among them
 * @param range  from its first token to the one behind its last; of a text that is a module, all
 */
public record ModuleText(Tokens tokens, Id id, TypeNames types, List<Field> fields, Range range) {
}
