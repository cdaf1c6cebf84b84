package org.granary.interpret;

import java.util.ArrayList;
import java.util.List;
import org.granary.op.CatchClause;
import org.granary.vm.Tag;

/** The steps that a {@code try_table} or {@code try} protects, and what it does with exceptions. Fixed once the body is translated. */
final class Region {
    /**
     * What is done with an exception.
     *
     * @param tag       the tag's index, or {@link CatchClause#ALL}
     * @param reference whether the exception itself is pushed behind its values
     * @param label     where control goes
     */
    record Clause(int tag, boolean reference, Label label) {
    }

    /** In order; the first that fits is taken. */
    final List<Clause> clauses = new ArrayList<>();
    /** Where a caught exception is kept for {@code rethrow}; -1 where nothing can ask for it. */
    final int kept;
    private final int from;
    private int to;
    private boolean delegates;
    private Region delegate;

    Region(int from, int kept) {
        this.from = from;
        this.kept = kept;
    }

    /** Ends the protected steps. */
    void close(int step) {
        to = step;
    }

    /** Hands all exceptions on: to a region around this one, or with null to the function's caller. */
    void delegateTo(Region outer) {
        delegates = true;
        delegate = outer;
    }

    boolean covers(int step) {
        return step >= from && step < to;
    }

    boolean delegates() {
        return delegates;
    }

    Region delegate() {
        return delegate;
    }

    /** The clause for an exception, or null. */
    Clause clause(Tag thrown, Tag[] tags) {
        for (Clause clause : clauses) {
            if (clause.tag == CatchClause.ALL || tags[clause.tag] == thrown) {
                return clause;
            }
        }
        return null;
    }
}
