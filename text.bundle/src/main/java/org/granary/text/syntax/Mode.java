package org.granary.text.syntax;

/** When an element segment is used. */
public enum Mode {
    /** At instantiation, then dropped. */
    ACTIVE,
    /** By instructions. */
    PASSIVE,
    /** Never; it declares functions for {@code ref.func}. */
    DECLARATIVE
}
