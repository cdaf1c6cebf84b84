package org.granary.text.syntax;

import java.util.OptionalLong;
import java.util.Set;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.op.Ops;
import org.granary.text.lex.NumberLiteral;
import org.granary.text.lex.TokenKind;
import org.granary.text.lex.Tokens;

/**
 * A place among tokens that moves on; every {@code expect} method says what should stand there when something else does. Confined to one
 * thread.
 */
public final class Cursor {
    /** Words of the text format besides instructions; a known word at a wrong place is another error than an unknown one. */
    private static final Set<String> WORDS = Set.of(
            "module", "binary", "quote", "definition", "instance", "type", "rec", "sub", "final", "func", "struct", "field", "array",
            "mut", "param", "result", "local", "import", "export", "table", "memory", "global", "tag", "elem", "data", "start", "offset",
            "item", "declare", "then", "else", "end", "ref", "null", "i8", "i16", "i32", "i64", "f32", "f64", "v128", "i8x16", "i16x8",
            "i32x4", "i64x2", "f32x4", "f64x2", "funcref",
            "externref", "anyref", "eqref", "i31ref", "structref", "arrayref", "nullref", "nullfuncref", "nullexternref", "exnref",
            "nullexnref", "extern", "any", "eq", "i31", "none", "nofunc", "noextern", "exn", "noexn", "shared", "pagesize",
            "nan:canonical", "nan:arithmetic", "catch", "catch_ref", "catch_all", "catch_all_ref", "do");

    private final Tokens tokens;
    private int at;

    /**
     * A cursor at a token.
     *
     * @param tokens the tokens
     * @param at     the first token to read
     */
    public Cursor(Tokens tokens, int at) {
        this.tokens = tokens;
        this.at = at;
    }

    /**
     * The next token.
     *
     * @return its number
     */
    public int position() {
        return at;
    }

    /**
     * The kind of the next token.
     *
     * @return its kind
     */
    public TokenKind kind() {
        return tokens.kind(at);
    }

    /**
     * The next token as written.
     *
     * @return its characters
     */
    public String text() {
        return tokens.text(at);
    }

    /**
     * Steps over a token.
     *
     * @return the token that was next
     */
    public int next() {
        return at++;
    }

    /** Steps back over one token. */
    public void back() {
        at--;
    }

    /**
     * The tokens.
     *
     * @return never null
     */
    public Tokens tokens() {
        return tokens;
    }

    /**
     * Whether the next token is this word.
     *
     * @param word a keyword
     * @return true when it stands there
     */
    public boolean sees(String word) {
        return kind() == TokenKind.KEYWORD && tokens.is(at, word);
    }

    /**
     * Whether the next tokens are a left parenthesis and this word.
     *
     * @param word a keyword
     * @return true when they stand there
     */
    public boolean seesOpen(String word) {
        return kind() == TokenKind.LEFT && tokens.kind(at + 1) == TokenKind.KEYWORD && tokens.is(at + 1, word);
    }

    /**
     * Steps over a word if it is next.
     *
     * @param word a keyword
     * @return true when it stood there
     */
    public boolean accept(String word) {
        boolean there = sees(word);
        at += there ? 1 : 0;
        return there;
    }

    /**
     * Steps over a left parenthesis and a word if they are next.
     *
     * @param word a keyword
     * @return true when they stood there
     */
    public boolean acceptOpen(String word) {
        boolean there = seesOpen(word);
        at += there ? 2 : 0;
        return there;
    }

    /**
     * Steps over a right parenthesis if it is next.
     *
     * @return true when it stood there
     */
    public boolean acceptClose() {
        boolean there = kind() == TokenKind.RIGHT;
        at += there ? 1 : 0;
        return there;
    }

    /** Steps over a left parenthesis. */
    public void expectOpen() {
        expect(TokenKind.LEFT, "(");
    }

    /**
     * Steps over a left parenthesis and a word.
     *
     * @param word a keyword
     */
    public void expectOpen(String word) {
        if (!acceptOpen(word)) {
            if (kind() == TokenKind.LEFT) {
                at++;
            }
            throw unexpected("(" + word);
        }
    }

    /** Steps over a right parenthesis. */
    public void expectClose() {
        expect(TokenKind.RIGHT, ")");
    }

    private int expect(TokenKind kind, String expected) {
        if (kind() != kind) {
            throw unexpected(expected);
        }
        return at++;
    }

    /**
     * Steps over any word.
     *
     * @param expected what it should be, for the error
     * @return the word
     */
    public String keyword(String expected) {
        return tokens.text(expect(TokenKind.KEYWORD, expected));
    }

