package org.granary.vm;

import java.lang.ref.WeakReference;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/**
 * An exception that a guest has thrown: its tag and what it carries. Passes through compiled code like any Java exception, without a
 * stack trace of its own: the store {@linkplain Aftermath#trace() keeps} those of the latest where the engine asks for them.
 * Immutable.
 */
public final class ExnRef extends RuntimeException {
    /** The room that an exception takes beside its values, and beside what every object takes. */
    static final int BYTES = 48;
    private static final long serialVersionUID = 1L;

    /** The lower bits of a tag's index, in the second of its two characters in a list. */
    public static final int TAG_BITS = 15;

    /** What kind of exception it is. */
    public final transient Tag tag;
    /** What it carries, in the form of the engine's code: the shape object of the tag's parameters, or null without any. */
    public final transient Object values;
    /** Where it was thrown, while its store keeps that; null where nobody asked. */
    private final transient WeakReference<Throwable> trace;
    /** What its store counts it by. */
    private final transient Object chunk;

    /**
     * A new exception, counted by its store.
     *
     * @param tag    its tag
     * @param values what it carries, in the form of the engine's code; null for nothing
     * @throws Trap when the store's budget is used up
     */
    public ExnRef(Tag tag, Object values) {
        super(null, null, false, false);
        this.tag = tag;
        this.values = values;
        this.chunk = tag.store.adopt(values instanceof Object[] ? tag.bytes + tag.boxes : tag.bytes);
        this.trace = tag.store.aftermath.trace();
    }

    /**
     * Where it was thrown.
     *
     * @return what has the stack trace; null where nobody asked for it, or the store keeps it no more
     */
    public Throwable trace() {
        return trace == null ? null : trace.get();
    }

    /**
     * What {@code throw} throws.
     *
     * @param values   the shape object, or null
     * @param instance the instance that throws
     * @param tag      the tag's index there
     * @return a new exception
     */
    public static ExnRef make(Object values, Instance instance, int tag) {
        return new ExnRef(instance.tags[tag], values);
    }

    /**
     * What {@code throw_ref} throws.
     *
     * @param reference an exception, or null
     * @return the exception
     * @throws Trap {@link TrapCode#NULL_REFERENCE} when there is none
     */
    public static ExnRef thrown(Object reference) {
        if (reference == null) {
            throw new Trap(TrapCode.NULL_REFERENCE);
        }
        return (ExnRef) reference;
    }

    /**
     * Which of many handlers takes an exception.
     *
     * @param caught   an exception
     * @param instance the instance that catches
     * @param tags     the indices of tags there, each in two characters: the bits above {@link #TAG_BITS}, then those below
     * @return the number of the first tag that is the exception's, or how many there are where none is
     */
    public static int choose(Object caught, Instance instance, String tags) {
        Tag thrown = ((ExnRef) caught).tag;
        Tag[] all = instance.tags;
        int many = tags.length() >> 1;
        for (int i = 0; i < many; i++) {
            if (all[tags.charAt(2 * i) << TAG_BITS | tags.charAt(2 * i + 1)] == thrown) {
                return i;
            }
        }
        return many;
    }

    /**
     * What an exception carries.
     *
     * @param caught an exception
     * @return the shape object of its tag's parameters, or null without any
     */
    public static Object values(Object caught) {
        return ((ExnRef) caught).values;
    }
}
