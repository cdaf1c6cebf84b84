package org.granary.artefact;

import java.util.Arrays;
import org.granary.artefact.ClassFile.Method;
import org.granary.engine.ArtefactException;

/**
 * The bytecode of one method: where instructions begin, how long they are, where they go. Offsets are from the start of the code.
 * Immutable.
 *
 * <p>Source: Java Virtual Machine Specification, Java SE 17, section 6.5.
 */
final class Instructions {
    static final int LDC = 18;
    static final int LDC_W = 19;
    static final int LDC2_W = 20;
    static final int AASTORE = 83;
    static final int DUP = 89;
    static final int ISUB = 100;
    static final int GETSTATIC = 178;
    static final int GETFIELD = 180;
    static final int PUTFIELD = 181;
    static final int INVOKEVIRTUAL = 182;
    static final int INVOKESPECIAL = 183;
    static final int INVOKESTATIC = 184;
    static final int INVOKEINTERFACE = 185;
    static final int INVOKEDYNAMIC = 186;
    static final int NEW = 187;
    static final int ATHROW = 191;
    static final int CHECKCAST = 192;
    static final int IFNULL = 198;

    private static final int ICONST_0 = 3;
    private static final int ICONST_5 = 8;
    private static final int BIPUSH = 16;
    private static final int SIPUSH = 17;
    private static final int ILOAD = 21;
    private static final int ALOAD_3 = 45;
    private static final int AALOAD = 50;
    private static final int IFEQ = 153;
    private static final int GOTO = 167;
    private static final int JSR = 168;
    private static final int RET = 169;
    private static final int TABLESWITCH = 170;
    private static final int LOOKUPSWITCH = 171;
    private static final int IRETURN = 172;
    private static final int RETURN = 177;
    private static final int WIDE = 196;
    private static final int IINC = 132;
    private static final int GOTO_W = 200;
    private static final int HANDLER_LENGTH = 8;
    /** How many bytes all handlers of a class may cover, each counted by itself: what follows ways takes time and room for each of them. */
    private static final int MOST_COVERED = 1 << 24;
    /** The length of each instruction; 0 for those that compiled code has not, or that vary. */
    private static final String LENGTHS = "1".repeat(16) + "23233" + "2".repeat(5) + "1".repeat(28) + "2".repeat(5) + "1".repeat(73) + "3"
            + "1".repeat(20) + "3".repeat(15) + "0000" + "1".repeat(6) + "3".repeat(7) + "55" + "300" + "11" + "30" + "0000" + "33" + "50"
            + "0".repeat(54);

    /** The bits of a length. */
    private static final int LENGTH = 0xf;
    private static final int USER = 1 << 4;
    private static final int JUMP = 2 << 4;
    /** How long an instruction is, and what it has that is looked at. */
    private static final byte[] WHAT = what();
    private static final int SOON = 8;
    /** Two for each local, which is cleared first. */
    private static final int AT_ENTRY = 1_000;

    private final ClassFile file;
    private final Method method;
    private final boolean[] starts;
    /** By offset: where in {@link #handling} the handlers of an instruction begin; those of the next offset follow. Empty for few. */
    private final int[] handled;
    /** Where handlers begin. */
    private final char[] handling;
    private boolean goesBack;
    /** Instructions that are looked at one by one. */
    private final Offsets users = new Offsets();
    /** Where jumps go back to. */
    private final Offsets heads = new Offsets();

    /** Offsets in the order in which they came. */
    static final class Offsets {
        private static final char[] NONE = {};

        private char[] offsets = NONE;
        private int count;

