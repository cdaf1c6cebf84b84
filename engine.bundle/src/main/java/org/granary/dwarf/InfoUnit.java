package org.granary.dwarf;

/**
 * A unit of {@code .debug_info}: its header, what its first entry says about all of it, and how values in it are read. Confined to one
 * thread.
 *
 * <p>Source: DWARF 5, section 7.5.1 (unit headers) and 7.5.6 (form encodings); DWARF 4 for versions below 5.
 */
final class InfoUnit {
    static final long NAME = 0x03;
    static final long LINES = 0x10;
    static final long LOW = 0x11;
    static final long HIGH = 0x12;
    static final long ORIGIN = 0x31;
    static final long SPECIFICATION = 0x47;
    static final long RANGES = 0x55;
    static final long CALL_COLUMN = 0x57;
    static final long CALL_FILE = 0x58;
    static final long CALL_LINE = 0x59;
    private static final long TEXT_OFFSETS_BASE = 0x72;
    private static final long ADDRESSES_BASE = 0x73;
    private static final long RANGE_LISTS_BASE = 0x74;
    private static final long FORM_ADDRESS = 0x01;
    private static final long FORM_INLINE = 0x08;
    private static final long FORM_TEXT = 0x0e;
    private static final long FORM_ANYWHERE = 0x10;
    private static final long FORM_INDIRECT = 0x16;
    private static final long FORM_LINE_TEXT = 0x1f;
    private static final long FORM_IMPLICIT = 0x21;
    private static final long FORM_RANGE_LIST = 0x23;
    private static final int COMPILE = 1;
    private static final int PARTIAL = 3;

    final int version;
    final int width;
    final int addressWidth;
    final Abbreviations kinds;
    /** The offset of this unit in its section. */
    final long start;
    /** Where its line program begins in its section, or -1. */
    final long lines;
    /** Where addresses of range lists count from. */
    final long low;
    private final long textOffsets;
    private final long addresses;
    private final long rangeLists;
    private final DebugSections sections;
    private final Work work;
    private final int from;
    private final int to;
    private final int section;

    /**
     * Reads the header and the first entry.
     *
     * @param content the unit without its length
     * @param start   its offset in the section, with its length
     * @param width   the bytes of an offset in it
     */
    InfoUnit(DebugSections sections, Work work, DebugReader content, long start, int width) {
        this.sections = sections;
        this.work = work;
        this.start = start;
        this.width = width;
        this.to = content.limit();
        this.section = sections.customs().get(DebugSections.INFO).from();
        version = (int) content.fixed(2);
        if (version < 2 || version > 5) {
            throw new DebugReader.BrokenException();
        }
        long abbreviations;
        if (version == 5) {
            int type = content.u8();
            addressWidth = content.u8();
            abbreviations = content.fixed(width);
            if (type != COMPILE && type != PARTIAL) {
                throw new DebugReader.BrokenException();
            }
        } else {
            abbreviations = content.fixed(width);
            addressWidth = content.u8();
        }
        kinds = new Abbreviations(sections.open(DebugSections.ABBREVIATIONS, abbreviations), work);
        from = content.position();
        Entry root = new Entry();
        if (!root.read(entries(0))) {
            throw new DebugReader.BrokenException();
        }
        lines = root.has(LINES) ? root.number(LINES) : -1;
        textOffsets = root.has(TEXT_OFFSETS_BASE) ? root.number(TEXT_OFFSETS_BASE) : 0;
        addresses = root.has(ADDRESSES_BASE) ? root.number(ADDRESSES_BASE) : 0;
        rangeLists = root.has(RANGE_LISTS_BASE) ? root.number(RANGE_LISTS_BASE) : 0;
        low = root.has(LOW) ? address(root, LOW) : 0;
    }

    /**
     * The entries from a place on.
     *
     * @param offset in the section; 0 for the unit's first entry
     */
    DebugReader entries(long offset) {
        long at = offset == 0 ? from : section + offset;
        if (at < from || at > to) {
            throw new DebugReader.BrokenException();
        }
        return new DebugReader(sections.binary(), (int) at, to);
    }

    /** Whether an offset in the section lies in this unit. */
    boolean has(long offset) {
        return section + offset >= from && section + offset < to;
    }

    /** An entry, as it was read last. */
    final class Entry {
        /** The kind. */
        Abbreviations.Kind kind;
        private long[] values = {};
        private long[] forms = {};

        /**
         * Reads the next one.
         *
         * @return false for what ends a list of children
         */
        boolean read(DebugReader in) {
            int at = in.position();
            long code = in.uleb();
            if (code == 0) {
                work.take(1);
                return false;
            }
            kind = kinds.of(code);
            int count = kind.names().length;
            work.take(count);
            if (values.length < count) {
                values = new long[count];
                forms = new long[count];
            }
            for (int i = 0; i < count; i++) {
                forms[i] = kind.forms()[i];
                if (forms[i] == FORM_INDIRECT) {
                    forms[i] = in.uleb();
                }
                values[i] = forms[i] == FORM_IMPLICIT ? kind.values()[i] : value(in, forms[i]);
            }
            work.take(in.position() - at);
            return true;
        }

        boolean has(long name) {
            return kind.find(name) >= 0;
        }

        /** An attribute's value as it stands; 0 where there is none. */
        long number(long name) {
            int at = kind.find(name);
            return at < 0 ? 0 : values[at];
        }

        long form(long name) {
            int at = kind.find(name);
            return at < 0 ? 0 : forms[at];
        }

        /** Where an entry is that an attribute refers to, in the section; -1 where it cannot be told. */
        long target(long name) {
            long form = form(name);
            return form == FORM_ANYWHERE ? number(name) : form >= 0x11 && form <= 0x15 ? start + number(name) : -1;
        }
    }

