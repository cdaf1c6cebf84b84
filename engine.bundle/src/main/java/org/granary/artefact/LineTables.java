package org.granary.artefact;

/**
 * The line tables of a class file, as differences from one entry to the next and back: offsets that all go up repeat nothing, and their
 * steps do, so that a file is packed to two thirds. Changes numbers in place and no length. A file that is no class file is left as it is
 * from where it is none; both ways stop at the same place, since nothing that is changed says where to go on. Stateless.
 *
 * <p>Source: Java Virtual Machine Specification, Java SE 17, sections 4.1, 4.4, 4.6, 4.7.12.
 */
final class LineTables {
    private static final byte[] NAME = {'L', 'i', 'n', 'e', 'N', 'u', 'm', 'b', 'e', 'r', 'T', 'a', 'b', 'l', 'e'};
    /** Bytes of a constant with its tag; 0 for a text and for what is none. */
    private static final byte[] LENGTHS = {0, 0, 0, 5, 5, 9, 9, 3, 3, 5, 5, 5, 5, 0, 0, 4, 3, 5, 5};
    private static final int CONSTANTS_AT = 10;
    private static final int BODY = 8;

    private final byte[] file;
    private final boolean back;
    private int at = CONSTANTS_AT;
    private int name;

    private LineTables(byte[] file, boolean back) {
        this.file = file;
        this.back = back;
    }

    /** Writes differences in place of numbers. */
    static void reduce(byte[] file) {
        new LineTables(file, false).walk();
    }

    /** Writes numbers in place of differences. */
    static void restore(byte[] file) {
        new LineTables(file, true).walk();
    }

    private void walk() {
        // access, names, interfaces and fields: compiled functions have none of the last two
        if (constants() && name > 0 && skip(10)) {
            for (int methods = int16(); methods > 0 && skip(6) && attributes(); methods--) {
                // each is changed by itself
                continue;
            }
        }
    }

    private boolean constants() {
        int count = file.length < CONSTANTS_AT ? 0 : (file[BODY] & 0xff) << 8 | file[BODY + 1] & 0xff;
        for (int i = 1; i < count; i++) {
            if (at + 3 > file.length) {
                return false;
            }
            int tag = file[at];
            if (tag == ClassFile.UTF8) {
                int length = (file[at + 1] & 0xff) << 8 | file[at + 2] & 0xff;
                if (length == NAME.length && named(at + 3)) {
                    name = i;
                }
                at += 3 + length;
            } else if (tag > 0 && tag < LENGTHS.length && LENGTHS[tag] > 0) {
                at += LENGTHS[tag];
                i += tag == ClassFile.LONG || tag == ClassFile.DOUBLE ? 1 : 0;
            } else {
                return false;
            }
        }
        return at <= file.length;
    }

    private boolean named(int from) {
        if (from + NAME.length > file.length) {
            return false;
        }
        for (int i = 0; i < NAME.length; i++) {
            if (file[from + i] != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean skip(int length) {
        boolean fits = length >= 0 && length <= file.length - at;
        at += fits ? length : 0;
        return fits;
    }

    /** The next number, or 0 at the end. */
    private int int16() {
        return skip(2) ? (file[at - 2] & 0xff) << 8 | file[at - 1] & 0xff : 0;
    }

    private int int32() {
        return int16() << 16 | int16();
    }

    /** Of a method: its code, and in it the tables. */
    private boolean attributes() {
        for (int count = int16(); count > 0; count--) {
            // name, length, stack and locals
            if (!skip(10) || !skip(int32()) || !skip(8 * int16())) {
                return false;
            }
            for (int inner = int16(); inner > 0; inner--) {
                int kind = int16();
                int length = int32();
                int from = at;
                if (!skip(length)) {
                    return false;
                }
                if (kind == name) {
                    table(from + 2, at);
                }
            }
        }
        return true;
    }

    private void table(int from, int to) {
        byte[] table = file;
        int offset = 0;
        int line = 0;
        for (int i = from; i + 4 <= to; i += 4) {
            int one = table[i] << 8 | table[i + 1] & 0xff;
            int two = table[i + 2] << 8 | table[i + 3] & 0xff;
            int first = back ? one + offset : one - offset;
            int second = back ? two + line : two - line;
            table[i] = (byte) (first >> 8);
            table[i + 1] = (byte) first;
            table[i + 2] = (byte) (second >> 8);
            table[i + 3] = (byte) second;
            offset = back ? first : one;
            line = back ? second : two;
        }
    }
}
