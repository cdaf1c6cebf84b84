package org.granary.interpret;

import org.granary.vm.ExnRef;

/** What exceptions carry: an array of values, or null for none. */
final class Exceptions {
    private static final Object[] NONE = {};

    private Exceptions() {
    }

    static Object packed(Object[] values) {
        return values.length == 0 ? null : values;
    }

    static Object[] unpacked(Object packed) {
        return packed == null ? NONE : ((Object[]) packed).clone();
    }

    static Object[] values(ExnRef thrown) {
        return unpacked(thrown.values);
    }
}
