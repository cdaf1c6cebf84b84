package org.granary.artefact;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The class files of an artefact, in ascending order of their names. A first call needs a few of a thousand, so there is no object for any
 * of them before somebody asks. Immutable by agreement, thread-safe.
 */
public final class PackedClasses {
    /** None. */
    static final PackedClasses NONE = new PackedClasses(new Cursor(new byte[0], 0, 0), null, new byte[0], 0);

    private static final int MOST_NAME = 64;
    /** Length of a name, a name, the number of another class, the length of the file, the length of what is packed. */
    private static final int LEAST = 2 + 1 + 3 * Integer.BYTES;
    /** What stands between a name and what is packed. */
    private static final int HEAD = 3 * Integer.BYTES;
    private static final int FIELDS = 6;
    private static final int NAME = 0;
    private static final int NAME_END = 1;
    private static final int LIKE = 2;
    private static final int LENGTH = 3;
    private static final int FILE = 4;
    private static final int FILE_LENGTH = 5;

    private final byte[] in;
    private final long base;
    /** Those that they may be like, or null. */
    private final PackedClasses first;
    private final byte[] common;
    private final int[] fields;
    private int count;

    private PackedClasses(Cursor in, PackedClasses first, byte[] common, int most) {
        this.in = in.array();
        this.base = in.base();
        this.first = first;
        this.common = common;
        this.fields = new int[FIELDS * most];
    }

    /**
     * Finds them, from their number on; of their names only the lengths are looked at.
     *
     * @param in           where they stand
     * @param common       what they may repeat
     * @param mostUnpacked how many bytes they may unpack to
     * @throws org.granary.engine.ArtefactException when something is not as it must be
     */
    static PackedClasses read(Cursor in, byte[] common, long mostUnpacked) {
        return read(in, null, common, mostUnpacked);
    }

    /** Finds those that may be like one of others, each of which is unpacked for it, too. */
    static PackedClasses read(Cursor in, PackedClasses first, long mostUnpacked) {
        return read(in, first, first.common, mostUnpacked);
    }

    private static PackedClasses read(Cursor in, PackedClasses first, byte[] common, long mostUnpacked) {
        int count = in.int32("number of classes");
        PackedClasses classes = new PackedClasses(in, first, common, Math.min(count, in.remaining() / LEAST));
        long unpacked = 0;
        for (int i = 0; i < count && unpacked <= mostUnpacked; i++) {
            int packed = classes.next(in.position(), in.position() + in.remaining());
            if (packed < 0) {
                classes.refused(in);
            }
            in.skip(packed, "class");
            unpacked += classes.unpacked(i);
        }
        if (unpacked > mostUnpacked) {
            throw in.wrong("classes that unpack to at most " + mostUnpacked + " bytes, what they repeat included", unpacked);
        }
        return classes;
    }

    /** How many bytes one unpacks to, with what it repeats. */
    private long unpacked(int number) {
        int like = field(number, LIKE);
        return field(number, LENGTH) + (like == 0 ? 0L : first.field(like - 1, LENGTH));
    }

    /**
     * Adds what begins at an offset. Plain sums, as there are a thousand of them and the process may be a new one.
     *
     * @return how long it is, or -1 when something is not as it must be
     */
    private int next(int from, int end) {
        byte[] bytes = in;
        int name = from + 2;
        int nameEnd = end - from < LEAST ? end : name + ((bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff);
        if (nameEnd <= name || nameEnd > name + MOST_NAME || nameEnd > end - HEAD) {
            return -1;
        }
        int like = int32(bytes, nameEnd);
        int length = int32(bytes, nameEnd + Integer.BYTES);
        int packed = int32(bytes, nameEnd + 2 * Integer.BYTES);
        int file = nameEnd + HEAD;
        if (like < 0 || like > mostLike() || length < 0 || length > PackedClass.LONGEST || packed < 0 || packed > end - file) {
            return -1;
        }
        int at = FIELDS * count++;
        fields[at + NAME] = name;
        fields[at + NAME_END] = nameEnd;
        fields[at + LIKE] = like;
        fields[at + LENGTH] = length;
        fields[at + FILE] = file;
        fields[at + FILE_LENGTH] = packed;
        return file + packed - from;
    }

    private int mostLike() {
        return first == null ? 0 : first.count;
    }

    private static int int32(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    /** Says what is wrong with the next one. */
    private void refused(Cursor from) {
        int nameLength = from.int16("length of a name");
        if (nameLength == 0 || nameLength > MOST_NAME) {
            throw from.wrong("a name of 1 to " + MOST_NAME + " bytes", nameLength);
        }
        int name = from.skip(nameLength, "name");
        int like = from.int32("number of a class that one is like");
        if (like > mostLike()) {
            throw from.wrong("for " + Cursor.text(in, name, nameLength) + " the number of one of the " + mostLike()
                    + " classes that are like none", like);
        }
        int length = from.int32("length of a class");
        if (length > PackedClass.LONGEST) {
            throw from.wrong("a class of at most " + PackedClass.LONGEST + " bytes", length);
        }
        from.skip(from.int32("length of a packed class"), "packed class");
        throw from.wrong("a class", "none");
    }

    /**
     * Looks at their names: ascending, and plain. Not needed where it is known who has written them, since a class is found by a plain name
     * or not at all.
     *
     * @throws org.granary.engine.ArtefactException when one is not as it must be
     */
    void checkNames() {
        for (int i = 0; i < count; i++) {
            int name = field(i, NAME);
            int end = field(i, NAME_END);
            Cursor at = new Cursor(in, name, end, base);
            at.plain();
            if (i > 0 && Arrays.compare(in, field(i - 1, NAME), field(i - 1, NAME_END), in, name, end) >= 0) {
                throw at.wrong("classes in ascending order of their names", name(i - 1) + " before " + name(i));
            }
        }
    }

    private int field(int number, int field) {
        return fields[FIELDS * number + field];
    }

    private String name(int number) {
        return Cursor.text(in, field(number, NAME), field(number, NAME_END) - field(number, NAME));
    }

    private PackedClass get(int number) {
        int like = field(number, LIKE);
        Artefact.Place place = new Artefact.Place(in, field(number, FILE), field(number, FILE_LENGTH), base);
        return new PackedClass(name(number), place, field(number, LENGTH), like == 0 ? null : first.get(like - 1), common);
    }

    /**
     * One of them.
     *
     * @param name its name without package
     * @return a new object, or null when there is none of that name
     */
    public PackedClass get(String name) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, name);
            if (order == 0) {
                return get(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    private int compare(int number, String name) {
        int from = field(number, NAME);
        int length = field(number, NAME_END) - from;
        for (int i = 0; i < length && i < name.length(); i++) {
            int difference = in[from + i] - name.charAt(i);
            if (difference != 0) {
                return difference;
            }
        }
        return length - name.length();
    }

    /**
     * All names, ascending.
     *
     * @return a view
     */
    public Set<String> names() {
        return new Names();
    }

    private final class Names extends AbstractSet<String> {
        @Override
        public Iterator<String> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < count;
                }

                @Override
                public String next() {
                    if (next == count) {
                        throw new NoSuchElementException();
                    }
                    return name(next++);
                }
            };
        }

        @Override
        public boolean contains(Object name) {
            return name instanceof String text && get(text) != null;
        }

        @Override
        public int size() {
            return count;
        }
    }
}
