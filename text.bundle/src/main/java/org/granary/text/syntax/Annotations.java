package org.granary.text.syntax;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.text.lex.Annotation;
import org.granary.text.lex.TokenKind;
import org.granary.text.lex.Tokens;

/**
 * Reads the annotations that have a meaning.
 *
 * <p>Source: WebAssembly core specification, appendix A.7 (custom sections and annotations).
 */
public final class Annotations {
    private Annotations() {
    }

    /**
     * The name that an annotation in front of a token gives.
     *
     * @param tokens the text
     * @param token  the token
     * @return the name, or null without one
     * @throws MalformedException when there are two, or one holds something else than a string
     */
    static String name(Tokens tokens, int token) {
        String name = null;
        for (Annotation annotation : tokens.annotations(token)) {
            if (annotation.name().equals(Annotation.NAME)) {
                if (name != null) {
                    throw error(tokens, annotation, Failure.MULTIPLE_NAMES);
                }
                Cursor content = new Cursor(annotation.read(), 0);
                name = content.name();
                end(content);
            }
        }
        return name;
    }

    /**
     * Reads the custom sections in front of a field.
     *
     * @param tokens the text
     * @param token  the token where the field starts, or the one behind the last field
     * @param fields takes them
     * @throws MalformedException when one is malformed, or something stands there that belongs into functions
     */
    static void customs(Tokens tokens, int token, List<Field> fields) {
        for (Annotation annotation : tokens.annotations(token)) {
            if (annotation.name().equals(Annotation.CUSTOM)) {
                fields.add(custom(tokens, annotation, token));
            } else if (annotation.name().startsWith(Annotation.CODE_METADATA)) {
                throw error(tokens, annotation, Failure.ANNOTATION_OUTSIDE);
            }
        }
    }

    private static Field custom(Tokens tokens, Annotation annotation, int token) {
        Cursor content = new Cursor(annotation.read(), 0);
        if (content.kind() != TokenKind.STRING) {
            throw error(tokens, annotation, Failure.MISSING_SECTION_NAME);
        }
        String name = content.name();
        Placement placement = content.kind() == TokenKind.LEFT ? placement(content) : Placement.LAST;
        byte[] bytes = strings(content);
        return new Field.Custom(name, placement, bytes, token);
    }

    private static Placement placement(Cursor content) {
        content.expectOpen();
        boolean before = content.accept("before");
        if (!before && !content.accept("after")) {
            throw content.error(Failure.MALFORMED_PLACEMENT, "before or after", content.found());
        }
        String word = content.kind() == TokenKind.KEYWORD ? content.text() : "";
        boolean outermost = word.equals(before ? "first" : "last");
        Section section = outermost ? null : Section.find(word)
                .orElseThrow(() -> content.error(Failure.MALFORMED_SECTION_KIND, "the word of a section", content.found()));
        Placement placement = new Placement(section, before);
        content.next();
        content.expectClose();
        return placement;
    }

    /**
     * The content of an annotation that holds bytes.
     *
     * @param annotation the annotation
     * @return the bytes of its strings
     * @throws MalformedException when it holds something else
     */
    public static byte[] strings(Annotation annotation) {
        return strings(new Cursor(annotation.read(), 0));
    }

    private static byte[] strings(Cursor content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (content.kind() == TokenKind.STRING) {
            bytes.writeBytes(content.string());
        }
        end(content);
        return bytes.toByteArray();
    }

    private static void end(Cursor content) {
        if (content.kind() != TokenKind.END) {
            throw content.error(Failure.UNEXPECTED_TOKEN, "the end of the annotation", content.found());
        }
    }

    /**
     * An error about an annotation.
     *
     * @param tokens     the text
     * @param annotation the annotation
     * @param failure    the kind
     * @return an exception to throw
     */
    public static MalformedException error(Tokens tokens, Annotation annotation, Failure failure) {
        return tokens.source().error(failure, annotation.start(), "@" + annotation.name());
    }

    /**
     * Refuses annotations that stand where they mean nothing.
     *
     * @param module a module of which all has been read
     * @throws MalformedException when there is one
     */
    public static void refuseStray(ModuleText module) {
        module.tokens().stray(module.range().from(), module.range().to()).ifPresent(annotation -> {
            throw error(module.tokens(), annotation, Failure.MISPLACED_ANNOTATION);
        });
    }
}
