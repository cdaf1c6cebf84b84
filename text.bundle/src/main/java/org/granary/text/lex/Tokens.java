package org.granary.text.lex;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.granary.engine.Failure;

/**
 * The tokens of a text in order, the last of them {@link TokenKind#END}, and beside them its annotations. Immutable once the lexer is done,
 * but for what annotations remember.
 *
 * <p>Why arrays: a script of a megabyte has some hundred thousand tokens, and bodies are read again once all names are known.
 */
public final class Tokens {
    private static final TokenKind[] KINDS = TokenKind.values();

    private final Source source;
    private byte[] kinds = new byte[256];
    private int[] starts = new int[256];
    private int[] ends = new int[256];
    private int count;
    /** By the token that follows them. */
    private final NavigableMap<Integer, List<Annotation>> annotations = new TreeMap<>();

    Tokens(Source source) {
        this.source = source;
    }

    void add(TokenKind kind, int start, int end) {
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        kinds[count] = (byte) kind.ordinal();
        starts[count] = start;
        ends[count++] = end;
    }

    void add(Annotation annotation) {
        annotations.computeIfAbsent(count, token -> new ArrayList<>(1)).add(annotation);
    }

    /**
     * The annotations in front of a token.
     *
     * @param token its number
     * @return those that have a meaning, in order
     */
    public List<Annotation> annotations(int token) {
        return annotations.isEmpty() ? List.of() : annotations.getOrDefault(token, List.of());
    }

    /**
     * The first annotation that nobody has read.
     *
     * @param from the first token in front of which to look
     * @param to   the last one
     * @return the annotation, or empty
     */
    public Optional<Annotation> stray(int from, int to) {
        return annotations.subMap(from, true, to, true).values().stream().flatMap(List::stream).filter(Annotation::isStray).findFirst();
    }

    /**
     * The text that the tokens are of.
     *
     * @return never null
     */
    public Source source() {
        return source;
    }

    /**
     * The kind of a token.
     *
     * @param token its number
     * @return its kind
     */
    public TokenKind kind(int token) {
        return KINDS[kinds[token]];
    }

    /**
     * Where a token starts.
     *
     * @param token its number
     * @return the byte offset in the text
     */
    public int start(int token) {
        return starts[token];
    }

    /**
     * The token as written.
     *
     * @param token its number
     * @return its characters
     */
    public String text(int token) {
        return source.text(starts[token], ends[token]);
    }

    /**
     * Whether a token is written so.
     *
     * @param token its number
     * @param ascii the characters
     * @return true when they are the same
     */
    public boolean is(int token, String ascii) {
        int length = ends[token] - starts[token];
        if (length != ascii.length()) {
            return false;
        }
        byte[] bytes = source.bytes();
        for (int i = 0; i < length; i++) {
            if (bytes[starts[token] + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The name in an identifier, without {@code $} and quotes; {@code $"a"} and {@code $a} are one.
     *
     * @param token a token of kind {@link TokenKind#ID}
     * @return the name
     */
    public String id(int token) {
        int start = starts[token] + 1;
        if (source.bytes()[start] != '"') {
            return source.text(start, ends[token]);
        }
        return new String(StringLiteral.bytes(source, start, ends[token]), StandardCharsets.UTF_8);
    }

    /**
     * The bytes that a string stands for.
     *
     * @param token a token of kind {@link TokenKind#STRING}
     * @return a new array, not necessarily UTF-8
     */
    public byte[] string(int token) {
        return StringLiteral.bytes(source, starts[token], ends[token]);
    }

    /**
     * The text that a string stands for.
     *
     * @param token a token of kind {@link TokenKind#STRING}
     * @return the text
     * @throws org.granary.engine.MalformedException when it is not UTF-8
     */
    public String name(int token) {
        byte[] bytes = string(token);
        if (Source.Utf8.firstBroken(bytes) >= 0) {
            throw source.error(Failure.MALFORMED_UTF8, starts[token]);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