    /** A value as a number: of text inside the entry its place, of what is no number 0. */
    private long value(DebugReader in, long form) {
        switch ((int) Math.min(form, 0x7f)) {
            case 0x01 -> {
                return in.fixed(addressWidth);
            }
            case 0x0b, 0x0c, 0x11, 0x25, 0x29 -> {
                return in.fixed(1);
            }
            case 0x05, 0x12, 0x26, 0x2a -> {
                return in.fixed(2);
            }
            case 0x27, 0x2b -> {
                return in.fixed(3);
            }
            case 0x06, 0x13, 0x28, 0x2c -> {
                return in.fixed(4);
            }
            case 0x07, 0x14, 0x20 -> {
                return in.fixed(8);
            }
            case 0x0d -> {
                return in.sleb();
            }
            case 0x0f, 0x15, 0x1a, 0x1b, 0x22, 0x23 -> {
                return in.uleb();
            }
            case 0x0e, 0x17, 0x1f -> {
                return in.fixed(width);
            }
            case 0x10 -> {
                return in.fixed(version == 2 ? addressWidth : width);
            }
            case 0x08 -> {
                int at = in.position();
                in.skipText();
                return at;
            }
            case 0x03 -> in.skip(in.fixed(2));
            case 0x04 -> in.skip(in.fixed(4));
            case 0x09, 0x18 -> in.skip(in.uleb());
            case 0x0a -> in.skip(in.fixed(1));
            case 0x1e -> in.skip(16);
            case 0x19 -> {
                // true without a byte
            }
            default -> throw new DebugReader.BrokenException();
        }
        return 0;
    }

    /** An attribute that is an address, itself or by number. */
    long address(Entry entry, long name) {
        long value = entry.number(name);
        return entry.form(name) == FORM_ADDRESS ? value : indexed(value);
    }

    private long indexed(long index) {
        return number(DebugSections.ADDRESSES, addresses, index, addressWidth);
    }

    private long number(String table, long base, long index, int bytes) {
        if (index < 0 || index > Integer.MAX_VALUE) {
            throw new DebugReader.BrokenException();
        }
        work.take(bytes);
        return sections.open(table, base + index * bytes).fixed(bytes);
    }

    /** Whether an entry's code has an address. Code that the linker has left out begins at 0. */
    boolean contains(Entry entry, long address) {
        if (entry.has(LOW) && entry.has(HIGH)) {
            long first = address(entry, LOW);
            boolean isAddress = entry.form(HIGH) == FORM_ADDRESS || isIndexed(entry.form(HIGH));
            long end = isAddress ? address(entry, HIGH) : first + entry.number(HIGH);
            return first > 0 && first <= address && address < end;
        }
        return entry.has(RANGES) && (version == 5 ? inLists(entry, address) : inPairs(entry.number(RANGES), address));
    }

    private static boolean isIndexed(long form) {
        return form == 0x1b || form >= 0x29 && form <= 0x2c;
    }

    private boolean inPairs(long offset, long address) {
        DebugReader in = sections.open(DebugSections.RANGES, offset);
        long base = low;
        long greatest = addressWidth == 8 ? -1 : (1L << 8 * addressWidth) - 1;
        while (true) {
            work.take(2L * addressWidth);
            long first = in.fixed(addressWidth);
            long end = in.fixed(addressWidth);
            if (first == 0 && end == 0) {
                return false;
            }
            if (first == greatest) {
                base = end;
            } else if (isIn(base + first, base + end, address)) {
                return true;
            }
        }
    }

    private static boolean isIn(long first, long end, long address) {
        return first > 0 && first <= address && address < end;
    }

    private boolean inLists(Entry entry, long address) {
        long offset = entry.number(RANGES);
        if (entry.form(RANGES) == FORM_RANGE_LIST) {
            offset = rangeLists + number(DebugSections.RANGE_LISTS, rangeLists, offset, width);
        }
        DebugReader in = sections.open(DebugSections.RANGE_LISTS, offset);
        long base = low;
        while (true) {
            work.take(2L * addressWidth);
            int kind = in.u8();
            long first = 0;
            long end = 0;
            switch (kind) {
                case 0 -> {
                    return false;
                }
                case 1 -> base = indexed(in.uleb());
                case 2 -> {
                    first = indexed(in.uleb());
                    end = indexed(in.uleb());
                }
                case 3 -> {
                    first = indexed(in.uleb());
                    end = first + in.uleb();
                }
                case 4 -> {
                    first = base + in.uleb();
                    end = base + in.uleb();
                }
                case 5 -> base = in.fixed(addressWidth);
                case 6 -> {
                    first = in.fixed(addressWidth);
                    end = in.fixed(addressWidth);
                }
                case 7 -> {
                    first = in.fixed(addressWidth);
                    end = first + in.uleb();
                }
                default -> throw new DebugReader.BrokenException();
            }
            if (isIn(first, end, address)) {
                return true;
            }
        }
    }

    /** An attribute that is a text. */
    String text(Entry entry, long name) {
        long value = entry.number(name);
        long form = entry.form(name);
        DebugReader in;
        if (form == FORM_INLINE) {
            in = new DebugReader(sections.binary(), (int) value, to);
        } else if (form == FORM_TEXT || form == FORM_LINE_TEXT) {
            in = sections.open(form == FORM_TEXT ? DebugSections.TEXT : DebugSections.LINE_TEXT, value);
        } else {
            in = sections.open(DebugSections.TEXT, number(DebugSections.TEXT_OFFSETS, textOffsets, value, width));
        }
        int from = in.position();
        String text = in.text();
        work.take(in.position() - from);
        return text;
    }
}
