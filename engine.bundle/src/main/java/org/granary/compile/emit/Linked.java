package org.granary.compile.emit;

/** Names of what generated code links to. */
public final class Linked {
    /** Instances. */
    public static final String INSTANCE = "org/granary/vm/Instance";
    /** Functions as values. */
    public static final String FUNC_REF = "org/granary/vm/FuncRef";
    /** Host functions. */
    public static final String HOST_FUNC = "org/granary/vm/HostFunc";
    /** A variant of a module's functions. */
    public static final String CODE = "org/granary/vm/Code";
    /** Tables. */
    public static final String TABLE = "org/granary/vm/Table";
    /** Memories. */
    public static final String MEMORY = "org/granary/vm/LinearMemory";
    /** Memories of one array. */
    public static final String ARRAY_MEMORY = "org/granary/vm/ArrayMemory";
    /** Memories of many arrays. */
    public static final String LARGE_MEMORY = "org/granary/vm/LargeMemory";
    /** Memories of several threads. */
    public static final String SHARED_MEMORY = "org/granary/vm/SharedMemory";
    /** Atomic instructions as routines. */
    public static final String ATOMICS = "org/granary/vm/Atomics";
    /** The views of a byte array. */
    public static final String VIEWS = "org/granary/vm/Views";
    /** Globals in cells. */
    public static final String CELL = "org/granary/vm/GlobalCell";
    /** Stores. */
    public static final String STORE = "org/granary/vm/VmStore";
    /** Modules. */
    public static final String INSTANTIABLE = "org/granary/vm/Instantiable";
    /** Instructions on references. */
    public static final String REFERENCES = "org/granary/vm/References";
    /** Arrays of guests. */
    public static final String GC_ARRAY = "org/granary/vm/GcArray";
    public static final String GC_OBJECT = "org/granary/vm/GcObject";
    /** Instructions as routines. */
    public static final String ROUTINES = "org/granary/vm/Routines";
    /** Traps. */
    public static final String TRAPS = "org/granary/vm/Traps";
    /** Bootstraps of constants. */
    public static final String CONSTANTS = "org/granary/vm/Constants";
    /** Bootstraps of check points. */
    public static final String CHECKPOINT = "org/granary/vm/Checkpoint";
    /** Makes NaNs canonical. */
    public static final String CANONICAL_NANS = "org/granary/vm/op/CanonicalNans";
    /** Pending tail calls. */
    public static final String TAIL_CALL = "org/granary/vm/TailCall";
    /** Untyped calls. */
    public static final String UNTYPED = "org/granary/vm/Untyped";
    /** Canonical types. */
    public static final String DEF_TYPE = "org/granary/type/DefType";
    /** What generated methods turn into traps. */
    public static final String RUNTIME_EXCEPTION = "java/lang/RuntimeException";
    /** The package of classes that are named by their content. */
    public static final String SHAPES = "org/granary/shape/";

    private Linked() {
    }

    /**
     * The descriptor of a class.
     *
     * @param name its internal name
     * @return the descriptor
     */
    public static String desc(String name) {
        return "L" + name + ";";
    }
}
