package org.granary.store;

import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.Refusal;
import org.granary.engine.Trap;
import org.granary.type.NumType;
import org.granary.type.TableType;
import org.granary.vm.HostException;

/**
 * A table of references, seen by the host. Elements are {@link Func}, {@link ExternRef} or null. Every operation is under the store's
 * thread rule.
 */
public final class Table implements Extern {
    final StoreCore<?> core;
    private final TableType type;
    private final Handle<org.granary.vm.Table> handle;

    Table(StoreCore<?> core, org.granary.vm.Table vm) {
        this(core, vm.type, Handle.on(core, vm));
    }

    /** A handle that ends with the instance that it was looked up in. */
    Table(StoreCore<?> core, TableType type, Handle<org.granary.vm.Table> handle) {
        this.core = core;
        this.type = type;
        this.handle = handle;
    }

    /** Refuses when the store, or the instance that it was looked up in, is closed. */
    org.granary.vm.Table live() {
        org.granary.vm.Instance in = handle.live();
        return in == null ? handle.own() : handle.there(in.tables[handle.index()]);
    }

    /** As {@link #live}, or null. */
    private org.granary.vm.Table known() {
        org.granary.vm.Instance in = handle.ifOpen();
        return in == null ? handle.own() : in.tables[handle.index()];
    }

    private int claim() {
        live();
        return core.entry.claim();
    }

    /**
     * A table of null references at its minimum.
     *
     * @param store the owning store
     * @param type  its type
     * @return a new table
     * @throws IllegalArgumentException when the type is not a valid one or of another engine, or has no null reference
     * @throws LimitException           as for {@link #create(StoreContext, TableType, Object)}
     */
    public static Table create(StoreContext<?> store, TableType type) {
        return create(store, type, null);
    }

    /**
     * A table of equal elements at its minimum.
     *
     * @param store   the owning store
     * @param type    its type
     * @param initial the value of every element, null for null references
     * @return a new table
     * @throws IllegalArgumentException when the type is not a valid one or of another engine, or the value does not fit it
     * @throws LimitException           when a limit of the store refuses, or it has more than 10,000,000 elements
     */
    public static Table create(StoreContext<?> store, TableType type, Object initial) {
        StoreCore<?> core = store.core();
        long min = type.limits().min();
        long most = type.address() == NumType.I64 ? -1L : 0xffff_ffffL;
        long max = type.limits().max().orElse(most);
        if (Long.compareUnsigned(max, most) > 0 || Long.compareUnsigned(min, max) > 0) {
            throw new IllegalArgumentException("table type: expected minimum <= maximum <= " + Long.toUnsignedString(most) + ", found "
                    + type);
        }
        HostObjects.requireOwn(core, type.element(), type);
        Object value = Values.toGuest(core, type.element(), initial, "initial value of " + type);
        int before = core.entry.claim();
        core.limits.create();
        try {
            if (Long.compareUnsigned(min, org.granary.vm.Table.MAX_ELEMENTS) > 0) {
                throw new LimitException(Refusal.of(Failure.TOO_LARGE).detail("size of a table")
                        .expected("at most " + org.granary.vm.Table.MAX_ELEMENTS + " elements", Long.toUnsignedString(min)));
            }
            if (!core.limits.making(() -> core.tableGrowing(0, min, type.limits().max()))) {
                throw core.limits.refused("table", min, " elements");
            }
            org.granary.vm.Table made = new org.granary.vm.Table(core, type, value);
            core.limits.addOfHost(made);
            return new Table(core, made);
        } catch (HostException e) {
            throw core.entry.raise(e);
        } finally {
            core.limits.created();
            core.entry.leave(before);
        }
    }

    @Override
    public TableType type() {
        return type;
    }

    /**
     * The present size.
     *
     * @return elements
     */
    public long size() {
        return live().size();
    }

