package org.granary.text.encode;

import org.granary.engine.Failure;
import org.granary.text.lex.Tokens;
import org.granary.text.resolve.IndexSpace;
import org.granary.text.resolve.Labels;
import org.granary.text.resolve.Spaces;
import org.granary.text.syntax.ModuleText;
import org.granary.text.syntax.TypeNames;

/**
 * The names in reach of an expression.
 *
 * @param spaces the module's
 * @param locals the function's parameters and locals; empty outside functions
 * @param labels the blocks around
 * @param notes  takes what annotations say of instructions; null outside functions
 */
record Scope(Spaces spaces, TypeNames typeNames, IndexSpace locals, Labels labels, CodeNotes notes) {
    static Scope of(Spaces spaces, ModuleText module, CodeNotes notes) {
        Tokens tokens = module.tokens();
        return new Scope(spaces, module.types(), new IndexSpace(tokens, "local", Failure.DUPLICATE_LOCAL), new Labels(tokens), notes);
    }
}
