package org.granary.artefact;

/** Names of a module's own classes and methods, as the compiler gives them. Stateless. */
final class OwnNames {
    /** Between a function's name and the number of a part. */
    static final String PART = "$p";
    private static final String CALL = "call$";

    /** What a class is to a module: none of its own. */
    static final int OUTSIDE = 1;
    /** Its instance. */
    static final int INSTANCE = 2;
    /** Functions of the same variant. */
    static final int FUNCTIONS = 3;
    /** What chooses functions in the same variant. */
    static final int STUBS = 4;
    /** One that functions have nothing to do with. */
    static final int OTHER = 5;

    private OwnNames() {
    }

    /** What a class is to the module of a package, for functions of a variant. */
    static int kind(String owner, String packageName, String variant) {
        if (!owner.startsWith(packageName) || !owner.startsWith("/", packageName.length())) {
            return OUTSIDE;
        }
        String own = owner.substring(packageName.length() + 1);
        if (own.equals("Instance")) {
            return INSTANCE;
        }
        boolean same = own.endsWith(variant) && own.indexOf('$') == own.length() - variant.length();
        return !same ? OTHER : own.startsWith("Stubs") ? STUBS : isFunctions(own) ? FUNCTIONS : OTHER;
    }

    /** Whether a class of a module is one that functions refer to. */
    static boolean isOwn(String name) {
        if (name.equals("Instance") || isFunctions(name)) {
            return true;
        }
        Form form = new Form(name);
        return form.word("Stubs") && form.any(Form.DIGITS).word("$") && form.some(Form.LETTERS) && form.atEnd();
    }

    /** Names of classes of functions, and of parts of functions. */
    static boolean isFunctions(String name) {
        Form form = new Form(name);
        return form.one("FP") && form.some(Form.DIGITS) && form.any("x" + Form.DIGITS).word("$") && form.some(Form.LETTERS) && form.atEnd();
    }

    /** Whether a class of functions holds the later parts of one that stands in another class. */
    static boolean holdsParts(String name) {
        return name.startsWith("P");
    }

    static boolean isStub(String name) {
        return name.startsWith(CALL) && name.indexOf('$', CALL.length()) >= 0
                && name.indexOf('$', CALL.length()) == name.lastIndexOf('$');
    }

    /** The number of the part of a function that a method is, at most nine digits at the end of its name, or 0. */
    static int part(String name) {
        int dollar = name.lastIndexOf(PART);
        return dollar <= 0 ? 0 : part(name, dollar);
    }

    private static int part(String name, int dollar) {
        int at = dollar + 2;
        int part = 0;
        while (at < name.length() && at < dollar + 11 && isDigit(name.charAt(at))) {
            part = part * 10 + name.charAt(at++) - '0';
        }
        if (at == dollar + 2) {
            return 0;
        }
        if (at < name.length() && name.charAt(at) == 'b') {
            int from = ++at;
            while (at < name.length() && at < from + 4 && isDigit(name.charAt(at))) {
                at++;
            }
            return at > from && at == name.length() ? part : 0;
        }
        return at == name.length() ? part : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
