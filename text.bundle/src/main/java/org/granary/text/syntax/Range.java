package org.granary.text.syntax;

/**
 * Instructions that are still tokens. Immutable.
 *
 * @param from the first token
 * @param to   the token after the last
 */
public record Range(int from, int to) {
}
