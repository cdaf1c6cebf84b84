package org.granary.dwarf;

/**
 * The entries of a table of directories or files in DWARF 5, which says itself how they are written.
 *
 * <p>Source: DWARF 5, section 6.2.4.1 (standard content descriptions) and 7.5.6 (form encodings).
 */
final class LineEntries {
    private static final long PATH = 1;
    private static final long DIRECTORY = 2;
    private static final long INLINE = 0x08;
    private static final long IN_TEXT = 0x0e;
    private static final long IN_LINE_TEXT = 0x1f;

    private final DebugReader in;
    private final DebugSections sections;
    private final int offsetWidth;
    private final long[] contents;
    private final long[] forms;
    private long left;
    private long pathForm;
    private long pathAt;
    private long directory;

    LineEntries(DebugReader in, DebugSections sections, int offsetWidth) {
        this.in = in;
        this.sections = sections;
        this.offsetWidth = offsetWidth;
        int count = in.u8();
        contents = new long[count];
        forms = new long[count];
        for (int i = 0; i < count; i++) {
            contents[i] = in.uleb();
            forms[i] = in.uleb();
        }
        left = in.uleb();
        if (count == 0 && left != 0) {
            // entries without content could be any number
            throw new DebugReader.BrokenException();
        }
    }

    /** Reads the next entry, if there is one. */
    boolean next() {
        if (left == 0) {
            return false;
        }
        left--;
        for (int i = 0; i < contents.length; i++) {
            int at = in.position();
            long value = number(forms[i]);
            if (contents[i] == PATH) {
                pathForm = forms[i];
                pathAt = forms[i] == INLINE ? at : value;
            } else if (contents[i] == DIRECTORY) {
                directory = value;
            }
        }
        return true;
    }

    /** The present entry's path; read when it is asked for, because a few bytes may name a long text. */
    String path() {
        if (pathForm == INLINE) {
            return new DebugReader(sections.binary(), (int) pathAt, in.limit()).text();
        }
        if (pathForm == IN_LINE_TEXT) {
            return sections.open(DebugSections.LINE_TEXT, pathAt).text();
        }
        if (pathForm == IN_TEXT) {
            return sections.open(DebugSections.TEXT, pathAt).text();
        }
        throw new DebugReader.BrokenException();
    }

    long directory() {
        return directory;
    }

    /** A value as a number, or 0 for what is none; every form takes a byte or more, so that tables end with their section. */
    private long number(long form) {
        switch ((int) Math.min(form, 0x7f)) {
            case 0x0b, 0x25 -> {
                return in.fixed(1);
            }
            case 0x05, 0x26 -> {
                return in.fixed(2);
            }
            case 0x27 -> {
                return in.fixed(3);
            }
            case 0x06, 0x28 -> {
                return in.fixed(4);
            }
            case 0x07 -> {
                return in.fixed(8);
            }
            case 0x0f, 0x0d, 0x1a -> {
                return in.uleb();
            }
            case 0x1e -> in.skip(16);
            case 0x08 -> in.skipText();
            case 0x0e, 0x1d, 0x1f -> {
                return in.fixed(offsetWidth);
            }
            case 0x09 -> in.skip(in.uleb());
            case 0x0a -> in.skip(in.fixed(1));
            case 0x03 -> in.skip(in.fixed(2));
            case 0x04 -> in.skip(in.fixed(4));
            default -> throw new DebugReader.BrokenException();
        }
        return 0;
    }
}
