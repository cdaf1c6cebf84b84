package org.granary.artefact;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.granary.artefact.ClassFile.Bootstrap;
import org.granary.artefact.ClassFile.Method;
import org.granary.engine.ArtefactException;

/**
 * Looks through a class file before it is defined: it is a class of compiled functions of its module in form, refers to nothing that
 * compiled functions do not refer to, turns what the JVM throws into traps in the one way there is, and can be stopped where the engine's
 * settings want that. What remains is the JVM's to verify. One object for one class, confined to one thread.
 */
public final class ClassCheck {
    private static final Set<String> JDK = Set.of("java/lang/Object", "java/lang/String", "java/lang/RuntimeException",
            "java/lang/Throwable", "java/lang/Float", "java/lang/Double", "java/lang/Long", "java/lang/invoke/VarHandle",
            "java/lang/invoke/MethodHandles", "java/lang/invoke/MethodHandles$Lookup", "java/lang/invoke/CallSite",
            "java/lang/invoke/MethodType", "java/util/Objects");
    private static final String HELD = "org/granary/vm/VmStore.held";
    private static final List<String> TAKING_OFF = List.of("load", "org/granary/vm/Instance.store", "dup", HELD, "constant", "sub",
            HELD + "=");
    /** The bytes of a jump on a condition. */
    private static final int IF_LENGTH = 3;
    /** Letters of a name of the module's own classes; longer ones stand in no artefact. */
    private static final int MOST_OWN = 80;
    /** Structures and what several values travel in. */
    private static final String STRUCTURES = "org/granary/shape/G$";
    private static final String SHAPES = "org/granary/shape/";
    private static final String TRAPS = "org/granary/vm/Traps";
    private static final String INSTANCE = "org/granary/vm/Instance";
    private static final String CELLS = "org/granary/vm/GlobalCell";
    private static final String EXCEPTIONS = "org/granary/vm/ExnRef";
    /**
     * The letters of the names that all constants of a class say together. Each is looked at as often as it is said, and a few bytes are
     * enough to say one of 65,535 letters again.
     */
    private static final long MOST_SAID = 1 << 26;

    /** From {@code getstatic} to {@code invokeinterface}. */
    private static final String[] USES = {"static-get", "static-put", "get", "put", "virtual", "new", "static", "interface"};
    private static final int GET = 2;
    private static final int PUT = 3;
    private static final int STATIC = 6;
    /** Beside those: it makes an exception that is to be thrown at once. */
    private static final int MAKES_TRAP = 1 << 8;
    /** Beside those: it is an array of the instance's. */
    private static final int LISTS = 1 << 9;

    /** The constants that they take. */
    private static final int[] TAGS = {ClassFile.FIELD, ClassFile.FIELD, ClassFile.FIELD, ClassFile.FIELD, ClassFile.METHOD,
            ClassFile.METHOD, ClassFile.METHOD, ClassFile.INTERFACE_METHOD};

    /** What may be done with a class. */
    private static final int MADE_HERE = 1;
    private static final int CAST_HERE = 2;

    private final Known known;
    private final ClassFile file;
    private final String packageName;
    private final String variant;
    /** By index of a constant: what its member may be used for, a bit for each of {@link #USES}. */
    private final int[] uses;
    /** By index of a constant: owner and name of its member, or the method of a handle, once somebody asked. */
    private final String[] targets;
    private final Map<String, Instructions> codes = new HashMap<>();
    /** By index of a constant: which of the two may be done with the class, once somebody asked. */
    private final byte[] allowed;
    /** By index of a constant: what a class is to its module, once somebody asked. */
    private final byte[] ownKinds;
    /** Whether parts of functions are called: a part is a method of its own. */
    private boolean parts;
    private boolean unsure;
    private long said;

    /**
     * What has been found out about an artefact's classes so far: the names outside of the module, which they use again and again, and
     * what they take the JVM's verifier. Thread-safe.
     */
    static final class Known {
        /** Whoever makes up names gets no memory for them. */
        private static final int MOST = 4_096;
        private static final int LONGEST = 256;

        private final Map<Member, Integer> members = new ConcurrentHashMap<>();
        private final Set<String> types = ConcurrentHashMap.newKeySet();
        private final long mostWork;
        private final AtomicLong work = new AtomicLong();

        /**
         * Nothing is known yet.
         *
         * @param mostWork what the verifier may compare and make room for in all classes together
         */
        Known(long mostWork) {
            this.mostWork = mostWork;
        }

