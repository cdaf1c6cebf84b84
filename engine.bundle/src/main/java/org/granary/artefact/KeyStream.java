package org.granary.artefact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * ChaCha20 (RFC 8439, section 2.3): random words out of a key, for sums that need some hundred of them. By hand, since the platform's takes
 * longer to be found than this takes, and SHA-256 ten times as many steps. Stateless.
 */
final class KeyStream {
    /** Bytes of a key. */
    static final int KEY = 32;

    private static final int WORDS = 16;
    private static final int DOUBLE_ROUNDS = 10;
    private static final int COUNTER = 12;
    /** "expand 32-byte k". */
    private static final int[] BEGIN = {0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574};

    private KeyStream() {
    }

    /**
     * The beginning of a key's stream, from counter 0 on, without a nonce: whoever wants another stream takes another key.
     *
     * @param key   {@value #KEY} bytes
     * @param count how many words
     * @return words, the first byte the least
     */
    static long[] words(byte[] key, int count) {
        int[] state = new int[WORDS];
        System.arraycopy(BEGIN, 0, state, 0, BEGIN.length);
        ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(state, BEGIN.length, KEY / Integer.BYTES);
        long[] words = new long[count];
        for (int at = 0; at < count; at += WORDS / 2, state[COUNTER]++) {
            int[] block = block(state);
            for (int i = 0; i < WORDS / 2 && at + i < count; i++) {
                words[at + i] = block[2 * i] & 0xffff_ffffL | (long) block[2 * i + 1] << Integer.SIZE;
            }
        }
        return words;
    }

    /** A block of the stream by what it begins with. */
    static int[] block(int[] state) {
        int[] block = state.clone();
        for (int i = 0; i < DOUBLE_ROUNDS; i++) {
            quarter(block, 0, 4, 8, 12);
            quarter(block, 1, 5, 9, 13);
            quarter(block, 2, 6, 10, 14);
            quarter(block, 3, 7, 11, 15);
            quarter(block, 0, 5, 10, 15);
            quarter(block, 1, 6, 11, 12);
            quarter(block, 2, 7, 8, 13);
            quarter(block, 3, 4, 9, 14);
        }
        for (int i = 0; i < WORDS; i++) {
            block[i] += state[i];
        }
        return block;
    }

    private static void quarter(int[] s, int a, int b, int c, int d) {
        s[a] += s[b];
        s[d] = turned(s[d] ^ s[a], 16);
        s[c] += s[d];
        s[b] = turned(s[b] ^ s[c], 12);
        s[a] += s[b];
        s[d] = turned(s[d] ^ s[a], 8);
        s[c] += s[d];
        s[b] = turned(s[b] ^ s[c], 7);
    }

    private static int turned(int bits, int by) {
        return bits << by | bits >>> -by;
    }
}