        private void add(int offset) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count < 16 ? 16 : count * 2);
            }
            offsets[count++] = (char) offset;
        }

        int count() {
            return count;
        }

        int get(int index) {
            return offsets[index];
        }
    }

    Instructions(ClassFile file, Method method) {
        this.file = file;
        this.method = method;
        this.starts = new boolean[method.length()];
        // those of one method after the other: they are needed no longer than this
        Offsets jumps = file.jumps;
        jumps.count = 0;
        begin(jumps);
        for (int i = 0; i < jumps.count(); i++) {
            targets(jumps.get(i));
        }
        // so few are asked one after the other whether they cover an instruction
        boolean few = method.handlerCount() <= ClassFile.FEW;
        this.handled = new int[few ? 0 : method.length() + 1];
        this.handling = new char[few ? 0 : covered()];
        for (int i = 0; i < method.handlerCount(); i++) {
            goesBack |= handler(i) < end(i);
        }
        if (!few) {
            handlers();
        }
    }

    private int covered() {
        long covered = 0;
        for (int i = 0; i < method.handlerCount(); i++) {
            covered += Math.max(0, end(i) - from(i));
        }
        file.covered += covered;
        if (file.covered > MOST_COVERED) {
            throw file.refused("method " + method.name() + ": its " + method.handlerCount() + " handlers cover more than " + MOST_COVERED
                    + " bytes of code together" + (file.covered > covered ? " with those of the methods before" : ""));
        }
        file.compared(method.name(), covered * method.places());
        return (int) covered;
    }

    private void handlers() {
        for (int i = 0; i < method.handlerCount(); i++) {
            for (int at = from(i); at < end(i); at++) {
                handled[at + 1]++;
            }
        }
        for (int at = 1; at < handled.length; at++) {
            handled[at] += handled[at - 1];
        }
        int[] next = handled.clone();
        for (int i = 0; i < method.handlerCount(); i++) {
            for (int at = from(i); at < end(i); at++) {
                handling[next[at]++] = (char) handler(i);
            }
        }
    }

    private int from(int handler) {
        return file.int16(method.handlers() + handler * HANDLER_LENGTH);
    }

    private int end(int handler) {
        return Math.min(method.length(), file.int16(method.handlers() + handler * HANDLER_LENGTH + 2));
    }

    /** Whether there is a way to an earlier instruction: without one there is no circle. */
    boolean goesBack() {
        return goesBack;
    }

    int length() {
        return method.length();
    }

    int opcode(int at) {
        return file.bytes[method.from() + at] & 0xff;
    }

    /** The two bytes behind an opcode. */
    int operand(int at) {
        return file.int16(method.from() + at + 1);
    }

    int byteOperand(int at) {
        return file.bytes[method.from() + at + 1] & 0xff;
    }

    private int int32(int at) {
        return file.int32(method.from() + at);
    }

    int size(int at) {
        int opcode = opcode(at);
        int size = WHAT[opcode] & LENGTH;
        if (size == 0) {
            size = longSize(at, opcode);
        }
        if (size > method.length() - at) {
            throw wrong(at, "the code is cut off");
        }
        return size;
    }

    private int longSize(int at, int opcode) {
        if (opcode == WIDE && at + 1 < method.length()) {
            int inner = byteOperand(at);
            if (inner == IINC) {
                return 6;
            }
            if (inner >= 21 && inner <= 25 || inner >= 54 && inner <= 58) {
                return 4;
            }
        } else if (opcode == TABLESWITCH || opcode == LOOKUPSWITCH) {
            int table = table(at);
            if (table + 12 <= method.length()) {
                long cases = opcode == TABLESWITCH ? (long) int32(table + 8) - int32(table + 4) + 1 : int32(table + 4);
                long size = table - at + (opcode == TABLESWITCH ? 12 + 4 * cases : 8 + 8 * cases);
                if (cases >= 0 && size <= method.length() - at) {
                    return (int) size;
                }
            } else if (opcode == LOOKUPSWITCH && table + 8 <= method.length() && int32(table + 4) == 0) {
                return table + 8 - at;
            }
        }
        throw wrong(at, "compiled code has no instruction " + opcode);
    }

    private static int table(int at) {
        return at + 4 & ~3;
    }

    /** Finds where instructions begin, in one walk: most code is looked at before any of ours is compiled. */
    private void begin(Offsets jumps) {
        byte[] bytes = file.bytes;
        byte[] what = WHAT;
        boolean[] starts = this.starts;
        int from = method.from();
        int last = 0;
        int size;
        for (int at = 0; at < starts.length; at += size) {
            starts[at] = true;
            last = at;
            int kind = what[bytes[from + at] & 0xff];
            size = kind & LENGTH;
            if (size == 0 || size > starts.length - at) {
                size = size(at);
            }
            if (kind > LENGTH) {
                (kind < JUMP ? users : jumps).add(at);
            }
        }
        int opcode = opcode(last);
        if (opcode != GOTO && opcode != GOTO_W && opcode != TABLESWITCH && opcode != LOOKUPSWITCH && !leaves(last)) {
            throw wrong(last, "control falls out of the code");
        }
    }

    private static byte[] what() {
        byte[] what = new byte[0x100];
        for (int opcode = 0; opcode < what.length; opcode++) {
            boolean user = opcode >= LDC && opcode <= LDC2_W || opcode >= GETSTATIC && opcode <= NEW || opcode == CHECKCAST
                    || opcode == AASTORE;
            what[opcode] = (byte) (LENGTHS.charAt(opcode) - '0' | (jumps(opcode) ? JUMP : user ? USER : 0));
        }
        return what;
    }

    /** The instructions that are looked at one by one: of all others nothing can be wrong that the JVM does not see. */
    Offsets users() {
        return users;
    }

    private void targets(int at) {
        int ways = ways(at);
        for (int i = 0; i < ways; i++) {
            int to = target(at, i);
            if (to < 0 || to >= starts.length || !starts[to]) {
                throw wrong(at, "a jump to " + to + ", where no instruction begins");
            }
            if (to <= at) {
                goesBack = true;
                heads.add(to);
            }
        }
    }

    /**
     * Whether it is plain to see that there is no circle without a check point: wherever a jump goes back to, a check point follows at
     * once, and wherever a handler begins, the method ends at once, with no handler on the way. A circle has a jump back in it, then, and
     * goes on to that check point.
     *
     * @param marks tells what is a check point
     */
    boolean plainlyStops(Flow.Marks marks) {
        if (handled.length > 0) {
            return false;
        }
        for (int i = 0; i < method.handlerCount(); i++) {
            if (!soon(handler(i), null)) {
                return false;
            }
        }
        for (int i = 0; i < heads.count(); i++) {
            if (!soon(heads.get(i), marks)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether it is plain to see that the first thing of any account is a check point: no call and no jump comes before it, and wherever a
     * handler begins, the method ends at once without a call.
     *
     * @param marks tells what is a check point, and what is a call
     */
    boolean plainlyBegins(Flow.Marks marks) {
        if (handled.length > 0) {
            return false;
        }
        for (int i = 0; i < method.handlerCount(); i++) {
            if (!soon(handler(i), null) || callsSoon(handler(i), marks)) {
                return false;
            }
        }
        return soon(0, marks, AT_ENTRY) && !callsSoon(0, marks);
    }

    /** Whether there is a call before control comes to a check point or to the end, which it does {@link #soon}. */
    private boolean callsSoon(int from, Flow.Marks marks) {
        for (int at = from; !leaves(at) && !marks.cuts(at); at += size(at)) {
            if (marks.calls(at)) {
                return true;
            }
        }
        return false;
    }

    private boolean covered(int at) {
        for (int i = 0; i < method.handlerCount(); i++) {
            if (at >= from(i) && at < end(i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether control comes from an instruction to one that is wanted without any other way: a check point, or else the end. */
    private boolean soon(int from, Flow.Marks marks) {
        return soon(from, marks, SOON);
    }

    private boolean soon(int from, Flow.Marks marks, int most) {
        int at = from;
        for (int i = 0; i < most; i++) {
            if (marks == null && covered(at)) {
                return false;
            }
            if (marks != null ? marks.cuts(at) : leaves(at)) {
                return true;
            }
            if (leaves(at) || WHAT[opcode(at)] >= JUMP) {
                return false;
            }
            at += size(at);
        }
        return false;
    }

    private static boolean jumps(int opcode) {
        return opcode >= IFEQ && opcode < JSR || opcode == TABLESWITCH || opcode == LOOKUPSWITCH || opcode == IFNULL || opcode == IFNULL + 1
                || opcode == GOTO_W;
    }

    private int ways(int at) {
        return switch (opcode(at)) {
            case TABLESWITCH -> int32(table(at) + 8) - int32(table(at) + 4) + 2;
            case LOOKUPSWITCH -> int32(table(at) + 4) + 1;
            default -> 1;
        };
    }

    private int target(int at, int way) {
        return switch (opcode(at)) {
            case TABLESWITCH -> at + int32(table(at) + (way == 0 ? 0 : 8 + 4 * way));
            case LOOKUPSWITCH -> at + int32(table(at) + (way == 0 ? 0 : 4 + 8 * way));
            case GOTO_W -> at + int32(at + 1);
            default -> at + (short) operand(at);
        };
    }

    /** Whether an instruction ends the method. */
    boolean leaves(int at) {
        int opcode = opcode(at);
        return opcode >= IRETURN && opcode <= RETURN || opcode == ATHROW;
    }

    /** Whether an instruction only puts a local or a field on the stack, and control goes on behind it. */
    boolean loads(int at) {
        int opcode = opcode(at) == WIDE ? byteOperand(at) : opcode(at);
        return opcode >= ILOAD && opcode <= ALOAD_3 || opcode == GETFIELD;
    }

    /** Whether two instructions are the same one: the same bytes. */
    boolean same(int at, int other) {
        int from = method.from();
        return Arrays.equals(file.bytes, from + at, from + at + size(at), file.bytes, from + other, from + other + size(other));
    }

    /** Where the way on begins when control comes to a place with no object on the stack that is loaded there; -1 if nobody looks. */
    int withoutObject(int at) {
        int look = at + size(at);
        return loads(at) && opcode(at) != GETFIELD && opcode(look) == IFNULL ? target(look, 0) : -1;
    }

    /** Whether an array on the stack is used for nothing but to read an element at once, whose index is a constant. */
    boolean reads(int at) {
        return isConstant(at) && opcode(at + size(at)) == AALOAD;
    }

    /** Whether an instruction only puts a constant on the stack. */
    boolean isConstant(int at) {
        int opcode = opcode(at);
        return opcode >= ICONST_0 && opcode <= ICONST_5 || opcode == BIPUSH || opcode == SIPUSH || opcode == LDC || opcode == LDC_W;
    }

    /**
     * Where control goes from an instruction: targets of jumps, the next one, handlers that compiled code continues at.
     *
     * @param at    the instruction
     * @param which the number of the way, from 0
     * @return the offset, or -1 when there are no more
     */
    int successor(int at, int which) {
        int opcode = opcode(at);
        int ways = jumps(opcode) ? ways(at) : 0;
        if (which < ways) {
            return target(at, which);
        }
        int left = which - ways;
        boolean on = !leaves(at) && opcode != GOTO && opcode != GOTO_W && opcode != TABLESWITCH && opcode != LOOKUPSWITCH;
        if (on) {
            if (left == 0) {
                return at + size(at);
            }
            left--;
        }
        if (handled.length > 0) {
            return left >= handled[at + 1] - handled[at] ? -1 : handling[handled[at] + left];
        }
        for (int i = 0; i < method.handlerCount(); i++) {
            if (at >= from(i) && at < end(i) && left-- == 0) {
                return handler(i);
            }
        }
        return -1;
    }

    int handlerCount() {
        return method.handlerCount();
    }

    /** Where a handler begins. */
    int handler(int index) {
        int at = file.int16(method.handlers() + index * HANDLER_LENGTH + 4);
        if (at >= method.length() || !starts[at]) {
            throw wrong(at, "a handler where no instruction begins");
        }
        return at;
    }

    /** The class that a handler catches, as the index of a constant; 0 for everything. */
    int caught(int index) {
        return file.int16(method.handlers() + index * HANDLER_LENGTH + 6);
    }

    ArtefactException wrong(int at, String what) {
        return file.refused("method " + method.name() + " at 0x" + Integer.toHexString(at) + ": " + what);
    }
}
