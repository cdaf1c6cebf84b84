package org.granary.text.syntax;

/**
 * A name that a text gives to something. Immutable.
 *
 * @param name  the characters after {@code $}
 * @param token where it stands
 */
public record Id(String name, int token) {
}
