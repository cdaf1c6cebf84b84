package org.granary.artefact;

import java.io.UncheckedIOException;
import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;

/**
 * The class files of an artefact: those for the form that a memory begins with, and those for further forms, each in ascending order of
 * their names. A first call needs a few of a thousand, so there is no object for any of them before somebody asks, and of a file their
 * contents are read when they are needed ({@link ClassData}). Thread-safe.
 */
public final class PackedClasses {
    private static final int MOST_NAME = 64;
    /** Behind a name: the number of another class, the length of the file, where what is packed begins, and its length. */
    private static final int FIELDS = 4 * Integer.BYTES;
    /** Length of a name, a name, fields. */
    private static final int LEAST = 2 + 1 + FIELDS;
    private static final int LIKE = 0;
    private static final int LENGTH = Integer.BYTES;
    private static final int PLACE = 2 * Integer.BYTES;
    private static final int PACKED = 3 * Integer.BYTES;

    private final byte[] table;
    private final long base;
    private final byte[] common;
    private final ClassData data;
    /** How many of them are for the form that a memory begins with. */
    private final int firsts;
    /** Where in the table each of them begins. */
    private final int[] entries;
    private int count;
    /** The one that stands before all others. */
    private int foremost = -1;

    private PackedClasses(byte[] table, long base, byte[] common, int firsts, int most, ClassData data) {
        this.table = table;
        this.base = base;
        this.common = common;
        this.firsts = firsts;
        this.data = data;
        this.entries = new int[most];
    }

    /**
     * Finds them; of their names only the lengths are looked at.
     *
     * @param in           the table
     * @param data         where they stand
     * @param mostUnpacked how many bytes they may unpack to, each with the one that it is like, which is unpacked for it, too
     * @throws ArtefactException when something is not as it must be
     */
    static PackedClasses read(Cursor in, ClassData data, long mostUnpacked) {
        byte[] common = in.block("what classes have in common");
        if (common.length > PackedClass.MOST_COMMON) {
            throw in.wrong("at most " + PackedClass.MOST_COMMON + " bytes that classes have in common", common.length);
        }
        int firsts = in.int32("number of classes");
        int further = in.int32("number of further classes");
        int room = in.remaining() / LEAST;
        if (firsts > room || further > room - firsts) {
            throw in.wrong("at most " + room + " classes", (long) firsts + further);
        }
        PackedClasses classes = new PackedClasses(in.array(), in.base(), common, firsts, firsts + further, data);
        long unpacked = 0;
        for (int i = 0; i < firsts + further && unpacked <= mostUnpacked; i++) {
            int length = classes.next(in.position(), in.position() + in.remaining());
            if (length < 0) {
                classes.refused(in);
            }
            in.skip(length, "class");
            unpacked += classes.unpacked(i);
        }
        if (unpacked > mostUnpacked) {
            throw in.wrong("classes that are read and unpack to at most " + mostUnpacked + " bytes, what they repeat included", unpacked);
        }
        in.atEnd("table of classes");
        return classes;
    }

    /**
     * How many bytes one unpacks to, with what it repeats, and those that are read for it: deflated bytes may unpack to nothing, and
     * several classes may name the same ones.
     */
    private long unpacked(int number) {
        int like = field(number, LIKE);
        return own(number) + (like == 0 ? 0L : own(like - 1));
    }

    private long own(int number) {
        return (long) field(number, LENGTH) + field(number, PACKED);
    }

    /**
     * Adds what begins at an offset. Plain sums, as there are a thousand of them and the process may be a new one.
     *
     * @return how long it is, or -1 when something is not as it must be
     */
    private int next(int from, int end) {
        byte[] bytes = table;
        int name = from + 2;
        int nameEnd = end - from < LEAST ? end : name + ((bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff);
        if (nameEnd <= name || nameEnd > name + MOST_NAME || nameEnd > end - FIELDS) {
            return -1;
        }
        int like = int32(bytes, nameEnd);
        int length = int32(bytes, nameEnd + LENGTH);
        int place = int32(bytes, nameEnd + PLACE);
        int packed = int32(bytes, nameEnd + PACKED);
        if (like < 0 || like > mostLike() || length < 0 || length > PackedClass.LONGEST || place < 0 || place > data.length() || packed < 0
                || packed > data.length() - place) {
            return -1;
        }
        if (place == 0 && packed > 0) {
            foremost = count;
        }
        entries[count++] = from;
        return nameEnd + FIELDS - from;
    }

    /** The highest number that the next one may name. */
    private int mostLike() {
        return count < firsts ? 0 : firsts;
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
            throw from.wrong("for " + Cursor.text(table, name, nameLength) + " the number of one of the " + mostLike()
                    + " classes that are like none", like);
        }
        int length = from.int32("length of a class");
        if (length > PackedClass.LONGEST) {
            throw from.wrong("a class of at most " + PackedClass.LONGEST + " bytes", length);
        }
        int place = from.int32("place of a packed class");
        throw from.wrong("a packed class within " + data.length() + " bytes", "one at " + place + " of "
                + Integer.toUnsignedString(from.int32("length of a packed class")));
    }

