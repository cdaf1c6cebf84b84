package org.granary.engine.impl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Refusal;
import org.granary.engine.TextFormat;
import org.granary.engine.TextPlace;

/**
 * What a caller hands in: the binary format, or text that somebody else turns into it. Immutable by agreement.
 *
 * @param binary bytes that nobody else holds
 * @param places where they stand in the text, if they were one
 */
record Source(byte[] binary, LongFunction<Optional<TextPlace>> places) {
    private static final int BEGIN = 1 << 12;

    /**
     * Does something with the binary of what was handed in; of what is refused of a text the place in the text is told.
     *
     * @param <R>          what the work gives
     * @param binaryOrText what was handed in; it may change afterwards
     * @param work         gets bytes that nobody else holds
     * @return what the work gives
     * @throws org.granary.engine.ModuleException what the work throws
     * @throws MalformedException when it is text and cannot be read, or nobody here reads text
     */
    static <R> R with(byte[] binaryOrText, Function<byte[], R> work) {
        Source source = of(Objects.requireNonNull(binaryOrText, "binaryOrText"));
        try {
            return work.apply(source.binary);
        } catch (ModuleException e) {
            throw source.placed(e);
        }
    }

    /**
     * The bytes of a file. Of what is no regular file and begins as nothing that is compiled only the beginning, which says so: a device
     * may have no end.
     *
     * @param file a module's or a text's, or whatever else
     * @return what the file holds
     * @throws LimitException       when it is longer than a module may be
     * @throws UncheckedIOException when it cannot be read
     */
    static byte[] read(Path file) {
        Objects.requireNonNull(file, "file");
        try {
            long size = Files.size(file);
            if (size > ModuleLimits.MODULE_BYTES.value()) {
                throw tooLarge(file, size);
            }
            if (Files.isRegularFile(file)) {
                return Files.readAllBytes(file);
            }
            try (InputStream in = Files.newInputStream(file)) {
                return unsized(in, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e, e);
        }
    }

    /** The same of a stream of which nobody knows how long it is. */
    static byte[] unsized(InputStream in, Path file) throws IOException {
        byte[] begin = in.readNBytes(BEGIN);
        if (begin.length < BEGIN || !begins(begin, 0, 'a', 's', 'm') && !isText(begin, true)) {
            return begin;
        }
        byte[] rest = in.readNBytes((int) ModuleLimits.MODULE_BYTES.value() - BEGIN);
        if (in.read() >= 0) {
            throw tooLarge(file, "more");
        }
        byte[] all = Arrays.copyOf(begin, BEGIN + rest.length);
        System.arraycopy(rest, 0, all, BEGIN, rest.length);
        return all;
    }

    private static LimitException tooLarge(Path file, Object found) {
        return new LimitException(Refusal.of(Failure.TOO_LARGE).detail("size of " + file)
                .expected("at most " + ModuleLimits.MODULE_BYTES.value() + " bytes", found));
    }

    private ModuleException placed(ModuleException refused) {
        Refusal refusal = refused.refusal();
        if (refusal.place().isPresent() || refusal.offset().isEmpty()) {
            return refused;
        }
        Optional<TextPlace> place = places.apply(refusal.offset().getAsLong());
        return place.isEmpty() ? refused : refused.with(refusal.at(place.get()));
    }

    /**
     * The binary.
     *
     * @param binaryOrText what was handed in; it may change afterwards
     * @return bytes that nobody else holds, and where they come from
     * @throws MalformedException when it is text and cannot be read, or nobody here reads text
     */
    private static Source of(byte[] binaryOrText) {
        if (!isText(binaryOrText, false)) {
            return new Source(binaryOrText.clone(), new Nowhere());
        }
        TextFormat format = textFormat().orElseThrow(() -> new MalformedException(Refusal.of(Failure.MAGIC_NOT_DETECTED)
                .detail("text, and nobody here reads it (install and start the bundle org.granary.text, or put its jar on the path)").at(0)
                .expected("00 61 73 6d", "text")));
        TextFormat.Assembled assembled = format.assemble(binaryOrText);
        return new Source(assembled.binary(), assembled.places());
    }

    /**
     * Text begins with a parenthesis or a comment; nothing binary that anybody would call wasm does. What an editor has saved with a byte
     * order mark is text, too: who reads texts says what is wrong with it.
     *
     * @param goesOn what is said of blanks alone: whether something may come behind them
     */
    private static boolean isText(byte[] bytes, boolean goesOn) {
        if (begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff) || begins(bytes, 0, '(') || begins(bytes, 0, ';')) {
            return true;
        }
        for (int i = begins(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0; i < bytes.length; i++) {
            byte next = bytes[i];
            if (next == '(' || next == ';') {
                return true;
            }
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return false;
            }
        }
        return goesOn;
    }

    private static boolean begins(byte[] bytes, int... first) {
        for (int i = 0; i < first.length; i++) {
            if (i == bytes.length || (bytes[i] & 0xff) != first[i]) {
                return false;
            }
        }
        return true;
    }

    /** The places of what is no text. A class, since each process needs it, and the first lambdas take long. */
    private static final class Nowhere implements LongFunction<Optional<TextPlace>> {
        @Override
        public Optional<TextPlace> apply(long offset) {
            return Optional.empty();
        }
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
