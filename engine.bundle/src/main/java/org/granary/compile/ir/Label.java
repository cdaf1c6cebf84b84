package org.granary.compile.ir;

/**
 * A place that branches go to: a mark later in an enclosing list, or the head of an enclosing loop. Immutable.
 *
 * @param id   unique in the function, from 0 in the order of creation
 * @param head whether it is the head of a loop
 */
public record Label(int id, boolean head) {
    @Override
    public String toString() {
        return (head ? "H" : "L") + id;
    }
}
