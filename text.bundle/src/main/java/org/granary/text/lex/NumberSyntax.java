package org.granary.text.lex;

/**
 * The shape of numbers: {@code sign? (num | 0x hexnum)} with an optional fraction and exponent, underscores between digits only.
 *
 * <p>Source: WebAssembly core specification, sections 6.3.1 and 6.3.2.
 */
final class NumberSyntax {
    private final String text;
    private int at;

    private NumberSyntax(String text) {
        this.text = text;
    }

    /** Whether a text is a number, {@code inf} and {@code nan} included. */
    static boolean isNumber(String text) {
        NumberSyntax syntax = new NumberSyntax(text);
        return syntax.number() && syntax.at == text.length();
    }

    /** Whether a text is a whole number without fraction and exponent. */
    static boolean isInteger(String text) {
        NumberSyntax syntax = new NumberSyntax(text);
        syntax.sign();
        return syntax.digits(syntax.radix()) && syntax.at == text.length();
    }

    private boolean number() {
        sign();
        if (accept("inf")) {
            return true;
        }
        if (accept("nan")) {
            return at == text.length() || accept(":0x") && digits(16);
        }
        int radix = radix();
        if (!digits(radix)) {
            return false;
        }
        if (accept(".") && at < text.length() && Character.digit(text.charAt(at), radix) >= 0 && !digits(radix)) {
            return false;
        }
        boolean exponent = radix == 16 ? accept("p") || accept("P") : accept("e") || accept("E");
        if (exponent) {
            sign();
            return digits(10);
        }
        return true;
    }

    private int radix() {
        return accept("0x") ? 16 : 10;
    }

    private void sign() {
        if (!accept("+")) {
            accept("-");
        }
    }

    private boolean accept(String word) {
        if (text.startsWith(word, at)) {
            at += word.length();
            return true;
        }
        return false;
    }

    private boolean digits(int radix) {
        boolean digit = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '_' ? !digit : Character.digit(c, radix) < 0) {
                break;
            }
            digit = c != '_';
            at++;
        }
        return digit;
    }
}
