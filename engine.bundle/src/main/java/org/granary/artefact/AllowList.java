package org.granary.artefact;

import java.util.Map;
import java.util.Set;

/**
 * What compiled functions refer to outside their own module. A list by hand, so that whatever is new in the compiler's output is looked at
 * by somebody: may any code that a stranger writes have it? {@code CoreScriptsTest#scriptsPrecompiled} finds what is missing. Stateless.
 */
final class AllowList {
    private static final String VM = "org/granary/vm/";

    /** Kind of use, owner in the runtime, member with its descriptor. */
    private static final Set<String> MEMBERS = Set.of("""
            get Instance.store Lorg/granary/vm/VmStore;
            get Instance.functions [Lorg/granary/vm/FuncRef;
            get Instance.tables [Lorg/granary/vm/Table;
            get Instance.globals [Lorg/granary/vm/GlobalCell;
            get ArrayMemory.size I
            get ArrayMemory.bytes [B
            get GlobalCell.i32 I
            get GlobalCell.i64 J
            get GlobalCell.high J
            get GlobalCell.f32 F
            get GlobalCell.f64 D
            get GlobalCell.ref Ljava/lang/Object;
            put GlobalCell.i32 I
            put GlobalCell.i64 J
            put GlobalCell.high J
            put GlobalCell.f32 F
            put GlobalCell.f64 D
            put GlobalCell.ref Ljava/lang/Object;
            get ExnRef.tag Lorg/granary/vm/Tag;
            get ExnRef.values Ljava/lang/Object;
            get ArrayFrame.a0 [I
            get ArrayFrame.a1 [J
            get ArrayFrame.a2 [F
            get ArrayFrame.a3 [D
            get ArrayFrame.a4 [Lorg/granary/vm/FuncRef;
            get ArrayFrame.a5 [Ljava/lang/Object;
            new ArrayFrame.<init> (IIIIII)V
            static-get Views.SHORTS Ljava/lang/invoke/VarHandle;
            static-get Views.CHARS Ljava/lang/invoke/VarHandle;
            static-get Views.INTS Ljava/lang/invoke/VarHandle;
            static-get Views.LONGS Ljava/lang/invoke/VarHandle;
            static-get Views.FLOATS Ljava/lang/invoke/VarHandle;
            static-get Views.DOUBLES Ljava/lang/invoke/VarHandle;
            virtual Table.called (ILorg/granary/type/DefType;)Lorg/granary/vm/FuncRef;
            virtual Table.callee (ILorg/granary/type/DefType;)Lorg/granary/vm/FuncRef;
            virtual Table.get (I)Ljava/lang/Object;
            virtual Table.set (ILjava/lang/Object;)V
            virtual Table.size ()I
            static Table.index (J)I
            virtual Instance.function (I)Lorg/granary/vm/FuncRef;
            virtual Instance.tag (I)Lorg/granary/vm/Tag;
            get VmStore.held I
            put VmStore.held I
            virtual VmStore.hold (I)V
            virtual VmStore.takePending ()Lorg/granary/vm/TailCall;
            virtual VmStore.spend (J)V
            virtual VmStore.exceeds (J)Z
            virtual VmStore.endsWithin (JJJ)Z
            virtual VmStore.settle (J)V
            virtual VmStore.spendElements (II)V
            virtual VmStore.lookAtEpoch ()Z
            virtual VmStore.glanceAtEpoch ()Z
            virtual VmStore.watchEpoch ()Z
            static ExnRef.make (Ljava/lang/Object;Lorg/granary/vm/Instance;I)Lorg/granary/vm/ExnRef;
            static ExnRef.thrown (Ljava/lang/Object;)Lorg/granary/vm/ExnRef;
            static ExnRef.choose (Ljava/lang/Object;Lorg/granary/vm/Instance;Ljava/lang/String;)I
            static ExnRef.values (Ljava/lang/Object;)Ljava/lang/Object;
            static Atomics.fence ()V
            static Traps.guest (Ljava/lang/RuntimeException;)Ljava/lang/RuntimeException;
            static Traps.named (Ljava/lang/String;)Ljava/lang/RuntimeException;
            static References.nonNull (Ljava/lang/Object;)Ljava/lang/Object;
            static References.nonNull (Lorg/granary/vm/FuncRef;)Lorg/granary/vm/FuncRef;
            static References.cast (Ljava/lang/Object;Z)Ljava/lang/Object;""".split("\n"));

