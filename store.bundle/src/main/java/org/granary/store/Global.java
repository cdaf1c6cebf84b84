package org.granary.store;

import org.granary.type.GlobalType;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.granary.vm.GlobalCell;

/** A global, seen by the host. Values have the classes that arguments have. Every operation is under the store's thread rule. */
public final class Global implements Extern {
    final StoreCore<?> core;
    final GlobalCell vm;
    private final Instance via;

    Global(StoreCore<?> core, GlobalCell vm) {
        this(core, vm, null);
    }

    /** A handle that ends with the instance that it was looked up in. */
    Global(StoreCore<?> core, GlobalCell vm, Instance via) {
        this.core = core;
        this.vm = vm;
        this.via = via;
    }

    void live() {
        core.live(via);
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
     * @throws IllegalArgumentException when the value is not of this type, or of another store, or the type of another engine
     */
    public static Global create(StoreContext<?> store, GlobalType type, Object value) {
        StoreCore<?> core = store.core();
        HostObjects.requireOwn(core, type.content(), type);
        Global made = new Global(core, new GlobalCell(core, type));
        made.put(Values.toGuest(core, type.content(), value, new Values.Place("value", made)));
        return made;
    }

    @Override
    public GlobalType type() {
        return vm.type;
    }

    /**
     * Reads the value.
     *
     * @return the value
     */
    public Object get() {
        int before = claim();
        try {
            return Values.toHost(core, vm.type.content(), vm.boxed());
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
            if (!vm.type.mutable()) {
                throw new UnsupportedOperationException(this + " is constant");
            }
            put(Values.toGuest(core, vm.type.content(), value, new Values.Place("value", this)));
        } finally {
            core.entry.leave(before);
        }
    }

    private void put(Object value) {
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
        return other instanceof Global global && global.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }

    @Override
    public String toString() {
        return "global " + vm.type;
    }
}
