package org.granary.engine;

import java.util.Optional;
import java.util.function.LongFunction;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns the text format into bytes. Offered by the text bundle, as an OSGi service and to {@link java.util.ServiceLoader}. Thread-safe.
 */
@ConsumerType
public interface TextFormat {
    /**
     * Assembles a module.
     *
     * @param text the text as UTF-8
     * @return the binary
     * @throws MalformedException when the text cannot be read; the detail has line, column and a caret
     */
    byte[] toBinary(byte[] text);

    /**
     * Assembles a module so that what is refused of the binary can be shown in the text.
     *
     * @param text the text as UTF-8
     * @return the binary and the places of its bytes; without any place unless the format keeps them
     * @throws MalformedException as {@link #toBinary} throws it
     */
    default Assembled assemble(byte[] text) {
        return new Assembled(toBinary(text), offset -> Optional.empty());
    }

    /**
     * A binary that was a text. Immutable by agreement: the array is not copied.
     *
     * @param binary the module
     * @param places gives the place in the text that the byte at an offset was written for, or empty where there is none
     */
    record Assembled(byte[] binary, LongFunction<Optional<TextPlace>> places) {
    }
}
