package org.granary.text.syntax;

/**
 * A use of something, by name or by number. Immutable.
 *
 * @param name   the name, or null where a number is written
 * @param number the number, unsigned, where no name is written
 * @param token  where it stands
 */
public record Index(String name, int number, int token) {
}
