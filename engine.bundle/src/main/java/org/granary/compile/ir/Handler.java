package org.granary.compile.ir;

import java.util.List;

/**
 * A handler of a {@code try} statement. Immutable.
 *
 * @param tag       the tag's index, or -1 for every exception of a guest
 * @param values    the locals that take the exception's values; empty without a tag
 * @param reference the local that takes the exception itself, or -1
 * @param target    where control goes
 */
public record Handler(int tag, List<Integer> values, int reference, Label target) {
}
