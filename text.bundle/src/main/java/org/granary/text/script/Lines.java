package org.granary.text.script;

import java.util.Arrays;

/** Line numbers of byte offsets. Immutable. */
final class Lines {
    private final int[] starts;

    Lines(byte[] text) {
        int[] found = new int[text.length + 1];
        int count = 1;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                found[count++] = i + 1;
            }
        }
        starts = Arrays.copyOf(found, count);
    }

    int of(int offset) {
        int at = Arrays.binarySearch(starts, offset);
        return at >= 0 ? at + 1 : -at - 1;
    }
}
