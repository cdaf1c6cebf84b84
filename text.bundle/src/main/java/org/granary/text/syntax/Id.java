package org.granary.text.syntax;

/**
 * A name that a text gives to something. Immutable.
 *
 * @param name  the characters after {@code $}, or null where only an annotation says what it is called
 * @param shown what it is called in the name section
 * @param token where it stands
 */
public record Id(String name, String shown, int token) {
}
