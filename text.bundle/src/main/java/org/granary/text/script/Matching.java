package org.granary.text.script;

import org.granary.engine.LimitException;
import org.granary.engine.LinkException;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleException;
import org.granary.engine.Proposal;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.ValidationException;
import org.granary.engine.WasmException;

/** How closely a failure is compared with what a script expects. */
public enum Matching {
    /** Its kind, and then its phrase. */
    PHRASES,
    /**
     * Its kind alone, for scripts whose phrases are those of another engine. What such an engine refuses for a switch or a limit counts as
     * well: engines draw these lines differently.
     */
    KINDS;

    /** Whether a trap is the one that an action should end with. */
    boolean trap(Command.AssertEnds expected, Trap found) {
        return switch (expected.ending()) {
            case TRAP -> phrases(expected.phrase(), found.code().phrase());
            case EXHAUSTION -> found.code() == TrapCode.CALL_STACK_EXHAUSTED;
            case EXCEPTION -> false;
        };
    }

    /** Whether a refusal is the one that a module should meet. */
    boolean refusal(Command.AssertRefused expected, WasmException found) {
        return kind(expected.refused(), found) && phrases(expected.phrase(), phrase(found));
    }

    /** Whether the refusal of a proposal that is switched off is the one that a module should meet. */
    boolean refusal(Command.AssertRefused expected, Proposal off) {
        return Phrases.agree(expected.phrase(), off)
                || this == KINDS && (expected.refused() == Command.Refused.MALFORMED || expected.refused() == Command.Refused.INVALID);
    }

    /** Whether phrases agree, as far as they count. */
    boolean phrases(String expected, String found) {
        return this == KINDS || Phrases.agree(expected, found);
    }

    private boolean kind(Command.Refused refused, WasmException e) {
        return this == KINDS && e instanceof LimitException || switch (refused) {
            case MALFORMED, MALFORMED_CUSTOM -> e instanceof MalformedException;
            case INVALID, INVALID_CUSTOM -> e instanceof ValidationException;
            case UNLINKABLE -> e instanceof LinkException;
            case TRAP -> e instanceof Trap;
        };
    }

    private static String phrase(WasmException e) {
        if (e instanceof ModuleException refused) {
            return refused.failure().phrase();
        }
        return e instanceof LinkException link ? link.failure().phrase() : ((Trap) e).code().phrase();
    }
}
