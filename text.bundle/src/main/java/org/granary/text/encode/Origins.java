package org.granary.text.encode;

import java.util.Arrays;
import java.util.OptionalInt;

/** Which token each part of a binary was written for, in the order of the offsets. Confined to one thread until it is complete. */
public final class Origins {
    /** A token that is none, for what was written for no token of the text. */
    static final int NOWHERE = -1;

    private int[] offsets = new int[16];
    private int[] tokens = new int[16];
    private int count;

    /** Without a part yet. */
    public Origins() {
        // nothing to do
    }

    /** From this offset on, which is none before the last, bytes are written for a token; of several at one offset the last counts. */
    void mark(int offset, int token) {
        if (count > 0 && offsets[count - 1] == offset) {
            tokens[count - 1] = token;
            return;
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            tokens = Arrays.copyOf(tokens, 2 * count);
        }
        offsets[count] = offset;
        tokens[count++] = token;
    }

    /** Adds those of a part whose first byte stands at an offset of the whole. */
    void add(Origins part, int start) {
        for (int i = 0; i < part.count; i++) {
            mark(start + part.offsets[i], part.tokens[i]);
        }
    }

    /**
     * The token that a byte was written for.
     *
     * @param offset bytes from the start of the binary
     * @return its number, or empty where it was written for none
     */
    public OptionalInt token(long offset) {
        int found = Arrays.binarySearch(offsets, 0, count, (int) offset);
        int at = found >= 0 ? found : -found - 2;
        return at < 0 || tokens[at] == NOWHERE ? OptionalInt.empty() : OptionalInt.of(tokens[at]);
    }
}
