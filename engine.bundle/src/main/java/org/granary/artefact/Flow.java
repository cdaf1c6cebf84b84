package org.granary.artefact;

import java.util.Arrays;

/**
 * Looks for ways through a method's instructions that never come past a check point. Confined to one thread.
 *
 * <p>The instructions are a graph; those at which the guest can be stopped are cut out of it. What is left must have no circle, and must
 * not come from a function's entry to a call of a function: else guests could run without end and never be stopped.
 */
final class Flow {
    /** What an instruction means for the search. */
    interface Marks {
        /** Whether the guest can be stopped here. */
        boolean cuts(int at);

        /** Whether a function is called here, which may call this one again. */
        boolean calls(int at);
    }

    private final Instructions code;
    private final Marks marks;
    private final byte[] colour;
    private int[] stack = new int[64];
    private int[] step = new int[64];
    private int[] roots = new int[16];
    private int rootCount;
    private boolean circle;

    Flow(Instructions code, Marks marks) {
        this.code = code;
        this.marks = marks;
        this.colour = new byte[code.length()];
    }

    /** Whether there is a circle without a check point. */
    boolean circles() {
        root(0);
        for (int i = 0; i < rootCount && !circle; i++) {
            search(roots[i]);
        }
        return circle;
    }

    private void root(int at) {
        if (rootCount == roots.length) {
            roots = Arrays.copyOf(roots, rootCount * 2);
        }
        roots[rootCount++] = at;
    }

    private void search(int root) {
        if (colour[root] != 0) {
            return;
        }
        int depth = 0;
        stack[0] = root;
        step[0] = 0;
        colour[root] = 1;
        while (depth >= 0 && !circle) {
            int at = stack[depth];
            boolean cut = step[depth] == 0 && marks.cuts(at);
            int next = cut ? -1 : code.successor(at, step[depth]++);
            if (next < 0) {
                if (cut) {
                    for (int i = 0, to = code.successor(at, i); to >= 0; to = code.successor(at, ++i)) {
                        root(to);
                    }
                }
                colour[at] = 2;
                depth--;
            } else if (colour[next] == 1) {
                circle = true;
            } else if (colour[next] == 0) {
                depth++;
                if (depth == stack.length) {
                    stack = Arrays.copyOf(stack, depth * 2);
                    step = Arrays.copyOf(step, depth * 2);
                }
                colour[next] = 1;
                stack[depth] = next;
                step[depth] = 0;
            }
        }
    }

    /** Whether a call, or the end of the method, can be reached from its entry without coming past a check point. */
    boolean reaches(boolean end) {
        Arrays.fill(colour, (byte) 0);
        rootCount = 0;
        root(0);
        colour[0] = 1;
        for (int i = 0; i < rootCount; i++) {
            int at = roots[i];
            if (marks.cuts(at)) {
                continue;
            }
            if (marks.calls(at) || end && code.leaves(at)) {
                return true;
            }
            for (int k = 0, to = code.successor(at, k); to >= 0; to = code.successor(at, ++k)) {
                if (colour[to] == 0) {
                    colour[to] = 1;
                    root(to);
                }
            }
        }
        return false;
    }
}
