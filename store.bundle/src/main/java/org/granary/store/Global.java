package org.granary.store;

import org.granary.type.GlobalType;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.granary.vm.GlobalCell;

/** A global, seen by the host. Values have the classes that arguments have. Every operation is under the store's thread rule. */
public final class Global implements Extern {
    final StoreCore<?> core;
    private final GlobalType type;
    private final Handle<GlobalCell> handle;

    Global(StoreCore<?> core, GlobalCell vm) {
        this(core, vm.type, Handle.on(core, vm));
    }

    /** A handle that ends with the instance that it was looked up in. */
    Global(StoreCore<?> core, GlobalType type, Handle<GlobalCell> handle) {
        this.core = core;
        this.type = type;
        this.handle = handle;
    }

    /** Refuses when the store, or the instance that it was looked up in, is closed. */
    GlobalCell live() {
        org.granary.vm.Instance in = handle.live();
        return in == null ? handle.own() : handle.there(in.globals[handle.index()]);
    }

    /** As {@link #live}, or null. */
    private GlobalCell known() {
        org.granary.vm.Instance in = handle.ifOpen();
        return in == null ? handle.own() : in.globals[handle.index()];
    }

    private int claim() {
        live();
        return core.entry.claim();
    }

    /**
     * A global.
     *
     * @param store the owning store
     * @param type  its type, never null
     * @param value its value
     * @return a new global
     * @throws IllegalArgumentException when the value is not of this type, or of another store, or the type of another engine or
     *                                  none that values have
     */
    public static Global create(StoreContext<?> store, GlobalType type, Object value) {
        return store.core().alone(core -> {
            HostObjects.requireOwn(core, type.content(), type);
            GlobalCell cell = new GlobalCell(core, type);
            Global made = new Global(core, cell);
            put(cell, Values.toGuest(core, type.content(), value, new Values.Place("value", made)));
            return made;
        });
    }

    @Override
    public GlobalType type() {
        return type;
    }

    /**
     * Reads the value.
     *
     * @return the value
     */
    public Object get() {
        int before = claim();
        try {
            return Values.toHost(core, type.content(), live().boxed());
        } finally {
            core.entry.leave(before);
        }
    }

    /**
     * Sets the value.
     *
     * @param value the new value
     * @throws UnsupportedOperationException when the global is constant
     * @throws IllegalArgumentException      when the value is not of the global's type, or of another store
     */
    public void set(Object value) {
        int before = claim();
        try {
            if (!type.mutable()) {
                throw new UnsupportedOperationException(this + " is constant");
            }
            Object converted = Values.toGuest(core, type.content(), value, new Values.Place("value", this));
            put(live(), converted);
        } finally {
            core.entry.leave(before);
        }
    }

    private static void put(GlobalCell vm, Object value) {
        ValType type = vm.type.content();
        if (type instanceof NumType number) {
            switch (number) {
                case I32 -> vm.i32 = (Integer) value;
                case I64 -> vm.i64 = (Long) value;
                case F32 -> vm.f32 = (Float) value;
                case F64 -> vm.f64 = (Double) value;
            }
        } else if (type == ValType.V128) {
            long[] halves = (long[]) value;
            vm.i64 = halves[0];
            vm.high = halves[1];
        } else {
            vm.ref = value;
        }
    }

    @Override
    public boolean equals(Object other) {
        GlobalCell mine = known();
        return this == other || mine != null && other instanceof Global global && global.known() == mine;
    }

    @Override
    public int hashCode() {
        return handle.hash(this, known());
    }

    @Override
    public String toString() {
        return "global " + type;
    }
}
