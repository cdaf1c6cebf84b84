package org.granary.op;

/**
 * A clause of {@code try_table}. Immutable.
 *
 * @param tag       the tag's index, or {@link #ALL}
 * @param reference whether the exception itself is passed on after its values
 * @param label     where control goes, as seen from outside of the block
 */
public record CatchClause(int tag, boolean reference, int label) {
    /** Stands for every exception of a guest. */
    public static final int ALL = -1;

    /**
     * The name of the text format.
     *
     * @return such as {@code catch_all_ref}
     */
    public String text() {
        return (tag == ALL ? "catch_all" : "catch") + (reference ? "_ref" : "");
    }

    /** The code that stands before the clause. */
    int code() {
        return (tag == ALL ? 2 : 0) + (reference ? 1 : 0);
    }
}
