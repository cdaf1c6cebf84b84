package org.granary.vm;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.AbstractHeapType;
import org.granary.type.DefType;
import org.granary.type.TableType;

/**
 * A table of references. Confined to its store. Indices and counts are unsigned; every routine checks bounds before it writes anything,
 * and commits by its last write.
 *
 * <p>Source: WebAssembly core specification, section 4.2.8 (table instances).
 */
public final class Table {
    /** No table grows past this many elements. */
    public static final int MAX_ELEMENTS = (int) ModuleLimits.TABLE_ELEMENTS.value();

    /** The declared type; the present size is {@link #size()}. */
    public final TableType type;
    /** The owning store. */
    public final VmStore store;

    /** References, null, and {@link PromisedFunction}s, which the first who asks for one replaces. */
    private Object[] elements;
    /** The same array where the elements are functions, else null: a call need not ask for their class. */
    private FuncRef[] functions;

    /**
     * A table of equal elements. The store's limits have been asked.
     *
     * @param store   the owning store
     * @param type    its type; the minimum must not pass {@link #MAX_ELEMENTS}
     * @param initial the value of every element, null for null references
     */
    public Table(VmStore store, TableType type, Object initial) {
        this.store = store;
        this.type = type;
        int size = Math.toIntExact(type.limits().min());
        functions = type.element().heap().top() == AbstractHeapType.FUNC ? new FuncRef[size] : null;
        elements = functions != null ? functions : new Object[size];
        if (initial != null) {
            Arrays.fill(elements, initial);
        }
    }

    /**
     * The present size.
     *
     * @return elements
     */
    public int size() {
        return elements.length;
    }

    /** Lets the elements go: the size is 0 afterwards. Called when the store has been closed and nothing runs in it. */
    public void release() {
        functions = functions != null ? new FuncRef[0] : null;
        elements = functions != null ? functions : new Object[0];
    }

    /**
     * An index of 64 bits as one of 32.
     *
     * @param index unsigned
     * @return the same index, or one that lies outside of every table when 31 bits cannot hold it
     */
    public static int index(long index) {
        return index >>> 31 == 0 ? (int) index : -1;
    }

    /**
     * Reads an element.
     *
     * @param index unsigned
     * @return the reference or null
     * @throws Trap out of bounds table access
     */
    public Object get(int index) {
        Object[] now = elements;
        if (index < 0 || index >= now.length) {
            throw new Trap(TrapCode.TABLE_OUT_OF_BOUNDS);
        }
        Object element = now[index];
        return element instanceof PromisedFunction promise ? now[index] = promise.keep() : element;
    }

    /**
     * Writes an element.
     *
     * @param index unsigned
     * @param value of the table's element type
     * @throws Trap out of bounds table access
     */
    public void set(int index, Object value) {
        Object[] now = elements;
        if (index < 0 || index >= now.length) {
            throw new Trap(TrapCode.TABLE_OUT_OF_BOUNDS);
        }
        now[index] = value;
    }

    /**
     * The function that an indirect call reaches.
     *
     * @param index    unsigned
     * @param expected the canonical type that the call was compiled for
     * @return the function, of this type or a subtype
     * @throws Trap out of bounds table access, uninitialized element or indirect call type mismatch
     */
    public FuncRef callee(int index, DefType expected) {
        FuncRef function = (FuncRef) get(index);
        if (function == null) {
            throw new Trap(TrapCode.UNINITIALIZED_ELEMENT);
        }
        if (function.type != expected && !function.type.isSubtypeOf(expected)) {
            throw new Trap(TrapCode.INDIRECT_CALL_TYPE_MISMATCH);
        }
        return function;
    }

    /**
     * The same for calls that go by {@link FuncRef#instance} and {@link FuncRef#index}: these are right also where the function itself has
     * not been made yet. A call that never makes one has no way but this, so that the JIT compiler needs no place in the middle of a loop
     * where all registers are lost.
     *
     * @param index    unsigned
     * @param expected the canonical type that the call was compiled for
     * @return the function, of this type or a subtype, or what stands for it; see {@link #kept}
     * @throws Trap as {@link #callee}
     */
    public FuncRef called(int index, DefType expected) {
        FuncRef[] now = functions;
        if (index < 0 || index >= now.length) {
            throw new Trap(TrapCode.TABLE_OUT_OF_BOUNDS);
        }
        FuncRef function = now[index];
        return function != null && function.type == expected ? function : callee(index, expected);
    }