    /** Static methods of the JDK, and the methods of its objects that compiled functions hold. */
    private static final Set<String> JDK = Set.of("static java/lang/Float.intBitsToFloat (I)F",
            "static java/lang/Double.longBitsToDouble (J)D",
            "static java/lang/Float.floatToRawIntBits (F)I", "static java/lang/Double.doubleToRawLongBits (D)J",
            "static java/util/Objects.checkIndex (II)I",
            "static java/util/Objects.checkIndex (JJ)J",
            "static java/lang/invoke/VarHandle.loadLoadFence ()V", "static java/lang/Long.compareUnsigned (JJ)I",
            "virtual java/lang/String.charAt (I)C");

    /** Bootstrap methods, and the tag of their one argument or 0. */
    private static final Map<String, Integer> BOOTSTRAPS = Map.of(
            "org/granary/vm/Constants.type (Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)"
                    + "Lorg/granary/type/DefType;", ClassFile.INTEGER,
            "org/granary/vm/Checkpoint.interrupt (Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)"
                    + "Ljava/lang/invoke/CallSite;", 0);

    private static final Set<String> METERING = Set.of("spend", "exceeds", "endsWithin", "settle", "lookAtEpoch", "glanceAtEpoch",
            "watchEpoch");
    private static final Set<String> HOLDING = Set.of("hold", "held");
    private static final Set<String> LARGE = Set.of("get8", "get16", "get32", "get64", "put8", "put16", "put32", "put64");
    private static final Set<String> ELEMENT = Set.of("get", "getSigned", "getUnsigned", "low", "high", "set", "fill");
    private static final String SHAPES = "org/granary/shape/";
    private static final String OBJECT = "Ljava/lang/Object;";
    private static final String INSTANCE = "Lorg/granary/vm/Instance;";
    private static final String ARRAY_MADE = ")Lorg/granary/vm/GcArray;";
    private static final String NUMBERS = "IJFD";
    private static final String VIEWED = "SCIJFD";
    private static final String ARRAY = "Array";
    private static final String NAME = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Form.LETTERS;

    /** What is longer than what compiled functions use is not looked at: some of the patterns would take the stack or the day. */
    private static final int LONGEST = 512;
    /** 250 parameters. */
    private static final int LONGEST_CALL = 8_192;

    private AllowList() {
    }

    /**
     * Whether a member outside the module may be used.
     *
     * @param use   get, put, static-get, virtual, static, new
     * @param owner internal name
     * @param name  the member's
     * @param type  its descriptor
     */
    static boolean member(String use, String owner, String name, String type) {
        boolean shape = owner.startsWith("org/granary/shape/");
        if (type.length() > (shape ? LONGEST_CALL : LONGEST) || name.length() > LONGEST || !shape && owner.length() > LONGEST) {
            return false;
        }
        if (owner.startsWith(VM)) {
            return runtime(use, owner.substring(VM.length()), name, type);
        }
        if (owner.startsWith("java/")) {
            return JDK.contains(use + " " + owner + "." + name + " " + type) || views(use, owner, name, type);
        }
        // the name last, which may be long
        return owner.startsWith(SHAPES) && owner.length() > SHAPES.length() && shape(use, owner.charAt(SHAPES.length()), name, type)
                && isShape(owner, "CGSTV");
    }

    private static boolean views(String use, String owner, String name, String type) {
        return use.equals("virtual") && owner.equals("java/lang/invoke/VarHandle")
                && (name.equals("get") && isViewGet(new Form(type)) || name.equals("set") && isViewSet(new Form(type)));
    }

    private static boolean isViewGet(Form type) {
        return type.word("([BI)") && type.one(VIEWED) && type.atEnd();
    }

    private static boolean isViewSet(Form type) {
        return type.word("([BI") && type.one(VIEWED) && type.word(")V") && type.atEnd();
    }

    private static boolean runtime(String use, String owner, String name, String type) {
        if (MEMBERS.contains(use + " " + owner + "." + name + " " + type)) {
            return true;
        }
        boolean array = owner.endsWith(ARRAY);
        if (use.equals("static")) {
            return switch (owner) {
                case "Routines", "Atomics" -> isRoutine(new Form(type));
                case "References" -> isReference(new Form(type));
                case "LargeMemory" -> name.equals("effective");
                default -> owner.startsWith("op/") && isNumeric(new Form(type)) || array && isArray(type);
            };
        }
        boolean large = owner.equals("LargeMemory") || owner.equals("SharedMemory");
        return use.equals("virtual") && (large && LARGE.contains(name) || array && ELEMENT.contains(name));
    }