        /** Whether a class may be verified, too, with those before; it counts as one of these then. */
        private boolean verifies(ClassFile file) {
            long before;
            do {
                before = work.get();
                if (file.work() > mostWork - before) {
                    return false;
                }
            } while (!work.compareAndSet(before, before + file.work()));
            return true;
        }

        private Integer uses(Member member) {
            return members.get(member);
        }

        private void uses(Member member, int uses) {
            if (member.length() <= LONGEST && members.size() < MOST) {
                members.put(member, uses);
            }
        }

        private boolean type(String name) {
            return types.contains(name);
        }

        private void passed(String name) {
            if (name.length() <= LONGEST && types.size() < MOST) {
                types.add(name);
            }
        }
    }

    /** A member outside of the module. Ordered, so that those of one hash are found quickly, too: their names are anybody's. */
    private record Member(int tag, String owner, String name, String type) implements Comparable<Member> {
        int length() {
            return owner.length() + name.length() + type.length();
        }

        /** By hand, as all of it: what the JVM makes of a record takes a new process longer than a class is looked through. */
        @Override
        public int hashCode() {
            return 31 * (31 * (31 * owner.hashCode() + name.hashCode()) + type.hashCode()) + tag;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Member that && tag == that.tag && name.equals(that.name) && type.equals(that.type)
                    && owner.equals(that.owner);
        }

        @Override
        public int compareTo(Member other) {
            int order = type.compareTo(other.type);
            order = order != 0 ? order : name.compareTo(other.name);
            order = order != 0 ? order : owner.compareTo(other.owner);
            return order != 0 ? order : Integer.compare(tag, other.tag);
        }
    }

    private ClassCheck(ClassFile file, String packageName, String name, Known known) {
        this.known = known;
        this.file = file;
        this.packageName = packageName;
        this.variant = name.substring(name.indexOf('$'));
        this.uses = new int[file.tags.length];
        this.targets = new String[file.tags.length];
        this.allowed = new byte[file.tags.length];
        this.ownKinds = new byte[file.tags.length];
    }

    /** What is known of a class that was looked through. */
    enum Passed {
        /** All of it is. */
        CERTAIN,
        /** It could not be told from this class alone that it keeps within what its source may do. */
        UNCERTAIN,
        /** That; nor may it be verified, since the classes before it have cost so much. */
        COSTLY
    }

    /**
     * Looks through a class.
     *
     * @param bytes       the file
     * @param packageName the module's package, with slashes
     * @param name        the name that it must have, without package
     * @param checkpoints whether guests of the engine can be stopped
     * @return whether all of it is certain: false when it could not be told from this class alone that it can be stopped everywhere
     * @throws ArtefactException when it must not be defined
     */
    public static boolean passes(byte[] bytes, String packageName, String name, boolean checkpoints) {
        return passes(bytes, packageName, name, checkpoints, new Known(Long.MAX_VALUE)) == Passed.CERTAIN;
    }

    /** The same with what is known already. */
    static Passed passes(byte[] bytes, String packageName, String name, boolean checkpoints, Known known) {
        if (!OwnNames.isFunctions(name)) {
            throw new ArtefactException(ArtefactException.Reason.FORBIDDEN, "class " + name + ": expected a class of functions");
        }
        ClassFile file = new ClassFile(bytes, packageName + "/" + name);
        ClassCheck check = new ClassCheck(file, packageName, name, known);
        check.constants();
        for (Method method : file.methods) {
            check.instructions(method);
        }
        if (checkpoints) {
            StopCheck stops = new StopCheck(file, check, packageName, packageName + "/" + name, check.codes);
            check.unsure |= !stops.certain(check.parts);
        }
        return !known.verifies(file) ? Passed.COSTLY : check.unsure ? Passed.UNCERTAIN : Passed.CERTAIN;
    }

    /** Constants that no instruction uses would be harmless; they are looked at all the same. */
    private void constants() {
        for (int i = 1; i < file.tags.length; i++) {
            switch (file.tags[i]) {
                case ClassFile.CLASS -> {
                    said(file.className(i).length());
                    type(file.className(i));
                }
                case ClassFile.METHOD_HANDLE -> handle(i);
                case ClassFile.DYNAMIC -> dynamic(i, "Lorg/granary/type/DefType;");
                case ClassFile.INVOKE_DYNAMIC -> dynamic(i, "(Lorg/granary/vm/Instance;)V");
                case ClassFile.FIELD, ClassFile.METHOD, ClassFile.INTERFACE_METHOD -> reference(i);
                default -> {
                    // numbers, names, strings
                }
            }
        }
    }

