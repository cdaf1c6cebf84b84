package org.granary.vm;

import java.lang.reflect.Field;
import org.granary.type.DefType;
import org.granary.type.ValType;

/**
 * The state of an instance that code works on. A subclass that is generated adds fields for the module's own globals, and its loader knows
 * the rest; a subclass of the interpreter knows by itself. Confined to its store; filled once by the instantiator.
 */
public abstract class Instance {
    /** The owning store. */
    public final VmStore store;
    /** The module's code and facts. */
    public final Instantiable module;
    /** The variant that entries use now; changed only when no frame of the store is live. Null where instructions are interpreted. */
    public Code code;
    /** The functions of the module's index space; own functions are filled when first referred to (see {@link #function}). */
    public final FuncRef[] functions;
    /** The memories. */
    public final LinearMemory[] memories;
    /** Memory 0 when it is an array, else null. */
    public ArrayMemory array0;
    /** The tables. */
    public final Table[] tables;
    /**
     * The globals; a mutable one that is neither imported nor exported is null after {@link #bind} where a generated subclass holds its
     * value.
     */
    public final GlobalCell[] globals;
    /** The data segments; dropped ones are empty. */
    public byte[][] data;
    /** The element segments; dropped ones are empty. */
    public Object[][] elements;
    /** The tags; set once by the instantiator. */
    public Tag[] tags;

    /**
     * For subclasses.
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
     * Makes the reference of an own function.
     *
     * @param index the index in the module's function index space
     * @return a new object
     */
    protected FuncRef reference(int index) {
        return ((GuestLoader) getClass().getClassLoader()).reference(this, index);
    }

    /**
     * Reads a global by way of reflection: for people who look for a fault, not for running code.
     *
     * @param index its index, imports first
     * @return its value, boxed as {@link Untyped} says
     */
    public final Object global(int index) {
        GlobalCell cell = globals[index];
        if (cell != null) {
            return cell.boxed();
        }
        Object value = field("g" + index);
        return module.globalType(index).content() == ValType.V128 ? new long[] {(long) value, (long) field("g" + index + "h")} : value;
    }

    private Object field(String name) {
        try {
            Field field = getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("global in field " + name + " of " + module, e);
        }
    }

    /**
     * Makes a structure of zeros and nulls.
     *
     * @param type a structure type of the module
     * @return the structure
     */
    public GcStruct structure(DefType type) {
        return ((GuestLoader) getClass().getClassLoader()).structure(type);
    }

    /**
     * A tag, for generated handlers.
     *
     * @param index its index
     * @return the tag
     */
    public final Tag tag(int index) {
        return tags[index];
    }

    /**
     * Takes what compiled code needs at hand out of the arrays into typed fields: imported functions, memories, tables, cells, and the
     * first values of globals that have a field in place of a cell. Called once, when imported functions, memories,
     * tables and all globals are in their arrays, and before any function runs.
     */
    public abstract void bind();
}
