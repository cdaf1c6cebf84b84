package org.granary.vm;

/**
 * An exception that a guest has thrown: its tag and what it carries. Passes through compiled code like any Java exception, without a
 * stack trace of its own. Immutable.
 */
public final class ExnRef extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of exception it is. */
    public final transient Tag tag;
    /** What it carries: the shape object of the tag's parameters, or null without any. */
    public final transient Object values;

    /**
     * A new exception.
     *
     * @param tag    its tag
     * @param values the shape object, or null
     */
    public ExnRef(Tag tag, Object values) {
        super(null, null, false, false);
        this.tag = tag;
        this.values = values;
    }
}
