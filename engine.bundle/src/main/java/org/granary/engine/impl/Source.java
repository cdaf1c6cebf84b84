package org.granary.engine.impl;

import java.util.Optional;
import java.util.ServiceLoader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;
import org.granary.engine.TextFormat;

/** What a caller hands in: the binary format, or text that somebody else turns into it. */
final class Source {
    private Source() {
    }

    /**
     * The binary.
     *
     * @param binaryOrText what was handed in; it may change afterwards
     * @return bytes that nobody else holds
     * @throws MalformedException when it is text and cannot be read, or nobody here reads text
     */
    static byte[] binary(byte[] binaryOrText) {
        if (!isText(binaryOrText)) {
            return binaryOrText.clone();
        }
        TextFormat format = textFormat().orElseThrow(() -> new MalformedException(Refusal.of(Failure.MAGIC_NOT_DETECTED)
                .detail("text, and nobody here reads it (install and start the bundle org.granary.text, or put its jar on the path)").at(0)
                .expected("00 61 73 6d", "text")));
        return format.toBinary(binaryOrText);
    }

    /** Text begins with a parenthesis or a comment; nothing binary that anybody would call wasm does. */
    private static boolean isText(byte[] bytes) {
        for (byte next : bytes) {
            if (next == '(' || next == ';') {
                return true;
            }
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return false;
            }
        }
        return false;
    }

    private static Optional<TextFormat> textFormat() {
        Optional<TextFormat> service = fromFramework();
        return service.isPresent() ? service : ServiceLoader.load(TextFormat.class, Source.class.getClassLoader()).findFirst();
    }

    private static Optional<TextFormat> fromFramework() {
        try {
            return FrameworkText.find();
        } catch (NoClassDefFoundError e) {
            // on a plain path the framework's classes are not there
            return Optional.empty();
        }
    }
}
