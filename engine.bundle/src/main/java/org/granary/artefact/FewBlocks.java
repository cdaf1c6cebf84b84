package org.granary.artefact;

import java.util.Arrays;

/**
 * SHA-256 (FIPS 180-4) of a few blocks, by hand: the platform looks through its providers for its own, which takes a new process longer
 * than to read and prove a precompiled module. Stateless.
 */
final class FewBlocks {
    private static final int BLOCK = 64;
    private static final int ROUNDS = 64;
    private static final int STATE = 8;
    /** Of the fractions of the square roots of the first primes. */
    private static final int[] BEGIN = {
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19};
    /** Of the fractions of the cube roots of the first primes. */
    private static final int[] ROUND = {
            0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
            0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
            0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
            0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
            0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
            0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
            0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
            0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2};

    private FewBlocks() {
    }

    static byte[] sha256(int length, byte[]... parts) {
        byte[] padded = Arrays.copyOf(joined(length, parts), (length + Long.BYTES + BLOCK) / BLOCK * BLOCK);
        padded[length] = (byte) 0x80;
        long bits = 8L * length;
        for (int i = 1; i <= Long.BYTES; i++, bits >>>= 8) {
            padded[padded.length - i] = (byte) bits;
        }
        int[] state = BEGIN.clone();
        int[] words = new int[ROUNDS];
        for (int at = 0; at < padded.length; at += BLOCK) {
            block(state, words, padded, at);
        }
        byte[] digest = new byte[Sha256.LENGTH];
        for (int i = 0; i < digest.length; i++) {
            digest[i] = (byte) (state[i / 4] >>> 24 - 8 * (i % 4));
        }
        return digest;
    }

    private static byte[] joined(int length, byte[]... parts) {
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static void block(int[] state, int[] words, byte[] bytes, int from) {
        for (int i = 0, at = from; i < 16; i++, at += 4) {
            words[i] = bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
        }
        for (int i = 16; i < ROUNDS; i++) {
            int a = words[i - 15];
            int b = words[i - 2];
            words[i] = words[i - 16] + words[i - 7] + (turned(a, 7) ^ turned(a, 18) ^ a >>> 3) + (turned(b, 17) ^ turned(b, 19) ^ b >>> 10);
        }
        int[] s = state.clone();
        for (int i = 0; i < ROUNDS; i++) {
            // the places move, not what is in them: a is at -i
            int e = s[4 - i & 7];
            int one = s[7 - i & 7] + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + (e & s[5 - i & 7] ^ ~e & s[6 - i & 7]) + ROUND[i]
                    + words[i];
            int a = s[-i & 7];
            int b = s[1 - i & 7];
            int c = s[2 - i & 7];
            s[3 - i & 7] += one;
            s[7 - i & 7] = one + (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + (a & b ^ a & c ^ b & c);
        }
        for (int i = 0; i < STATE; i++) {
            state[i] += s[i];
        }
    }

    private static int turned(int bits, int by) {
        return bits >>> by | bits << -by;
    }
}