    private void said(long letters) {
        said += letters;
        if (said > MOST_SAID) {
            throw file.refused("the names that its constants say have more than " + MOST_SAID + " letters together");
        }
    }

    private void type(String name) {
        if (known.type(name)) {
            return;
        }
        int inside = packageName.length() + 1;
        boolean ours = name.startsWith(packageName) && name.startsWith("/", inside - 1) && name.length() < inside + MOST_OWN
                && OwnNames.isOwn(name.substring(inside))
                || name.startsWith("org/granary/vm/") || name.startsWith("org/granary/shape/") || name.equals("org/granary/type/DefType");
        boolean theirs = !ours && (JDK.contains(name) || isArray(new Form(name)));
        if (!ours && !theirs) {
            throw file.refused("compiled functions do not use the class " + name);
        }
        known.passed(name);
    }

    private static boolean isArray(Form name) {
        return name.some("[") && (name.one("BIJFD") || name.word("Ljava/lang/Object;") || name.word("Lorg/granary/vm/FuncRef;"))
                && name.atEnd();
    }

    private String member(int nameAndType) {
        return file.memberName(nameAndType) + " " + file.memberType(nameAndType);
    }

    /** The one kind of method handles is that of bootstrap methods. */
    private String handle(int index) {
        int offset = file.constant(index, ClassFile.METHOD_HANDLE);
        if (targets[index] != null) {
            return targets[index];
        }
        int target = file.constant(file.int16(offset + 1), ClassFile.METHOD);
        String method = file.className(file.int16(target)) + "." + member(file.int16(target + 2));
        if (file.bytes[offset] != 6 || !AllowList.bootstrap(method, 0) && !AllowList.bootstrap(method, ClassFile.INTEGER)) {
            throw file.refused("compiled functions have no method handle on " + method);
        }
        targets[index] = method;
        return method;
    }

    /** The bootstrap method of a dynamic constant or call. */
    String bootstrap(int index) {
        int number = file.int16(file.offsets[index]);
        if (number >= file.bootstraps.size()) {
            throw file.refused("constant " + index + ": there is no bootstrap method " + number);
        }
        Bootstrap bootstrap = file.bootstraps.get(number);
        String method = handle(bootstrap.handle());
        int[] arguments = bootstrap.arguments();
        int tag = arguments.length == 0 ? 0 : arguments.length > 1 || arguments[0] >= file.tags.length ? -1 : file.tags[arguments[0]];
        if (!AllowList.bootstrap(method, tag)) {
            throw file.refused("compiled functions do not link by " + method + " with these arguments");
        }
        return method;
    }

    private void dynamic(int index, String type) {
        String method = bootstrap(index);
        String found = file.memberType(file.int16(file.offsets[index] + 2));
        if (!found.equals(type)) {
            throw file.refused("a dynamic constant or call by " + method + ": expected type " + type + ", found " + found);
        }
    }

    /** Finds out what a member may be used for: at least one thing. */
    private void reference(int index) {
        int offset = file.offsets[index];
        String owner = file.className(file.int16(offset));
        String name = file.memberName(file.int16(offset + 2));
        String type = file.memberType(file.int16(offset + 2));
        said((long) owner.length() + name.length() + type.length());
        int tag = file.tags[index];
        int kind = ownKind(file.int16(offset), owner);
        boolean inside = kind != OwnNames.OUTSIDE;
        parts |= inside && OwnNames.part(name) > 0;
        uses[index] = inside ? own(tag, kind, name) : outside(tag, owner, name, type);
        // bodies of tail calls, and what makes those calls, are stopped by one another: which does it is not followed here; and a call
        // that is left behind where nobody makes it would be made by the next function of anybody's that makes such calls
        unsure |= type.endsWith(")Lorg/granary/vm/GcArray;") || owner.startsWith(StopCheck.STEPS) || owner.startsWith(StopCheck.LEAVES)
                || inside && name.endsWith(StopCheck.BODY);
        // whose structure it is, and whose exception, is not to be seen here: others trust in what they have put there
        unsure |= owner.startsWith(STRUCTURES) || owner.equals(EXCEPTIONS) || AllowList.meters(owner, name)
                || AllowList.holds(owner, name);
        if (uses[index] != 0 && owner.equals(TRAPS) && name.equals("named")) {
            uses[index] |= MAKES_TRAP;
        }
        if (uses[index] != 0 && owner.equals(INSTANCE) && type.startsWith("[")) {
            uses[index] |= LISTS;
        }
        // the cell may be one of a number, which others have too: a reference in it would reach whoever was never given it
        unsure |= owner.equals(CELLS) && name.equals("ref");
        if (uses[index] == 0) {
            String method = owner + "." + name + " " + type;
            if (tag != ClassFile.METHOD || !AllowList.bootstrap(method, 0) && !AllowList.bootstrap(method, ClassFile.INTEGER)) {
                throw file.refused("compiled functions do not use " + method);
            }
        }
    }