    /**
     * Reads an element.
     *
     * @param index from 0
     * @return a {@link Func}, an {@link ExternRef} or null
     * @throws IndexOutOfBoundsException when there is none of this index
     */
    public Object get(long index) {
        int before = claim();
        try {
            org.granary.vm.Table vm = live();
            inside(vm, index, 1);
            return Values.toHost(core, type.element(), vm.get((int) index));
        } finally {
            core.entry.leave(before);
        }
    }

    /**
     * Writes an element.
     *
     * @param index from 0
     * @param value a {@link Func}, an {@link ExternRef} or null
     * @throws IndexOutOfBoundsException when there is none of this index
     * @throws IllegalArgumentException  when the value is not of the element type, or of another store
     */
    public void set(long index, Object value) {
        fill(index, value, 1);
    }

    /**
     * Writes one value to a range.
     *
     * @param index  the first element
     * @param value  a {@link Func}, an {@link ExternRef} or null
     * @param length how many elements
     * @throws IndexOutOfBoundsException when the range does not lie inside; nothing is written then
     * @throws IllegalArgumentException  when the value is not of the element type, or of another store
     */
    public void fill(long index, Object value, long length) {
        int before = claim();
        try {
            Object converted = Values.toGuest(core, type.element(), value, new Values.Place("element " + index, this));
            org.granary.vm.Table vm = live();
            inside(vm, index, length);
            vm.fill((int) index, converted, (int) length);
        } finally {
            core.entry.leave(before);
        }
    }

    /**
     * Copies a range from a table of the same store; ranges may overlap.
     *
     * @param target first index here
     * @param from   the table that is read
     * @param source first index there
     * @param length how many elements
     * @throws IndexOutOfBoundsException when a range does not lie inside; nothing is written then
     * @throws IllegalArgumentException  when the other table is of another store, or its elements do not fit here
     */
    public void copy(long target, Table from, long source, long length) {
        int before = claim();
        try {
            Values.sameStore(core, from.core, "table to copy from", from);
            org.granary.vm.Table others = from.live();
            if (!from.type.element().isSubtypeOf(type.element())) {
                throw new IllegalArgumentException("table to copy from: expected elements of " + type.element() + ", found "
                        + from.type.element());
            }
            org.granary.vm.Table vm = live();
            inside(vm, target, length);
            inside(others, source, length);
            vm.copy((int) target, others, (int) source, (int) length);
        } finally {
            core.entry.leave(before);
        }
    }

    /**
     * Grows the table.
     *
     * @param elements how many to add, not negative
     * @param value    their value: a {@link Func}, an {@link ExternRef} or null
     * @return the size before
     * @throws LimitException           when the declared maximum, a limit of the store or the machine refuses; the table is as it was
     * @throws IllegalArgumentException when the value is not of the element type, or of another store
     */
    public long grow(long elements, Object value) {
        if (elements < 0) {
            throw new IllegalArgumentException("elements to grow by: expected 0 or more, found " + elements);
        }
        int before = claim();
        try {
            Object converted = Values.toGuest(core, type.element(), value, new Values.Place("new elements", this));
            org.granary.vm.Table vm = live();
            core.limits.clear();
            int old = elements > Integer.MAX_VALUE ? -1 : core.limits.making(() -> vm.grow((int) elements, converted));
            if (old < 0) {
                throw core.limits.refused("a table of " + vm.size() + " elements, " + type + ",", elements, " more elements");
            }
            return old;
        } catch (HostException | Trap e) {
            throw core.entry.refused(e);
        } finally {
            core.entry.leave(before);
        }
    }

    private static void inside(org.granary.vm.Table vm, long index, long length) {
        long size = vm.size();
        if (index < 0 || length < 0 || index > size || length > size - index) {
            throw new IndexOutOfBoundsException("table access at " + index + " of " + length + " elements: the table has " + size);
        }
    }

    @Override
    public boolean equals(Object other) {
        org.granary.vm.Table mine = known();
        return this == other || mine != null && other instanceof Table table && table.known() == mine;
    }

    @Override
    public int hashCode() {
        return handle.hash(this, known());
    }

    @Override
    public String toString() {
        return "table " + type;
    }
}
