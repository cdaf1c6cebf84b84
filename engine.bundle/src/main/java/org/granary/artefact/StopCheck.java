package org.granary.artefact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.artefact.ClassFile.Method;

/**
 * Looks whether guests can be stopped in a class of functions: no circle of instructions, and no way from an entry to a call, is without a
 * check point. Parts of a function that are methods of their own are looked into. One object for one class, confined to one thread.
 */
final class StopCheck {
    /** What ends the name of a function's body where the function itself makes the tail calls that are left behind. */
    static final String BODY = "$t";
    /** Makes a tail call that was left behind. */
    static final String STEPS = "org/granary/shape/S$";
    /** Leaves one behind. */
    static final String LEAVES = "org/granary/shape/T$";
    /** Bytes of code that may be passed without a check point, parts as often as they are called: some milliseconds. */
    private static final long CERTAIN_WORK = 1 << 24;
    /** So many are no function's. */
    private static final long MOST_WORK = 1L << 34;

    private static final int NOTHING = 1;
    private static final int STOP = 2;
    private static final int OWN_CALL = 3;
    private static final int TAIL_CALL = 4;

    private final ClassFile file;
    private final ClassCheck members;
    private final String packageName;
    private final String className;
    private final Map<String, Instructions> codes;
    /** By index of a constant: what an instruction that names it means here, once somebody asked. */
    private final byte[] kinds;
    private final Callee[] callees;
    private final Map<String, Part> parts = new HashMap<>();
    private boolean unsure;

    /**
     * Looks at nothing yet.
     *
     * @param file        the class
     * @param members     what its constants name
     * @param packageName the module's package, with slashes
     * @param className   its name
     * @param codes       the instructions of its methods by name
     */
    StopCheck(ClassFile file, ClassCheck members, String packageName, String className, Map<String, Instructions> codes) {
        this.file = file;
        this.members = members;
        this.packageName = packageName;
        this.className = className;
        this.codes = codes;
        this.kinds = new byte[file.tags.length];
        this.callees = new Callee[file.tags.length];
    }

    /**
     * A part with several ways in may have its check points on some of them only; which way is taken is a number that is not followed here.
     * Where all depends on such a part, it is not certain.
     *
     * @param hasParts whether parts of functions are called
     * @return false when it could not be told from this class alone that it can be stopped everywhere
     * @throws org.granary.engine.ArtefactException when it cannot be stopped somewhere
     */
    boolean certain(boolean hasParts) {
        if (hasParts) {
            lookAtParts();
        }
        // its parts are called from elsewhere, by code that may have its check points in them alone
        unsure |= OwnNames.holdsParts(className.substring(className.lastIndexOf('/') + 1));
        for (Method method : file.methods) {
            Instructions code = codes.get(method.name());
            Callee self = Callee.of(className, method.name());
            Flow.Marks strict = new Marks(code, self, false);
            if (code.goesBack() && !code.plainlyStops(strict) && new Flow(code, strict).circles()) {
                if (new Flow(code, new Marks(code, self, true)).circles()) {
                    throw file.refused("method " + method.name() + ": a loop without a check point");
                }
                unsure = true;
            }
            // a later part of a function is looked at where it is called, which is in its function alone
            if (self.part() == 0) {
                if (!code.plainlyBegins(strict) && new Flow(code, strict).reaches(true)) {
                    if (new Flow(code, new Marks(code, self, true)).reaches(false)) {
                        throw file.refused("method " + method.name() + ": a call before the check point of its entry");
                    }
                    // also where it only ends: a thousand calls of a function that takes long have no check point between them
                    unsure = true;
                }
                // first: what it meets may be uncertain itself, and an assignment that has begun would write over that
                boolean much = hasParts && work(self, code) > CERTAIN_WORK;
                unsure |= much;
            }
        }
        return !unsure;
    }

    /**
     * A part: whether it comes to a call, and to its end, without a check point before, whether that is not certain, and how much
     * code is passed at most.
     */
    private record Part(boolean calls, boolean ends, boolean unsure, long work) {}

    /** A method: its class and name, the function that it belongs to, the number of the part that it is, or 0. */
    private record Callee(String owner, String name, String function, int part) implements Comparable<Callee> {
        static Callee of(String owner, String name) {
            int part = OwnNames.part(name);
            String whole = part == 0 ? name : name.substring(0, name.lastIndexOf(OwnNames.PART));
            return new Callee(owner, name, whole.endsWith(BODY) ? whole.substring(0, whole.length() - BODY.length()) : whole, part);
        }

        /** Later parts come first. Not a lambda: the first one of a process takes it as long as this whole class. */
        @Override
        public int compareTo(Callee other) {
            return Integer.compare(other.part, part);
        }

        /** Told without making the name that it would have. */
        boolean isBodyOf(Callee caller) {
            return name.length() == caller.name.length() + BODY.length() && name.endsWith(BODY) && name.startsWith(caller.name);
        }

