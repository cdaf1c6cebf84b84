package org.granary.text.lex;

import org.granary.engine.Failure;

/**
 * Cuts a text into tokens; comments and annotations are checked and left out. The longest token wins, so what is not parted by a blank, a
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
        if (annotationDepth > 0) {
            annotationDepth += c == '(' ? 1 : -1;
        } else {
            tokens.add(c == '(' ? TokenKind.LEFT : TokenKind.RIGHT, at, at + 1);
        }
        at++;
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

    /** Steps over {@code (@name} or {@code (@"name"}; what follows up to the closing parenthesis is left out by {@link #run}. */
    private void annotation() {
        if (annotationDepth == 0) {
            annotationStart = at;
        }
        int name = at + 2;
        if (name < bytes.length && bytes[name] == '"') {
            at = StringLiteral.scan(source, name);
            requireName(name, at);
        } else {
            at = name;
            while (at < bytes.length && isIdChar(bytes[at])) {
                at++;
            }
            // inside another annotation the two characters are tokens like all others
            if (at == name && annotationDepth == 0) {
                throw source.error(Failure.EMPTY_ANNOTATION, name);
            }
        }
        annotationDepth++;
    }

    private void requireName(int quote, int end) {
        byte[] name = StringLiteral.bytes(source, quote, end);
        if (name.length == 0) {
            throw source.error(Failure.EMPTY_ANNOTATION, quote);
        }
        if (Source.Utf8.firstBroken(name) >= 0) {
            throw source.error(Failure.MALFORMED_UTF8, quote);
        }
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

    private static boolean isIdChar(int c) {
        return c > ' ' && c < 0x7f && "\"(),;[]{}".indexOf(c) < 0;
    }
}
