package org.granary.text.lex;

import java.nio.charset.StandardCharsets;
import org.granary.engine.Failure;

/**
 * Cuts a text into tokens; comments and annotations are checked and left out, but for the annotations that have a meaning here: those are
 * kept beside the tokens. The longest token wins, so what is not parted by a blank, a
 * parenthesis or a comment goes together.
 *
 * <p>Source: WebAssembly core specification, section 6.2.
 */
public final class Lexer {
    private final Source source;
    private final byte[] bytes;
    private final Tokens tokens;
    private int at;
    /** Open parentheses inside the annotation being skipped, 0 outside annotations. */
    private int annotationDepth;
    private int annotationStart;
    /** The content of that annotation when it has a meaning here, otherwise null. */
    private Tokens content;
    private String annotationName;
    /** The depth outside of an annotation inside that one, which is skipped; 0 elsewhere. */
    private int innerDepth;

    private Lexer(Source source) {
        this.source = source;
        bytes = source.bytes();
        tokens = new Tokens(source);
    }

    /**
     * Reads a whole text.
     *
     * @param source the text
     * @return its tokens
     * @throws org.granary.engine.MalformedException at the first character that cannot be part of a token
     */
    public static Tokens tokens(Source source) {
        Lexer lexer = new Lexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < bytes.length) {
            int start = at;
            int c = bytes[at];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                at++;
            } else if (c == ';' && next() == ';') {
                lineComment();
            } else if (c == '(' && next() == ';') {
                blockComment();
            } else if (c == '(' && next() == '@') {
                annotation();
            } else if (c == '(' || c == ')') {
                parenthesis(c);
            } else {
                word();
                if (annotationDepth == 0) {
                    tokens.add(kind(start, at), start, at);
                } else if (content != null && innerDepth == 0) {
                    content.add(kind(start, at), start, at);
                }
            }
        }
        if (annotationDepth > 0) {
            throw source.error(Failure.UNCLOSED_ANNOTATION, annotationStart);
        }
        tokens.add(TokenKind.END, at, at);
    }

    private int next() {
        return at + 1 < bytes.length ? bytes[at + 1] : -1;
    }

    private void parenthesis(int c) {
        TokenKind kind = c == '(' ? TokenKind.LEFT : TokenKind.RIGHT;
        if (annotationDepth == 0) {
            tokens.add(kind, at, at + 1);
        } else {
            annotationDepth += c == '(' ? 1 : -1;
            inAnnotation(kind);
        }
        at++;
    }

    private void inAnnotation(TokenKind kind) {
        if (annotationDepth == 0 && content != null) {
            content.add(TokenKind.END, at, at);
            tokens.add(new Annotation(annotationName, annotationStart, content));
            content = null;
        } else if (content != null && innerDepth == 0) {
            content.add(kind, at, at + 1);
        } else if (annotationDepth == innerDepth) {
            innerDepth = 0;
        }
    }

    private void lineComment() {
        while (at < bytes.length && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
    }

    private void blockComment() {
        int start = at;
        int depth = 0;
        do {
            if (at + 1 >= bytes.length) {
                throw source.error(Failure.UNCLOSED_COMMENT, start);
            }
            if (bytes[at] == '(' && bytes[at + 1] == ';') {
                depth++;
                at += 2;
            } else if (bytes[at] == ';' && bytes[at + 1] == ')') {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0);
    }

    /** Steps over {@code (@name} or {@code (@"name"}; what follows up to the closing parenthesis is no token of the module. */
    private void annotation() {
        int start = at;
        String name = annotationName();
        if (annotationDepth == 0) {
            annotationStart = start;
            annotationName = name;
            content = Annotation.isKnown(name) ? new Tokens(source) : null;
        } else if (content != null && innerDepth == 0) {
            innerDepth = annotationDepth;
        }
        annotationDepth++;
    }

    private String annotationName() {
        int name = at + 2;
        if (name < bytes.length && bytes[name] == '"') {
            at = StringLiteral.scan(source, name);
            return quoted(name, at);
        }
        at = name;
        while (at < bytes.length && isIdChar(bytes[at])) {
            at++;
        }
        // inside another annotation the two characters are tokens like all others
        if (at == name && annotationDepth == 0) {
            throw source.error(Failure.EMPTY_ANNOTATION, name);
        }
        return source.text(name, at);
    }

    private String quoted(int quote, int end) {
        byte[] name = StringLiteral.bytes(source, quote, end);
        if (name.length == 0) {
            throw source.error(Failure.EMPTY_ANNOTATION, quote);
        }
        if (Source.Utf8.firstBroken(name) >= 0) {
            throw source.error(Failure.MALFORMED_UTF8, quote);
        }
        return new String(name, StandardCharsets.UTF_8);
    }

    private void word() {
        int start = at;
        while (at < bytes.length) {
            int c = bytes[at];
            if (c == '"') {
                at = StringLiteral.scan(source, at);
            } else if (isIdChar(c) || c == ',' || c == '[' || c == ']' || c == '{' || c == '}' || c == ';' && next() != ';') {
                at++;
            } else {
                break;
            }
        }
        if (at == start) {
            String found = bytes[at] < 0 ? source.text(at, at + sequenceLength(bytes[at])) : String.format("0x%02x", bytes[at]);
            throw source.error(Failure.ILLEGAL_CHARACTER, at, found);
        }
    }

    private static int sequenceLength(int lead) {
        return Integer.numberOfLeadingZeros(~lead << 24);
    }

    private TokenKind kind(int start, int end) {
        int first = bytes[start];
        if (first == '"') {
            return StringLiteral.scan(source, start) == end ? TokenKind.STRING : TokenKind.RESERVED;
        }
        if (first == '$') {
            return id(start, end);
        }
        for (int i = start; i < end; i++) {
            if (!isIdChar(bytes[i])) {
                return TokenKind.RESERVED;
            }
        }
        if (first >= 'a' && first <= 'z') {
            return TokenKind.KEYWORD;
        }
        return NumberSyntax.isNumber(source.text(start, end)) ? TokenKind.NUMBER : TokenKind.RESERVED;
    }

    private TokenKind id(int start, int end) {
        if (end == start + 1) {
            throw source.error(Failure.EMPTY_IDENTIFIER, start);
        }
        if (bytes[start + 1] == '"') {
            if (StringLiteral.scan(source, start + 1) != end) {
                return TokenKind.RESERVED;
            }
            byte[] name = StringLiteral.bytes(source, start + 1, end);
            if (name.length == 0) {
                throw source.error(Failure.EMPTY_IDENTIFIER, start);
            }
            if (Source.Utf8.firstBroken(name) >= 0) {
                throw source.error(Failure.MALFORMED_UTF8, start);
            }
            return TokenKind.ID;
        }
        for (int i = start; i < end; i++) {
            if (!isIdChar(bytes[i])) {
                return TokenKind.RESERVED;
            }
        }
        return TokenKind.ID;
    }

    /**
     * Whether an identifier may have a character without quotes.
     *
     * @param c a byte
     * @return false for all but some of ASCII
     */
    public static boolean isIdChar(int c) {
        return c > ' ' && c < 0x7f && "\"(),;[]{}".indexOf(c) < 0;
    }
}