        /** Parts call only parts with higher numbers, so nobody runs in circles through them. */
        boolean isPartOf(Callee caller) {
            return part > caller.part && function.equals(caller.function);
        }
    }

    private int kind(Instructions code, int at, int opcode) {
        int index = code.operand(at);
        if (kinds[index] == 0) {
            kinds[index] = (byte) kindOf(code, at, opcode);
        }
        return kinds[index];
    }

    private int kindOf(Instructions code, int at, int opcode) {
        if (opcode == Instructions.INVOKEDYNAMIC) {
            return AllowList.checkpoint(members.bootstrap(code.operand(at))) ? STOP : NOTHING;
        }
        String owner = members.owner(code, at);
        if (opcode == Instructions.INVOKEVIRTUAL) {
            // whatever a tail call calls has a check point at its entry
            return owner.startsWith(STEPS) ? STOP : NOTHING;
        }
        if (!owner.startsWith(packageName)) {
            return owner.startsWith(LEAVES) ? TAIL_CALL : NOTHING;
        }
        callees[code.operand(at)] = Callee.of(owner, members.name(code, at));
        return OWN_CALL;
    }

    /** What instructions of a method mean; lenient where every part counts as a check point. */
    private final class Marks implements Flow.Marks {
        private final Instructions code;
        private final Callee self;
        private final boolean partsCut;

        Marks(Instructions code, Callee self, boolean partsCut) {
            this.code = code;
            this.self = self;
            this.partsCut = partsCut;
        }

        @Override
        public boolean cuts(int at) {
            int opcode = code.opcode(at);
            if (opcode != Instructions.INVOKESTATIC && opcode != Instructions.INVOKEDYNAMIC && opcode != Instructions.INVOKEVIRTUAL) {
                return false;
            }
            int kind = kind(code, at, opcode);
            if (kind != OWN_CALL) {
                return kind == STOP;
            }
            Callee callee = callees[code.operand(at)];
            return callee.isBodyOf(self) || callee.isPartOf(self) && (partsCut || !look(callee).ends());
        }

        @Override
        public boolean calls(int at) {
            int opcode = code.opcode(at);
            if (opcode != Instructions.INVOKESTATIC) {
                return opcode == Instructions.INVOKEINTERFACE;
            }
            int kind = kind(code, at, opcode);
            if (kind != OWN_CALL) {
                return kind == TAIL_CALL;
            }
            Callee callee = callees[code.operand(at)];
            return !callee.isPartOf(self) || look(callee).calls();
        }
    }

    /**
     * The bytes of a method, and of the parts that it calls, as often as it does: a chain of forty parts of which each calls the next
     * one twice runs for an hour, without a loop or a call that anybody could be stopped at.
     */
    private long work(Callee self, Instructions code) {
        long work = code.length();
        for (int i = 0; i < code.users().count(); i++) {
            int at = code.users().get(i);
            if (code.opcode(at) == Instructions.INVOKESTATIC && kind(code, at, Instructions.INVOKESTATIC) == OWN_CALL
                    && callees[code.operand(at)].part() > 0) {
                work += part(callees[code.operand(at)], self).work();
            }
        }
        if (work > MOST_WORK) {
            throw file.refused("method " + self.name() + ": parts that call parts again and again, without a check point");
        }
        return work;
    }

    /** A part has no check point at its entry, so only its function may call it, and no part before it. */
    private Part part(Callee callee, Callee self) {
        if (!callee.isPartOf(self)) {
            throw file.refused("method " + self.name() + ": calls " + callee.name() + ", which is no later part of the same function");
        }
        return look(callee);
    }

    /** The last parts first: those that they call are known then, and a chain of parts, however long, takes no stack. */
    private void lookAtParts() {
        boolean before = unsure;
        List<Callee> own = new ArrayList<>();
        for (Method method : file.methods) {
            Callee callee = Callee.of(className, method.name());
            if (callee.part() > 0) {
                own.add(callee);
            }
        }
        Collections.sort(own);
        for (Callee callee : own) {
            look(callee);
        }
        // who calls none of the uncertain ones is certain
        unsure = before;
    }

    private Part look(Callee callee) {
        Instructions code = callee.owner().equals(className) ? codes.get(callee.name()) : null;
        if (code == null) {
            // it stands in another class
            unsure = true;
            return new Part(false, true, true, 0);
        }
        Part known = parts.get(callee.name());
        if (known == null) {
            boolean before = unsure;
            unsure = false;
            Flow flow = new Flow(code, new Marks(code, callee, false));
            boolean calls = flow.reaches(false);
            boolean ends = flow.reaches(true);
            long work = work(callee, code);
            // last: each of these may come upon what is not certain
            known = new Part(calls, ends, unsure, work);
            unsure = before;
            parts.put(callee.name(), known);
        }
        unsure |= known.unsure();
        return known;
    }
}
