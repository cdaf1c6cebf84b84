package org.granary.engine;

import java.util.Objects;

/**
 * A precompiled artefact was refused; nothing of it has run. Code of proven origin is looked at when it is first used: what is wrong in it
 * ends the call, of which nothing in the refused class has run. The reason is a constant, the message says what was expected and found.
 */
public final class ArtefactException extends WasmException {
    private static final long serialVersionUID = 1L;
    /** Letters of a message; in a longer one the middle is left out. */
    private static final int LONGEST = 1_000;
    private static final int SHOWN_END = 200;

    private final Reason reason;
    private final String problem;

    /** Why an artefact is refused, in the order in which it is looked at. */
    public enum Reason {
        /** It does not begin as an artefact does, or holds something else than a module. */
        NOT_AN_ARTEFACT,
        /** It was written in another version of the format. */
        VERSION,
        /** It ends too early, goes on after its end, or its parts do not fit together. */
        STRUCTURE,
        /** It was compiled for an engine with another {@link Engine#compatibilityHash()}. */
        INCOMPATIBLE,
        /** Its content is not what its own digest says. */
        TAMPERED,
        /** It carries neither the host key's code nor the signature of a trusted key. */
        UNTRUSTED,
        /** Its code uses what compiled modules do not use. */
        FORBIDDEN,
        /** Its code is not what its source compiles to. */
        NOT_ITS_SOURCE
    }

    /**
     * A refusal.
     *
     * @param reason  why
     * @param message what, where, expected, found; in one of more than 1,000 letters the middle is left out
     */
    public ArtefactException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * A refusal.
     *
     * @param reason  why
     * @param message what, where, expected, found; in one of more than 1,000 letters the middle is left out
     * @param cause   what told so, or null
     */
    public ArtefactException(Reason reason, String message, Throwable cause) {
        this(reason, message, "", cause);
    }

    private ArtefactException(Reason reason, String message, String advice, Throwable cause) {
        super("artefact refused: " + shortened(message) + advice, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.problem = "artefact refused: " + shortened(message);
    }

    /** What strangers have named may be of 65,535 letters, and there may be thousands of such names. */
    private static String shortened(String message) {
        int length = String.valueOf(message).length();
        return length <= LONGEST ? message : message.substring(0, LONGEST - SHOWN_END) + "..." + message.substring(length - SHOWN_END);
    }

    /**
     * A refusal about which a program can do something.
     *
     * @param reason  why
     * @param message what, where, expected, found; in one of more than 1,000 letters the middle is left out
     * @param advice  what can be done
     * @return not thrown yet
     */
    public static ArtefactException advised(Reason reason, String message, String advice) {
        return new ArtefactException(reason, message, "; " + advice, null);
    }

    /**
     * Why it was refused.
     *
     * @return never null
     */
    public Reason reason() {
        return reason;
    }

    /**
     * The message without what a program can do about it: for who tells a person, who can do something else.
     *
     * @return never null
     */
    public String problem() {
        return problem;
    }
}