    /**
     * Steps over an identifier if one is next.
     *
     * @return the identifier, or null
     */
    public Id id() {
        return kind() == TokenKind.ID ? new Id(tokens.id(at), tokens.id(at), at++) : null;
    }

    /**
     * Steps over the identifier of a definition, if one is next, and reads the annotation {@code (@name "…")} behind it.
     *
     * @return the identifier, or null where there is neither
     */
    public Id naming() {
        Id id = id();
        String shown = Annotations.name(tokens, at);
        return shown == null ? id : id == null ? new Id(null, shown, at) : new Id(id.name(), shown, id.token());
    }

    /**
     * Whether a use of something is next.
     *
     * @return true for an identifier and for a number
     */
    public boolean seesIndex() {
        return kind() == TokenKind.ID || kind() == TokenKind.NUMBER;
    }

    /**
     * Steps over a use of something.
     *
     * @param expected what it should be, for the error
     * @return the use
     */
    public Index index(String expected) {
        if (kind() == TokenKind.ID) {
            return new Index(tokens.id(at), 0, at++);
        }
        int token = at;
        return new Index(null, (int) unsigned(32, expected), token);
    }

    /**
     * Steps over a number without sign.
     *
     * @param bits     its width
     * @param expected what it should be, for the error
     * @return its bits
     */
    public long unsigned(int bits, String expected) {
        String text = kind() == TokenKind.NUMBER ? text() : "";
        if (!NumberLiteral.isInteger(text) || !Character.isDigit(text.charAt(0))) {
            throw unexpected(expected);
        }
        return inRange(NumberLiteral.unsigned(text, bits), "u" + bits);
    }

    /**
     * Takes the value of a number and steps over it.
     *
     * @param value the value of the next token, empty when it does not fit
     * @param type  the type it should fit, for the error
     * @return the value
     */
    public long inRange(OptionalLong value, String type) {
        if (value.isEmpty()) {
            throw error(Failure.CONSTANT_OUT_OF_RANGE, type, text());
        }
        at++;
        return value.getAsLong();
    }

    /**
     * Steps over a string.
     *
     * @return its bytes
     */
    public byte[] string() {
        return tokens.string(expect(TokenKind.STRING, "a string"));
    }

    /**
     * Steps over a string that is a name.
     *
     * @return its text
     */
    public String name() {
        return tokens.name(expect(TokenKind.STRING, "a name"));
    }

    /**
     * Steps over a parenthesis with all that is in it.
     *
     * @return its first and the token after its last
     */
    public Range form() {
        int from = at;
        expectOpen();
        skipToClose();
        at++;
        return new Range(from, at);
    }

    /**
     * Steps to the right parenthesis that closes the present level.
     *
     * @return what was stepped over
     */
    public Range skipToClose() {
        int from = at;
        for (int depth = 0; depth > 0 || kind() != TokenKind.RIGHT; at++) {
            switch (kind()) {
                case LEFT -> depth++;
                case RIGHT -> depth--;
                case END -> throw unexpected(")");
                default -> {
                }
            }
        }
        return new Range(from, at);
    }

    /**
     * An error at the next token: unknown when it has no meaning anywhere, unexpected otherwise.
     *
     * @param expected what should stand there
     * @return an exception to throw
     */
    public MalformedException unexpected(String expected) {
        boolean unknown = kind() == TokenKind.RESERVED || kind() == TokenKind.KEYWORD && !known(text());
        return error(unknown ? Failure.UNKNOWN_OPERATOR : Failure.UNEXPECTED_TOKEN, expected, found());
    }

    /** The next token in the words of errors. */
    String found() {
        return kind() == TokenKind.END ? "the end" : text();
    }

    private static boolean known(String word) {
        return WORDS.contains(word) || Ops.find(word).isPresent() || word.startsWith("offset=")
                || word.startsWith("align=") || NumberLiteral.isFloat(word);
    }

    /**
     * An error at the next token.
     *
     * @param failure  the kind
     * @param expected what should stand there
     * @param found    what stands there
     * @return an exception to throw
     */
    public MalformedException error(Failure failure, String expected, String found) {
        return tokens.source().error(failure, tokens.start(at), expected, found);
    }

    /**
     * An error at a token.
     *
     * @param failure the kind
     * @param token   which token
     * @param detail  a few words
     * @return an exception to throw
     */
    public MalformedException error(Failure failure, int token, String detail) {
        return tokens.source().error(failure, tokens.start(token), detail);
    }
}