    private static boolean isNumeric(Form type) {
        return type.word("(") && type.any("IJFDZ").word(")") && type.one("IJFDZ") && type.atEnd();
    }

    /** Routines work on the instance that they are given, and on numbers and references. */
    private static boolean isRoutine(Form type) {
        if (!type.word("(")) {
            return false;
        }
        type.any(NUMBERS).word(OBJECT);
        return type.any(NUMBERS).word(INSTANCE) && type.any("I").word(")") && type.one("IJV") && type.atEnd();
    }

    private static boolean isReference(Form type) {
        if (!type.word("(")) {
            return false;
        }
        while (type.one("IZ") || type.word(OBJECT) || type.word("Lorg/granary/type/DefType;")) {
            // any number of them
            continue;
        }
        return type.word(")") && (type.one("IZ") || type.word(OBJECT)) && type.atEnd();
    }

    /** What makes an array and tells the store of an instance, and what copies or fills parts of them. */
    private static boolean isArray(String type) {
        if (type.endsWith(ARRAY_MADE)) {
            Form makes = new Form(type);
            return makes.word("(") && makes.plain() && type.contains(INSTANCE);
        }
        Form changes = new Form(type);
        return changes.word("(" + OBJECT) && changes.some("I") && (changes.word(OBJECT + "II" + INSTANCE) || changes.word(INSTANCE + "I"))
                && changes.word(")V") && changes.atEnd();
    }

    /** Whether a class is named by its content and of one of some kinds. */
    private static boolean isShape(String owner, String kinds) {
        Form form = new Form(owner);
        return form.word(SHAPES) && form.one(kinds) && form.word("$") && form.plain();
    }

    /**
     * Whether a member is for engines with fuel or epochs. In others no code of ours uses it: a guest would end by what only the host ends
     * guests with.
     */
    static boolean meters(String owner, String name) {
        return owner.equals(VM + "VmStore") && METERING.contains(name);
    }

    /** Whether a member counts what waiting functions hold. */
    static boolean holds(String owner, String name) {
        return owner.equals(VM + "VmStore") && HOLDING.contains(name);
    }

    /** Whether compiled functions make objects of a class. */
    static boolean made(String name) {
        return isShape(name, "V") || name.equals(VM + "ArrayFrame");
    }

    /** Classes that are named by their content: values, structures, call interfaces, tail calls. */
    private static boolean shape(String use, char kind, String name, String type) {
        return switch (kind) {
            case 'V' -> use.equals("new") && type.equals("()V") || field(use, name);
            case 'G' -> use.equals("static") && name.equals("make") || field(use, name);
            case 'C' -> use.equals("interface") && name.equals("call");
            case 'S' -> use.equals("virtual") && name.equals("step");
            case 'T' -> use.equals("static") && name.equals("leave");
            default -> false;
        };
    }

    private static boolean field(String use, String name) {
        return (use.equals("get") || use.equals("put")) && numbered(name, "f");
    }

    /** Whether a field is one of some kinds, told by a letter, a number, and {@code h} for the high half of a vector. */
    static boolean numbered(String name, String kinds) {
        Form form = new Form(name);
        if (!form.one(kinds) || !form.some(Form.DIGITS)) {
            return false;
        }
        return form.atEnd() || form.word("h") && form.atEnd();
    }

    /** Whether an object may be taken for one of a class, where that is checked as it runs. */
    static boolean cast(String name) {
        if (isShape(name, "CGSV") || name.equals(VM + "FuncRef")) {
            return true;
        }
        Form array = new Form(name);
        boolean named = array.word(VM) && array.some(NAME) && array.atEnd();
        return named && name.endsWith(ARRAY) && name.length() > VM.length() + ARRAY.length();
    }

    /**
     * Whether a bootstrap method may be used.
     *
     * @param method   owner, name and descriptor
     * @param argument the tag of its one argument, 0 without any, -1 for more
     */
    static boolean bootstrap(String method, int argument) {
        Integer expected = BOOTSTRAPS.get(method);
        return expected != null && expected == argument;
    }

    /** Whether what a bootstrap method links is a place where a guest can be stopped. */
    static boolean checkpoint(String method) {
        return method.startsWith("org/granary/vm/Checkpoint.");
    }
}
