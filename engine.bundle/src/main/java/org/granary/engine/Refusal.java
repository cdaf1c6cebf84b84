package org.granary.engine;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The facts of a refused module. Immutable; the {@code with} methods give changed copies.
 *
 * @param failure  the kind
 * @param detail   what exactly, a few words, or empty
 * @param offset   byte offset in the binary
 * @param place    line and column in the text
 * @param function index of the function
 * @param expected what was expected there, or empty
 * @param found    what was found, or empty
 */
public record Refusal(Failure failure, String detail, OptionalLong offset, Optional<TextPlace> place, OptionalInt function,
        String expected, String found) {
    /**
     * A refusal of which only the kind is known yet.
     *
     * @param failure the kind
     * @return the facts so far
     */
    public static Refusal of(Failure failure) {
        return new Refusal(failure, "", OptionalLong.empty(), Optional.empty(), OptionalInt.empty(), "", "");
    }

    /**
     * Adds what exactly is wrong.
     *
     * @param text a few words
     * @return a copy
     */
    public Refusal detail(String text) {
        return new Refusal(failure, text, offset, place, function, expected, found);
    }

    /**
     * Adds the place.
     *
     * @param byteOffset the offset from the start of the binary
     * @return a copy
     */
    public Refusal at(long byteOffset) {
        return new Refusal(failure, detail, OptionalLong.of(byteOffset), place, function, expected, found);
    }

    /**
     * Adds the place in a text.
     *
     * @param where line and column
     * @return a copy
     */
    public Refusal at(TextPlace where) {
        return new Refusal(failure, detail, offset, Optional.of(where), function, expected, found);
    }

    /**
     * Adds the function.
     *
     * @param index the function's index
     * @return a copy
     */
    public Refusal in(int index) {
        return new Refusal(failure, detail, offset, place, OptionalInt.of(index), expected, found);
    }

    /**
     * Adds what was expected and what was found.
     *
     * @param wanted what was expected
     * @param got    what was found
     * @return a copy
     */
    public Refusal expected(Object wanted, Object got) {
        return new Refusal(failure, detail, offset, place, function, String.valueOf(wanted), String.valueOf(got));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(failure.phrase());
        if (!detail.isEmpty()) {
            text.append(": ").append(detail);
        }
        if (place.isEmpty()) {
            // who wrote a text never sees the bytes
            offset.ifPresent(at -> text.append(" at offset 0x").append(Long.toHexString(at)));
        }
        place.ifPresent(where -> text.append(" at ").append(where));
        function.ifPresent(index -> text.append(" in function ").append(index));
        if (!expected.isEmpty()) {
            text.append(": expected ").append(expected);
        }
        if (!found.isEmpty()) {
            text.append(expected.isEmpty() ? ": found " : ", found ").append(found);
        }
        place.ifPresent(where -> text.append('\n').append(where.excerpt()));
        return text.toString();
    }
}
