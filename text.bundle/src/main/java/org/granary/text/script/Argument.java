package org.granary.text.script;

/** A value that a script passes to a function. Immutable. */
sealed interface Argument {
    /**
     * A number.
     *
     * @param value {@code Integer}, {@code Long}, {@code Float}, {@code Double} or a vector
     */
    record Number(Object value) implements Argument {
    }

    /** A null reference. */
    record Null() implements Argument {
    }

    /**
     * A reference to a host value.
     *
     * @param number tells it from others
     */
    record Extern(int number) implements Argument {
    }
}
