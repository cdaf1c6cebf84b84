package org.granary.text.lex;

/** What a token is. Immutable. */
public enum TokenKind {
    /** {@code (}. */
    LEFT,
    /** {@code )}. */
    RIGHT,
    /** A word that begins with a small letter; {@code inf}, {@code nan} and {@code nan:0x1} are such words too. */
    KEYWORD,
    /** {@code $name} or {@code $"name"}. */
    ID,
    /** A string. */
    STRING,
    /** A number that begins with a digit or a sign. */
    NUMBER,
    /** Characters that go together and have no meaning. */
    RESERVED,
    /** The end of the text. */
    END
}