    private int outside(int tag, String owner, String name, String type) {
        Member member = new Member(tag, owner, name, type);
        Integer before = known.uses(member);
        if (before != null) {
            return before;
        }
        int found = uses(tag, owner, name, type);
        if (found != 0) {
            known.uses(member, found);
        }
        return found;
    }

    /** What a member may be used for. */
    private static int uses(int tag, String owner, String name, String type) {
        int found = 0;
        for (int i = 0; i < USES.length; i++) {
            if (TAGS[i] == tag && USES[i].equals("new") == name.equals("<init>") && AllowList.member(USES[i], owner, name, type)) {
                found |= 1 << i;
            }
        }
        return found;
    }

    /** What a class is to its module; found out once for each constant, since there are many members of few classes. */
    private int ownKind(int index, String owner) {
        if (ownKinds[index] == 0) {
            ownKinds[index] = (byte) OwnNames.kind(owner, packageName, variant);
        }
        return ownKinds[index];
    }

    /** Members of the module's own classes: fields of its instance, functions, and the stubs of indirect calls. */
    private static int own(int tag, int kind, String name) {
        if (tag == ClassFile.FIELD && kind == OwnNames.INSTANCE) {
            return (AllowList.numbered(name, "acgilst") ? 1 << GET : 0) | (AllowList.numbered(name, "g") ? 1 << PUT : 0);
        }
        boolean function = kind == OwnNames.FUNCTIONS || kind == OwnNames.STUBS && OwnNames.isStub(name);
        return tag == ClassFile.METHOD && function && !name.startsWith("<") ? 1 << STATIC : 0;
    }

    private void instructions(Method method) {
        Instructions code = new Instructions(file, method);
        if (codes.put(method.name(), code) != null) {
            throw file.refused("two methods " + method.name());
        }
        each(code);
    }

    /** By itself: the JVM compiles less where loops stand alone. */
    private void each(Instructions code) {
        for (int i = 0; i < code.users().count(); i++) {
            instruction(code, code.users().get(i));
        }
        for (int i = 0; i < code.handlerCount(); i++) {
            handler(code, i);
        }
    }

    /** One of {@link Instructions#users}: what else is to be looked at has to be among them. */
    private void instruction(Instructions code, int at) {
        int opcode = code.opcode(at);
        if (opcode >= Instructions.GETSTATIC && opcode <= Instructions.INVOKEINTERFACE) {
            use(code, at, opcode - Instructions.GETSTATIC);
            // one that is not thrown at once may be kept, or be one of thousands: its stack trace is large, and nothing counts it
            unsure |= (uses[code.operand(at)] & MAKES_TRAP) != 0 && code.opcode(settled(code, at + 3)) != Instructions.ATHROW;
            // whoever has the array could put another function in the place of one that the host asks for by name
            if ((uses[code.operand(at)] & LISTS) != 0 && !code.reads(at + 3)) {
                throw code.wrong(at, "compiled functions only read an element of the instance's arrays, at once");
            }
            // values that others have packed, too
            unsure |= opcode == Instructions.PUTFIELD && owner(code, at).startsWith(SHAPES);
        } else if (opcode == Instructions.INVOKEDYNAMIC) {
            file.constant(code.operand(at), ClassFile.INVOKE_DYNAMIC);
        } else if (opcode == Instructions.AASTORE) {
            // into a frame's array; the arrays of an instance, its functions and tables, look the same here
            unsure = true;
        } else if (opcode == Instructions.NEW) {
            String name = file.className(code.operand(at));
            if (!allowed(code.operand(at), MADE_HERE, name)) {
                throw code.wrong(at, "compiled functions make no object of " + name);
            }
            // how many, and how large, only its source says: the store's limits know nothing of them
            unsure = true;
        } else if (opcode == Instructions.CHECKCAST) {
            String name = file.className(code.operand(at));
            if (!allowed(code.operand(at), CAST_HERE, name)) {
                throw code.wrong(at, "compiled functions cast nothing to " + name);
            }
        } else if (opcode >= Instructions.LDC && opcode <= Instructions.LDC2_W) {
            int tag = file.tag(opcode == Instructions.LDC ? code.byteOperand(at) : code.operand(at));
            if (tag < ClassFile.INTEGER || tag > ClassFile.STRING && tag != ClassFile.DYNAMIC || tag == ClassFile.CLASS) {
                throw code.wrong(at, "compiled functions load no constant of tag " + tag);
            }
        }
    }

