package org.granary.text.script;

import java.util.List;
import java.util.Map;
import org.granary.engine.Proposal;
import org.granary.store.Global;
import org.granary.store.Linker;
import org.granary.store.Memory;
import org.granary.store.SharedMemory;
import org.granary.store.Store;
import org.granary.store.Table;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.TableType;
import org.granary.type.ValType;

/**
 * The module {@code spectest} that scripts import from. Its functions print nothing: what a script prints is no part of any assertion.
 * Beside it {@code wasmtime.gc}, by which the scripts of that engine ask the host to collect what guests have made.
 *
 * <p>Source: the host module of the reference interpreter.
 */
final class Spectest {
    private static final String NAME = "spectest";
    private static final Map<String, List<ValType>> PRINTS = Map.of(
            "print", List.of(),
            "print_i32", List.of(ValType.I32),
            "print_i64", List.of(ValType.I64),
            "print_f32", List.of(ValType.F32),
            "print_f64", List.of(ValType.F64),
            "print_i32_f32", List.of(ValType.I32, ValType.F32),
            "print_f64_f64", List.of(ValType.F64, ValType.F64));

    private Spectest() {
    }

    static void define(Linker<Void> linker, Store<Void> store) {
        PRINTS.forEach((name, params) -> linker.func(NAME, name, FuncType.of(params, List.of()), (caller, arguments) -> new Object[0]));
        Map<ValType, Object> globals = Map.of(ValType.I32, 666, ValType.I64, 666L, ValType.F32, 666.6f, ValType.F64, 666.6);
        globals.forEach((type, value) -> linker.define(NAME, "global_" + type, Global.create(store, GlobalType.constant(type), value)));
        linker.define(NAME, "table", Table.create(store, TableType.of(ValType.FUNCREF, 10, 20), null));
        linker.define(NAME, "table64", Table.create(store, new TableType(ValType.FUNCREF, Limits.between(10, 20), NumType.I64), null));
        linker.define(NAME, "memory", Memory.create(store, MemoryType.of(1, 2)));
        linker.func("wasmtime", "gc", FuncType.of(List.of(), List.of()), (caller, arguments) -> {
            caller.gc();
            return new Object[0];
        });
        if (store.engine().config().proposal(Proposal.THREADS)) {
            linker.define(NAME, "shared_memory", SharedMemory.create(store.engine(), MemoryType.shared(1, 2)));
        }
    }
}
