package org.granary.dwarf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How the entries of a unit are written: which attributes each kind has, in which forms. Read as far as it was asked for. Confined to one
 * thread.
 *
 * <p>Source: DWARF 5, section 7.5.3 (abbreviations tables).
 */
final class Abbreviations {
    private static final long IMPLICIT = 0x21;

    private final DebugReader in;
    private final Work work;
    private final Map<Long, Kind> known = new HashMap<>();
    private boolean over;

    /**
     * A kind of entry.
     *
     * @param tag      what it is
     * @param children whether others are in it
     * @param names    the attributes
     * @param forms    how each is written
     * @param values   of each attribute the value that stands here and not in the entry
     */
    record Kind(long tag, boolean children, long[] names, long[] forms, long[] values) {
        /** Where an attribute is among this kind's, or -1. */
        int find(long name) {
            for (int i = 0; i < names.length; i++) {
                if (names[i] == name) {
                    return i;
                }
            }
            return -1;
        }
    }

    Abbreviations(DebugReader in, Work work) {
        this.in = in;
        this.work = work;
    }

    /** The kind of a code. */
    Kind of(long code) {
        while (!known.containsKey(code) && !over) {
            next();
        }
        Kind kind = known.get(code);
        if (kind == null) {
            throw new DebugReader.BrokenException();
        }
        return kind;
    }

    private void next() {
        int from = in.position();
        long code = in.uleb();
        over = code == 0;
        if (over) {
            return;
        }
        long tag = in.uleb();
        boolean children = in.u8() != 0;
        long[] all = new long[12];
        int count = 0;
        while (true) {
            long name = in.uleb();
            long form = in.uleb();
            long value = form == IMPLICIT ? in.sleb() : 0;
            if (name == 0 && form == 0) {
                break;
            }
            all = count + 3 > all.length ? Arrays.copyOf(all, 2 * all.length) : all;
            all[count++] = name;
            all[count++] = form;
            all[count++] = value;
        }
        work.take(in.position() - from);
        known.putIfAbsent(code, new Kind(tag, children, each(all, 0, count), each(all, 1, count), each(all, 2, count)));
    }

    private static long[] each(long[] all, int from, int count) {
        long[] some = new long[count / 3];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[3 * i + from];
        }
        return some;
    }
}