    ClassData data() {
        return data;
    }

    /**
     * Looks at their names: ascending, and plain. Not needed where it is known who has written them, since a class is found by a plain name
     * or not at all.
     *
     * @throws ArtefactException when one is not as it must be
     */
    void checkNames() {
        for (int i = 0; i < count; i++) {
            int name = name(i);
            int end = nameEnd(i);
            Cursor at = new Cursor(table, name, end, base);
            at.plain();
            if (i > 0 && i != firsts && Arrays.compare(table, name(i - 1), nameEnd(i - 1), table, name, end) >= 0) {
                throw at.wrong("classes in ascending order of their names", text(i - 1) + " before " + text(i));
            }
        }
    }

    private int name(int number) {
        return entries[number] + 2;
    }

    private int nameEnd(int number) {
        int entry = entries[number];
        return entry + 2 + ((table[entry] & 0xff) << 8 | table[entry + 1] & 0xff);
    }

    private int field(int number, int field) {
        return int32(table, nameEnd(number) + field);
    }

    private String text(int number) {
        return Cursor.text(table, name(number), nameEnd(number) - name(number));
    }

    /** The number of a class; below 0 when there is none of that name. */
    private int find(String name) {
        int first = find(name, 0, firsts);
        return first >= 0 ? first : find(name, firsts, count);
    }

    private int find(String name, int from, int to) {
        int low = from;
        int high = to - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private int compare(int number, String name) {
        int from = name(number);
        int length = nameEnd(number) - from;
        for (int i = 0; i < length && i < name.length(); i++) {
            int difference = table[from + i] - name.charAt(i);
            if (difference != 0) {
                return difference;
            }
        }
        return length - name.length();
    }

    private PackedClass get(int number, boolean read) {
        int place = field(number, PLACE);
        int length = field(number, PACKED);
        Artefact.Place packed = data.atHand(place, length);
        if (packed == null && !read) {
            return null;
        }
        if (packed == null) {
            packed = new Artefact.Place(data.read(place, length), 0, length, data.base() + place);
        }
        int like = field(number, LIKE);
        PackedClass before = like == 0 ? null : get(like - 1, read);
        if (like != 0 && before == null) {
            return null;
        }
        return new PackedClass(text(number), packed, field(number, LENGTH), before, common);
    }

    /** The name of the one that is likely to be needed first; null when there is none. */
    String foremost() {
        return foremost < 0 ? null : text(foremost);
    }

    /** Whether it is one of them. */
    boolean has(String name) {
        return find(name) >= 0;
    }

    /**
     * One of them, if no file has to be read for it.
     *
     * @param name its name without package
     * @return a new object, or null
     */
    PackedClass atHand(String name) {
        int number = find(name);
        return number < 0 ? null : get(number, false);
    }

    /**
     * One of them.
     *
     * @param name its name without package
     * @return a new object, or null when there is none of that name
     * @throws ArtefactException    when it is another than the one that was proven
     * @throws UncheckedIOException when it cannot be read any more
     */
    PackedClass read(String name) {
        int number = find(name);
        return number < 0 ? null : get(number, true);
    }

    /**
     * One of them, where it can still be had: what is gone or has been changed is compiled from the source. A file that is not there or is
     * too short is looked for again, one that has been changed is not.
     *
     * @param name its name without package
     * @return a new object, or null when there is none of that name
     */
    PackedClass found(String name) {
        try {
            return read(name);
        } catch (UncheckedIOException e) {
            return null;
        } catch (ArtefactException e) {
            if (e.reason() == Reason.TAMPERED) {
                return null;
            }
            throw e;
        }
    }

    /**
     * All names: ascending, then those of further forms, ascending.
     *
     * @return a view
     */
    public Collection<String> names() {
        return new Names();
    }

    private final class Names extends AbstractCollection<String> {
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
                    return text(next++);
                }
            };
        }

        @Override
        public int size() {
            return count;
        }
    }
}
