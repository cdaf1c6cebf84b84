package org.granary.text.encode;

import org.granary.engine.Failure;
import org.granary.text.lex.Tokens;
import org.granary.text.resolve.IndexSpace;
import org.granary.text.resolve.Labels;
import org.granary.text.resolve.Spaces;

/**
 * The names in reach of an expression.
 *
 * @param spaces the module's
 * @param locals the function's parameters and locals; empty outside functions
 * @param labels the blocks around
 */
record Scope(Spaces spaces, IndexSpace locals, Labels labels) {
    static Scope of(Spaces spaces, Tokens tokens) {
        return new Scope(spaces, new IndexSpace(tokens, "local", Failure.DUPLICATE_LOCAL), new Labels(tokens));
    }
}
