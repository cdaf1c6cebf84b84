package org.granary.engine.impl;

import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleException;
import org.granary.engine.Refusal;
import org.granary.engine.SourceKind;
import org.granary.engine.TextFormat;
import org.granary.engine.TextPlace;

/**
 * What a caller hands in: the binary format, or text that somebody else turns into it. Immutable by agreement.
 *
 * @param binary bytes that nobody else holds
 * @param places where they stand in the text, if they were one
 */
record Source(byte[] binary, LongFunction<Optional<TextPlace>> places) {
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
        if (SourceKind.of(binaryOrText) != SourceKind.TEXT) {
            return new Source(binaryOrText.clone(), new Nowhere());
        }
        TextFormat format = textFormat().orElseThrow(() -> new MalformedException(Refusal.of(Failure.MAGIC_NOT_DETECTED)
                .detail("text, and nobody here reads it (install and start the bundle org.granary.text, or put its jar on the path)").at(0)
                .expected("00 61 73 6d", "text")));
        TextFormat.Assembled assembled = format.assemble(binaryOrText);
        return new Source(assembled.binary(), assembled.places());
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
