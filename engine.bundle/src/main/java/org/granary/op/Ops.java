package org.granary.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole opcode table: rows by code and by text name. Immutable, thread-safe.
 */
public final class Ops {
    /** All rows, in the order of prefix and code. */
    public static final List<Op> ALL;

    private static final Op[] GC = new Op[32];
    private static final Op[] MISC = new Op[64];
    private static final Op[] SIMD = new Op[0x114];
    private static final Op[] ATOMIC = new Op[0x4f];
    private static final Map<String, Op> BY_TEXT;

    static {
        List<Op> all = new ArrayList<>();
        Map<String, Op> byText = new LinkedHashMap<>();
        for (CoreOp op : CoreOp.values()) {
            all.add(op);
        }
        for (GcOp op : GcOp.values()) {
            GC[op.code()] = op;
            all.add(op);
        }
        for (MiscOp op : MiscOp.values()) {
            MISC[op.code()] = op;
            all.add(op);
        }
        for (SimdOp op : SimdOp.values()) {
            SIMD[op.code()] = op;
            all.add(op);
        }
        for (AtomicOp op : AtomicOp.values()) {
            ATOMIC[op.code()] = op;
            all.add(op);
        }
        for (Op op : all) {
            byText.putIfAbsent(op.text(), op);
        }
        ALL = List.copyOf(all);
        BY_TEXT = Collections.unmodifiableMap(byText);
    }

    private Ops() {
    }

    /**
     * The row of a code.
     *
     * @param prefix the prefix byte, 0 for none
     * @param code   the code
     * @return the row, or empty where there is none
     */
    public static Optional<Op> find(int prefix, int code) {
        Op[] table = switch (prefix) {
            case 0 -> CoreOp.BY_CODE;
            case 0xfb -> GC;
            case 0xfc -> MISC;
            case 0xfd -> SIMD;
            case 0xfe -> ATOMIC;
            default -> new Op[0];
        };
        return code >= 0 && code < table.length ? Optional.ofNullable(table[code]) : Optional.empty();
    }

    /**
     * The row of a text name; {@code select} gives the form without types, a cast the form that refuses null.
     *
     * @param text the name
     * @return the row, or empty where there is none
     */
    public static Optional<Op> find(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}
