package org.granary.artefact;

/**
 * Reads a name or a descriptor from its start to its end. In place of regular expressions, which take longer to be compiled than a
 * precompiled module takes to be read: nothing here ever goes back, so it is for forms that need no second try. Confined to one thread.
 */
final class Form {
    static final String DIGITS = "0123456789";
    static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    private final String text;
    private int at;

    Form(String text) {
        this.text = text;
    }

    /** Whether these characters follow, which are passed then. */
    boolean word(String word) {
        boolean follows = text.startsWith(word, at);
        at += follows ? word.length() : 0;
        return follows;
    }

    /** Whether one of these characters follows, which is passed then. */
    boolean one(String characters) {
        boolean follows = at < text.length() && characters.indexOf(text.charAt(at)) >= 0;
        at += follows ? 1 : 0;
        return follows;
    }

    /** Passes all of these characters that follow; whether there are any. */
    boolean some(String characters) {
        int from = at;
        any(characters);
        return at > from;
    }

    /** Passes all of these characters that follow, if any. */
    Form any(String characters) {
        while (one(characters)) {
            continue;
        }
        return this;
    }

    /** Passes printable ASCII up to the end; whether nothing else is left. */
    boolean plain() {
        while (at < text.length() && text.charAt(at) > ' ' && text.charAt(at) <= '~') {
            at++;
        }
        return atEnd();
    }

    boolean atEnd() {
        return at == text.length();
    }
}
