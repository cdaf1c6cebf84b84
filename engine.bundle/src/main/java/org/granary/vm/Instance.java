package org.granary.vm;

/**
 * The state of an instance that compiled code works on. A generated subclass adds fields for the module's own globals. Confined to its store; filled once by the instantiator.
 */
public abstract class Instance {
    /** The owning store. */
    public final VmStore store;
    /** The module's code and facts. */
    public final Instantiable module;
    /** The variant that entries use now; changed only when no frame of the store is live. */
    public Code code;
    /** The functions of the module's index space; own functions are filled when first referred to (see {@link #function}). */
    public final FuncRef[] functions;
    /** The memories. */
    public final LinearMemory[] memories;
    /** Memory 0 when it is an array, else null. */
    public ArrayMemory array0;
    /** The tables. */
    public final Table[] tables;
    /** The globals; null where the generated subclass holds the value in a field of its own. */
    public final GlobalCell[] globals;
    /** The data segments; dropped ones are empty. */
    public byte[][] data;
    /** The element segments; dropped ones are empty. */
    public Object[][] elements;

    /**
     * For generated subclasses.
     *
     * @param store  the owning store
     * @param module the module
     * @param sizes  how many functions, memories, tables, globals the index spaces have
     */
    protected Instance(VmStore store, Instantiable module, int[] sizes) {
        this.store = store;
        this.module = module;
        this.functions = new FuncRef[sizes[0]];
        this.memories = new LinearMemory[sizes[1]];
        this.tables = new Table[sizes[2]];
        this.globals = new GlobalCell[sizes[3]];
        store.made(this);
    }

    /**
     * A function as a value; one object for each function of an instance.
     *
     * @param index the index in the module's function index space
     * @return the reference, never null
     */
    public final FuncRef function(int index) {
        FuncRef known = functions[index];
        return known != null ? known : (functions[index] = reference(index));
    }

    /**
     * Makes the reference of an own function; generated.
     *
     * @param index the index in the module's function index space
     * @return a new object of the generated class for the function's descriptor
     */
    protected abstract FuncRef reference(int index);
}
