package org.granary.compile.ir;

/**
 * A place that branches go to: a mark later in an enclosing list, or the head of an enclosing loop. Immutable.
 *
 * @param id   unique in the function, from 0 in the order of creation
 * @param head whether it is the head of a loop
 */
public record Label(int id, boolean head) {
    // by hand, as what records bring is linked at its first use
    @Override
    public boolean equals(Object other) {
        return other instanceof Label label && id == label.id && head == label.head;
    }

    @Override
    public int hashCode() {
        return id * 2 + (head ? 1 : 0);
    }

    @Override
    public String toString() {
        return (head ? "H" : "L") + id;
    }
}