    /**
     * The function itself.
     *
     * @param called what {@link #called} gave
     * @return what implements its typed call interface
     */
    public static FuncRef kept(FuncRef called) {
        return called instanceof PromisedFunction promise ? promise.keep() : called;
    }

    /**
     * Grows the table.
     *
     * @param delta   elements to add, unsigned
     * @param initial their value
     * @return the size before, or -1 when the maximum, the limits or the machine refuse
     */
    public int grow(int delta, Object initial) {
        int before = elements.length;
        if (delta == 0) {
            return before;
        }
        long wanted = before + (delta & 0xffff_ffffL);
        OptionalLong max = type.limits().max();
        // who is asked cannot grow it meanwhile
        if (wanted > MAX_ELEMENTS || max.isPresent() && Long.compareUnsigned(wanted, max.getAsLong()) > 0
                || !store.tableGrowing(before, wanted, max)) {
            return -1;
        }
        Object[] grown;
        try {
            grown = Arrays.copyOf(elements, (int) wanted);
        } catch (OutOfMemoryError e) {
            return -1;
        }
        if (initial != null) {
            Arrays.fill(grown, before, grown.length, initial);
        }
        functions = grown instanceof FuncRef[] all ? all : null;
        elements = grown;
        return before;
    }

    /**
     * Sets a range to one value.
     *
     * @param from   first index, unsigned
     * @param value  of the table's element type
     * @param length how many, unsigned
     * @throws Trap out of bounds table access
     */
    public void fill(int from, Object value, int length) {
        check(from, length, elements.length);
        Arrays.fill(elements, from, from + length, value);
    }

    /** The same for a guest, whose call may be ended between two strips. */
    void fill(int from, Object value, int length, VmStore guest) {
        check(from, length, elements.length);
        for (int done = 0, part; done < length; done += part) {
            part = Strip.next(done, length, guest);
            Arrays.fill(elements, from + done, from + done + part, value);
        }
    }

    /**
     * Copies a range from a table; ranges may overlap.
     *
     * @param target first index here, unsigned
     * @param from   the table that is read
     * @param source first index there, unsigned
     * @param length how many, unsigned
     * @throws Trap out of bounds table access
     */
    public void copy(int target, Table from, int source, int length) {
        init(target, from.elements, source, length);
    }

    /** The same for a guest, whose call may be ended between two strips. */
    void copy(int target, Table from, int source, int length, VmStore guest) {
        init(target, from.elements, source, length, guest);
    }

    /**
     * Copies a range of an element segment.
     *
     * @param target  first index here, unsigned
     * @param segment the segment's references
     * @param source  first index there, unsigned
     * @param length  how many, unsigned
     * @throws Trap out of bounds table access
     */
    public void init(int target, Object[] segment, int source, int length) {
        check(source, length, segment.length);
        check(target, length, elements.length);
        System.arraycopy(segment, source, elements, target, length);
    }

    /** The same for a guest, whose call may be ended between two strips. */
    void init(int target, Object[] segment, int source, int length, VmStore guest) {
        check(source, length, segment.length);
        check(target, length, elements.length);
        Strip.copy(segment, source, elements, target, length, guest);
    }

    /**
     * Promises the functions of an active element segment: each is made when somebody asks for it.
     *
     * @param target    first index here, unsigned
     * @param instance  whose functions
     * @param functions their indices in the instance's module
     * @param types     the canonical type of a function of the module by its index
     * @throws Trap out of bounds table access
     */
    public void promise(int target, Instance instance, int[] functions, IntFunction<DefType> types) {
        FuncRef[] promises = new FuncRef[functions.length];
        for (int i = 0; i < promises.length; i++) {
            FuncRef made = instance.functions[functions[i]];
            promises[i] = made != null ? made : new PromisedFunction(instance, functions[i], types.apply(functions[i]));
        }
        init(target, promises, 0, promises.length);
    }

    private static void check(int from, int length, int size) {
        if ((from & 0xffff_ffffL) + (length & 0xffff_ffffL) > size) {
            throw new Trap(TrapCode.TABLE_OUT_OF_BOUNDS);
        }
    }
}
