package org.granary.text.syntax;

import java.util.HashMap;
import java.util.Map;
import org.granary.engine.Failure;
import org.granary.text.lex.TokenKind;
import org.granary.text.lex.Tokens;

/**
 * The names of a module's type definitions. Found before anything else is read, because types may name types that are defined later.
 * Immutable once found.
 */
public final class TypeNames {
    private final Tokens tokens;
    private final Map<String, Integer> byName = new HashMap<>();
    private int count;

    private TypeNames(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * For a text without type definitions.
     *
     * @param tokens the text
     * @return no names
     */
    public static TypeNames none(Tokens tokens) {
        return new TypeNames(tokens);
    }

    /**
     * Looks through the fields of a module.
     *
     * @param tokens the text
     * @param from   the first token of the first field
     * @return the names
     */
    static TypeNames of(Tokens tokens, int from) {
        TypeNames names = new TypeNames(tokens);
        int depth = 0;
        for (int at = from; tokens.kind(at) != TokenKind.END && depth >= 0; at++) {
            if (tokens.kind(at) == TokenKind.RIGHT) {
                depth--;
            } else if (tokens.kind(at) == TokenKind.LEFT) {
                depth++;
                boolean word = tokens.kind(at + 1) == TokenKind.KEYWORD;
                boolean group = depth == 1 && word && tokens.is(at + 1, "rec");
                if (depth == 1 && word && tokens.is(at + 1, "type")) {
                    names.define(at + 2);
                } else if (group) {
                    at = names.group(at + 2) - 1;
                }
            }
        }
        return names;
    }

    /** Looks through a group; gives the token after its members. */
    private int group(int from) {
        int depth = 0;
        int at = from;
        for (; tokens.kind(at) != TokenKind.END && depth >= 0; at++) {
            if (tokens.kind(at) == TokenKind.RIGHT && --depth < 0) {
                break;
            }
            if (tokens.kind(at) == TokenKind.LEFT && ++depth == 1 && tokens.kind(at + 1) == TokenKind.KEYWORD
                    && tokens.is(at + 1, "type")) {
                define(at + 2);
            }
        }
        return at;
    }

    private void define(int token) {
        if (tokens.kind(token) == TokenKind.ID) {
            byName.putIfAbsent(tokens.id(token), count);
        }
        count++;
    }

    /**
     * The index of a use.
     *
     * @param use the use
     * @return the index; a number is taken as it is
     * @throws org.granary.engine.MalformedException when nothing has the name
     */
    public int resolve(Index use) {
        if (use.name() == null) {
            return use.number();
        }
        Integer index = byName.get(use.name());
        if (index == null) {
            throw tokens.source().error(Failure.UNKNOWN_IDENTIFIER, tokens.start(use.token()), "type $" + use.name());
        }
        return index;
    }
}
