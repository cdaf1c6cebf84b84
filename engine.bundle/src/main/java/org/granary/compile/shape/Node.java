package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;

/** A function while it is being cut: its statements, with runs of them gathered in pieces. Mutable; confined to one run of the splitter. */
abstract sealed class Node {
    /** Estimated bytes in the method that it stands in. */
    int size;

    /** Whether control may go on behind it, as far as its own end shows. */
    abstract boolean falls();

    /** Whether control may fall out of a list's end. */
    static boolean falls(List<Node> list) {
        return list.isEmpty() || list.get(list.size() - 1).falls();
    }

    static int size(List<Node> list) {
        int sum = 0;
        for (Node node : list) {
            sum += node.size;
        }
        return sum;
    }

    /** A statement without nested lists. */
    static final class Plain extends Node {
        final Stmt stmt;

        Plain(Stmt stmt) {
            this.stmt = stmt;
        }

        @Override
        boolean falls() {
            return stmt.falls();
        }

        /** Whether it is a switch so big that it stays beside its loop's head while its targets go to pieces. */
        boolean isBigSwitch() {
            return stmt instanceof Control.Switch s && s.labels().size() > Cutter.SMALL_SWITCH;
        }
    }

    /** A statement with nested lists. */
    static final class Nest extends Node {
        final Stmt stmt;
        final List<List<Node>> bodies = new ArrayList<>();
        /** The estimated bytes of the statement itself. */
        int own;
        private Boolean falls;
        /** What is live where a {@code try} begins or ends; the emitter's frames start anew there. */
        BitSet around;

        Nest(Stmt stmt) {
            this.stmt = stmt;
        }

        /** Cutting changes nothing about it, and asking all that is nested each time takes time with the square of the depth. */
        @Override
        boolean falls() {
            if (falls == null) {
                falls = false;
                for (List<Node> body : bodies) {
                    falls |= falls(body);
                }
            }
            return falls;
        }

        void resize() {
            size = own;
            for (List<Node> body : bodies) {
                size += size(body);
            }
        }
    }

    /** A run of consecutive statements that becomes a method of its own. */
    static final class Piece extends Node {
        final List<Node> content;
        Piece parent;
        /** Its number as a part, from 1 in code order. */
        int number;
        /** Whether control falls into its first statement. */
        boolean topReachable;
        /** The marks in it that are branched to from outside it. */
        final List<Label> entries = new ArrayList<>();
        /** The labels outside that are branched to from it. */
        final List<Label> exits = new ArrayList<>();
        /** Whether the function may return from it. */
        boolean returns;
        /** Whether it calls or grows a memory. */
        boolean refreshes;
        boolean takesCode;
        boolean givesCode;
        /** How many branches each of {@link #exits} has. */
        int[] exitCounts;
        /** How many branches from outside each of {@link #entries} has. */
        int[] entryCounts;
        BitSet liveIn;
        BitSet liveOut;
        BitSet framed;
        /** The label of its call in the method around it. */
        Label site;

        Piece(List<Node> content) {
            this.content = content;
        }

        @Override
        boolean falls() {
            return falls(content);
        }

        /** The exits, those with the most branches first. */
        List<Label> likeliestExits() {
            long[] keys = new long[exits.size()];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = -((long) exitCounts[i] << Integer.SIZE) + i;
            }
            Arrays.sort(keys);
            List<Label> ordered = new ArrayList<>();
            for (long key : keys) {
                ordered.add(exits.get((int) key));
            }
            return ordered;
        }

        /** How many ways lead out. */
        int ways() {
            return exits.size() + (falls() ? 1 : 0) + (returns ? 1 : 0);
        }
    }
}