    /** A name that an instruction says is looked at once, and not for each of them. */
    private boolean allowed(int index, int what, String name) {
        if ((allowed[index] & what) == 0 && (what == MADE_HERE ? AllowList.made(name) : AllowList.cast(name))) {
            allowed[index] |= (byte) what;
        }
        return (allowed[index] & what) != 0;
    }

    /** The class that a member of an instruction belongs to. */
    String owner(Instructions code, int at) {
        return file.className(file.int16(file.offsets[code.operand(at)]));
    }

    /** The name of a member of an instruction. */
    String name(Instructions code, int at) {
        return file.memberName(file.int16(file.offsets[code.operand(at)] + 2));
    }

    private void use(Instructions code, int at, int use) {
        int index = code.operand(at);
        if (index >= uses.length || (uses[index] & 1 << use) == 0) {
            throw code.wrong(at, "compiled functions do not use constant " + index + " for " + USES[use]);
        }
    }

    /**
     * Exceptions of guests go to where the guest says; all others become traps at once, and nothing else ever catches them but what takes
     * off what the method has held, and throws them on.
     */
    private void handler(Instructions code, int index) {
        String caught = code.caught(index) == 0 ? "everything" : file.className(code.caught(index));
        if (caught.equals("org/granary/vm/ExnRef")) {
            return;
        }
        int at = code.handler(index);
        if (caught.equals("java/lang/Throwable") && code.opcode(at + takesOff(code, at)) == Instructions.ATHROW) {
            return;
        }
        if (!caught.equals("java/lang/RuntimeException") || code.opcode(at) != Instructions.INVOKESTATIC
                || !target(code, at).equals("org/granary/vm/Traps.guest") || code.opcode(settled(code, at + 3)) != Instructions.ATHROW) {
            throw code.wrong(at, "a handler for " + caught + " that does not make it a trap");
        }
    }

    /** Where it goes on if there is an object, which is loaded to be looked at and then once more; -1 where anything else stands. */
    private static int withObject(Instructions code, int from) {
        int again = from + code.size(from) + IF_LENGTH;
        return code.withoutObject(from) >= 0 && code.same(from, again) ? again : -1;
    }

    /**
     * Past the loads and the call that tell the store of an instance, if there is one, what fuel has been spent, if they stand here. Where
     * nobody looked whether there is one, the JVM's own exception would take the place of the one that is on its way.
     */
    private int settled(Instructions code, int from) {
        int at = withObject(code, from);
        if (at < 0) {
            return from;
        }
        int end = code.withoutObject(from);
        for (int i = 0; i < 3 && code.loads(at); i++) {
            at += code.size(at);
        }
        boolean tells = code.opcode(at) == Instructions.INVOKEVIRTUAL && target(code, at).equals("org/granary/vm/VmStore.settle");
        return tells && at + 3 == end ? end : from;
    }

    /** How many bytes it takes to take off what the method has held, if there is an instance; 0 where anything else stands. */
    private int takesOff(Instructions code, int from) {
        int at = withObject(code, from);
        if (at < 0) {
            return 0;
        }
        int end = code.withoutObject(from);
        for (String step : TAKING_OFF) {
            int opcode = code.opcode(at);
            boolean same = switch (step) {
                case "load" -> code.loads(at) && opcode != Instructions.GETFIELD;
                case "dup" -> opcode == Instructions.DUP;
                case "constant" -> code.isConstant(at);
                case "sub" -> opcode == Instructions.ISUB;
                case HELD + "=" -> opcode == Instructions.PUTFIELD && target(code, at).equals(HELD);
                default -> opcode == Instructions.GETFIELD && target(code, at).equals(step);
            };
            if (!same) {
                return 0;
            }
            at += code.size(at);
        }
        return at == end ? at - from : 0;
    }

    /** Owner and name of a called method or of a field. */
    private String target(Instructions code, int at) {
        int index = code.operand(at);
        if (targets[index] == null) {
            targets[index] = owner(code, at) + "." + name(code, at);
        }
        return targets[index];
    }
}
