package org.granary.interpret;

/** Where a branch goes. Set while a body is translated, fixed afterwards. */
final class Label {
    /** What the stack is cut to, below the values that are carried along. */
    final int height;
    /** How many values are carried along. */
    final int count;
    /** Whether the function ends there: a branch is a return, where it stands. */
    final boolean leaves;
    /** The step that comes next. */
    int step;
    /** Whether a branch that control reaches goes here. */
    boolean targeted;

    Label(int height, int count) {
        this(height, count, false);
    }

    Label(int height, int count, boolean leaves) {
        this.height = height;
        this.count = count;
        this.leaves = leaves;
    }
}
